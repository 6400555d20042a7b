/** A text that is being edited for a command, kept over a reload of the page. Pure but for the storage it is given. */
import { type Kept, keptMembers } from "../client/kept.ts";

export interface KeptEdit {
  /** The command that waited for it. */
  readonly line: string;
  /** Of the file. */
  readonly name: string;
  /** The text the editor was opened with, and what was made of it. */
  readonly base: string;
  readonly text: string;
}

type Place = Pick<Kept, "read" | "write">;

const keyOf = (roomId: string): string => `podroom:edit:${roomId}`;

/** Undefined: there is nothing to keep any more. */
export function keepEdit(place: Place, roomId: string, edit: KeptEdit | undefined): void {
  place.write(keyOf(roomId), edit && edit.text !== edit.base ? JSON.stringify(edit) : undefined);
}

export function keptEdit(place: Place, roomId: string): KeptEdit | undefined {
  const { line, name, base, text } = keptMembers(place.read(keyOf(roomId)));
  const isWhole = [line, name, base, text].every((each) => typeof each === "string");
  return isWhole ? ({ line, name, base, text } as KeptEdit) : undefined;
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
