/** A page looks at its room's past. */
import type { ClientMessage } from "../../protocol/messages.ts";
import type { Connection, Place } from "./Connection.ts";
import { TEXTS } from "./texts.ts";

/** Moments a page may wait for at once. Each may be a long replay: it has its history's beginning, the one it shows, and little more under way. */
const MOST_MOMENTS = 4;

/** What `look` finds; undefined where the page was told that it asks for too many. */
export async function seek<T>(
  connection: Connection,
  { member }: Place,
  message: ClientMessage,
  look: () => Promise<T>,
): Promise<T | undefined> {
  if (member.seeking >= MOST_MOMENTS) {
    connection.refuse("too-fast", TEXTS.manyMoments, message);
    return undefined;
  }
  member.seeking++;
  try {
    return await look();
  } finally {
    member.seeking--;
  }
}
