/** What of an editor's text is shown to whoever looks over one's shoulder: all of it, or as much as is allowed around the cursor. Pure. */
import { type EditorSight, LIVE_LIMITS } from "../../server/protocol/live.ts";

export function editorSight(text: string, cursor: number): EditorSight {
  const line = lineAt(text, cursor);
  if (text.length <= LIVE_LIMITS.editor) return { text, from: 1, line };
  const start = Math.max(0, Math.min(cursor - LIVE_LIMITS.editor / 2, text.length - LIVE_LIMITS.editor));
  // Whole lines, unless one is longer than all that is shown.
  const newline = text.indexOf("\n", start);
  const from = start === 0 ? 0 : newline >= 0 && newline < cursor ? newline + 1 : start;
  return { text: text.slice(from, from + LIVE_LIMITS.editor), from: lineAt(text, from), line };
}

/** From 1. */
function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < position; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
