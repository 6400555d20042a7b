/**
 * What a browser keeps of a page in its storage. One whose storage is full, or closed to pages, is as one that forgets: to
 * have something kept never throws.
 */
export interface Kept {
  /** Null: nothing is kept under the key. */
  read(key: string): string | null;
  /** Undefined: it is not kept any more. False when the browser does not keep it. */
  write(key: string, text: string | undefined): boolean;
  keys(): readonly string[];
}

/** `storage` throws where it is closed to the page. */
export function keptIn(storage: () => Storage): Kept {
  return {
    read: (key) => attempt(() => storage().getItem(key)) ?? null,
    write: (key, text) =>
      attempt(() => {
        if (text === undefined) storage().removeItem(key);
        else storage().setItem(key, text);
        return true;
      }) ?? false,
    keys: () => attempt(() => Object.keys(storage())) ?? [],
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Until somebody clears it, for all pages of this browser. */
export const kept = keptIn(() => localStorage);
/** For this tab alone. */
export const keptByTab = keptIn(() => sessionStorage);

/** Members of stored JSON by name; none when it is no JSON or nothing was stored. */
export function keptMembers(text: string | null): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text ?? "{}") ?? {}) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
