/** What passes in a class at the moment, as a page knows it: folded from `LiveMessage`s. Pure. */
import type { KeyboardState, LiveMessage, Sight } from "../../../server/protocol/live.ts";

/** A student's pages as they show themselves. */
export interface Screen {
  readonly pages: ReadonlyMap<number, Sight>;
  /** The page that said something last. */
  readonly last: number;
}

export interface Keyboard {
  readonly by: string;
  readonly state: Exclude<KeyboardState, "ended">;
  /** It is this page that is typed into. */
  readonly here: boolean;
}

export interface LiveState {
  /** Where instructors are whom this page goes along with. */
  readonly led: ReadonlyMap<string, string>;
  /** Who goes along, by whom they go along with; instructors know. */
  readonly along: ReadonlyMap<string, readonly string[]>;
  /** Instructors who look at this page. */
  readonly watchedBy: readonly string[];
  readonly screens: ReadonlyMap<string, Screen>;
  /** Students who went away while they were looked at. */
  readonly ended: ReadonlySet<string>;
  /** By student. */
  readonly keyboards: ReadonlyMap<string, Keyboard>;
}

export const NOTHING_LIVE: LiveState = {
  led: new Map(),
  along: new Map(),
  watchedBy: [],
  screens: new Map(),
  ended: new Set(),
  keyboards: new Map(),
};

export function foldLive(state: LiveState, message: LiveMessage): LiveState {
  switch (message.type) {
    case "led":
      return { ...state, led: new Map(state.led).set(message.by, message.view) };
    case "along":
      return { ...state, along: new Map(state.along).set(message.of, message.people) };
    case "watched":
      return { ...state, watchedBy: message.by };
    case "sight": {
      const { person, page, sight } = message;
      const known = state.screens.get(person);
      const pages = new Map(known?.pages).set(page, { ...known?.pages.get(page), ...sight });
      const ended = new Set(state.ended);
      ended.delete(person);
      return { ...state, ended, screens: new Map(state.screens).set(person, { pages, last: page }) };
    }
    case "sight-end":
      return message.page === undefined
        ? without(state, message.person, true)
        : withoutPage(state, message.person, message.page);
    case "keyboard": {
      const { person, by, state: now, here = false } = message;
      const keyboards = new Map(state.keyboards);
      if (now === "ended") keyboards.delete(person);
      else keyboards.set(person, { by, state: now, here });
      return { ...state, keyboards };
    }
    case "keys":
      return state;
  }
}

/** Nothing is known of a student's screen any more; `ended`: because they went. */
export function without(state: LiveState, person: string, ended: boolean): LiveState {
  const screens = new Map(state.screens);
  screens.delete(person);
  const gone = new Set(state.ended);
  if (ended) gone.add(person);
  else gone.delete(person);
  return { ...state, screens, ended: gone };
}

function withoutPage(state: LiveState, person: string, page: number): LiveState {
  const known = state.screens.get(person);
  if (!known) return state;
  const pages = new Map(known.pages);
  pages.delete(page);
  return { ...state, screens: new Map(state.screens).set(person, { ...known, pages }) };
}

/** What a student sees: of several pages the one in front that changed last. */
export function sightOf(screen: Screen | undefined): Sight | undefined {
  if (!screen) return undefined;
  const last = screen.pages.get(screen.last);
  if (last && last.hidden !== true) return last;
  return (
    [...screen.pages.values()].findLast(({ hidden }) => hidden !== true) ?? last ?? [...screen.pages.values()].at(-1)
  );
}
