/**
 * What passes between the pages of a class at the moment, and is kept by nobody: where an instructor leads, what a student's
 * page shows while somebody looks at it, keys for a student's terminal. Sizes are `LIVE_LIMITS`; `liveMessages.ts` parses
 * what browsers say.
 */

/** Sizes in characters. */
export const LIVE_LIMITS = {
  /** A view as it stands in the address. */
  view: 2_000,
  /** Of an editor's text the part around the cursor is shown. */
  editor: 16_000,
  terminal: 16_000,
  keys: 1_000,
  /** Students one page looks at. */
  watched: 4,
} as const;

/** How often a page that is looked at says what changed, ms. */
export const SIGHT_EVERY_MS = 300;

export interface EditorSight {
  readonly text: string;
  /** The number of its first line, from 1. */
  readonly from: number;
  /** The line the cursor is in, from 1. */
  readonly line: number;
}

export interface TerminalSight {
  /** The rows on the screen. */
  readonly text: string;
  readonly columns: number;
  readonly rows: number;
  /** Where the cursor is, from 0. */
  readonly row: number;
  readonly column: number;
}

/** What a page shows. Of a change only what is another now is sent; null: there is none. */
export interface Sight {
  /** The room or fork the page is in. */
  readonly cluster?: string;
  /** As it stands in the address. */
  readonly view?: string;
  /** The tab of the dock in front; "" when the dock is closed. */
  readonly dock?: string;
  /** The page is behind another window or tab. */
  readonly hidden?: boolean;
  readonly editor?: EditorSight | null;
  readonly terminal?: TerminalSight | null;
  /** Whether the page has a terminal somebody else could type into. */
  readonly keyboard?: boolean;
}

/** asked: the student has not answered yet; given: the instructor types. */
export type KeyboardState = "asked" | "given" | "ended";

export type LiveMessage =
  /** Where an instructor is whom this page follows. */
  | { readonly type: "led"; readonly by: string; readonly view: string }
  /** Who goes along with an instructor's view, or looks at a student's screen; told to instructors. */
  | { readonly type: "along"; readonly of: string; readonly people: readonly string[] }
  /** Instructors who look at this student; `report`: the page says from now on what it shows, all of it first. */
  | { readonly type: "watched"; readonly by: readonly string[]; readonly report: boolean }
  /** What one of a student's pages shows now. */
  | { readonly type: "sight"; readonly person: string; readonly page: number; readonly sight: Sight }
  /** A page is gone; without a number: the student is, and nobody looks any more. */
  | { readonly type: "sight-end"; readonly person: string; readonly page?: number }
  | {
      readonly type: "keyboard";
      readonly person: string;
      readonly by: string;
      readonly state: KeyboardState;
      /** To a student's pages: whether it is this one that is typed into. */
      readonly here?: boolean;
    }
  /** What an instructor types into this page's terminal. */
  | { readonly type: "keys"; readonly by: string; readonly data: string };
