/** Settings of this browser: remembered in its storage, the same for all who read them on a page. */
import { useSyncExternalStore } from "react";
import { kept } from "../client/kept.ts";

export interface StoredSettings<T> {
  change(change: Partial<T>): void;
  /** A hook; while the page is made on the server, what it begins with. */
  use(): T;
}

/** `parse` makes settings of whatever JSON was stored, an object or not. */
export function storedSettings<T extends object>(
  key: string,
  { initial, parse }: { readonly initial: T; readonly parse: (text: string | null) => T },
): StoredSettings<T> {
  let settings: T | undefined;
  const listeners = new Set<() => void>();
  const read = (): T => (settings ??= parse(kept.read(key)));
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    change(change) {
      settings = { ...read(), ...change };
      kept.write(key, JSON.stringify(settings));
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, read, () => initial),
  };
}
