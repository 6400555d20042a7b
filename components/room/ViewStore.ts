/** The view and the browser's address, each following the other. Without React, for `useSyncExternalStore`. */
import { INITIAL_VIEW, isVisit, parseView, printView, type View } from "./view.ts";

export class ViewStore {
  /** From the beginning as the address says: a part that is not asked for is not loaded for a moment either. */
  private view: View = typeof location === "undefined" ? INITIAL_VIEW : parseView(location.search);
  private readonly listeners = new Set<() => void>();
  private readonly onPop = (): void => this.show(parseView(location.search));

  private always: readonly (keyof View)[] = [];

  /** `visits`: whether what one went to becomes a step of the browser's history. */
  constructor(private readonly visits = true) {}

  /** Takes the view from the address and follows back and forward; returns how to stop. */
  follow(): () => void {
    this.show(parseView(location.search));
    addEventListener("popstate", this.onPop);
    return () => removeEventListener("popstate", this.onPop);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): View => this.view;

  readonly set = (change: Partial<View>): void => {
    const next = { ...this.view, ...change };
    const address = `${location.pathname}${printView(next, location.search, this.always)}${location.hash}`;
    if (address !== `${location.pathname}${location.search}${location.hash}`) {
      if (this.visits && isVisit(this.view, next)) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    }
    this.show(next);
  };

  /** What the address says even where it is as at the beginning: where people begin in different places, it is none. */
  alwaysSay(names: readonly (keyof View)[]): void {
    this.always = names;
  }

  /** Shows a view where another leads: it is no place to come back to. */
  readonly go = (view: View): void => {
    const query = printView(view, location.search, this.always);
    history.replaceState(null, "", `${location.pathname}${query}${location.hash}`);
    this.show(view);
  };

  private show(view: View): void {
    this.view = view;
    for (const listener of this.listeners) listener();
  }
}
