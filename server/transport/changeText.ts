import type { Change } from "../protocol/messages.ts";
import { objectText } from "./objectText.ts";

/** JSON of a change, of a large object without what makes it large. */
export function changeText(change: Change): string {
  if (change.op === "delete") return JSON.stringify(change);
  const { text, trimmed } = objectText(change.object);
  const mark = trimmed === undefined ? "" : `,"trimmed":${trimmed}`;
  return `{"op":"upsert","resource":${JSON.stringify(change.resource)},"object":${text},"by":${change.by}${mark}}`;
}
