/** A text that is being edited for a command, kept over a reload of the page. Pure but for the storage it is given. */

export interface KeptEdit {
  /** The command that waited for it. */
  readonly line: string;
  /** Of the file. */
  readonly name: string;
  /** The text the editor was opened with, and what was made of it. */
  readonly base: string;
  readonly text: string;
}

type Place = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (roomId: string): string => `podroom:edit:${roomId}`;

/** Undefined: there is nothing to keep any more. */
export function keepEdit(place: Place, roomId: string, edit: KeptEdit | undefined): void {
  if (edit && edit.text !== edit.base) place.setItem(keyOf(roomId), JSON.stringify(edit));
  else place.removeItem(keyOf(roomId));
}

export function keptEdit(place: Place, roomId: string): KeptEdit | undefined {
  try {
    const stored = JSON.parse(place.getItem(keyOf(roomId)) ?? "null") as Partial<KeptEdit> | null;
    const texts = [stored?.line, stored?.name, stored?.base, stored?.text];
    return texts.every((text) => typeof text === "string") ? (stored as KeptEdit) : undefined;
  } catch {
    return undefined;
  }
}

const VERSION = /^( *resourceVersion: ).*$/gm;

/**
 * What a kept text is when the command has opened the editor anew with `fresh`. `changed`: that is not what was edited; the text then
 * names the version that is there now, so that saving it is taken for what the person wants.
 */
export function resumeEdit(
  { base, text }: KeptEdit,
  fresh: string,
): { readonly text: string; readonly changed: boolean } {
  if (fresh === base) return { text, changed: false };
  const versions = fresh.match(VERSION) ?? [];
  const own = text.match(VERSION) ?? [];
  const [version] = versions;
  const newer = versions.length === 1 && own.length === 1 && version !== undefined;
  return { text: newer ? text.replace(VERSION, () => version) : text, changed: true };
}
