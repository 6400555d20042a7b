/**
 * What a page asks of a room before there is a line to it. The page's head names the same addresses (app/room/[id]/page.tsx), so that the
 * answers come while the scripts do; asked with other words, the browser would ask twice.
 */
import type { ClockView, PersonView, RoomView, StatePart } from "../../server/protocol/messages.ts";
import { LINE_MS } from "./Requests.ts";

/** What the door tells of a room. */
export interface KnownRoom {
  readonly room: RoomView;
  readonly you: PersonView;
  readonly clock?: ClockView;
}

export interface Beginning {
  readonly known: KnownRoom;
  /** The whole state, in parts; undefined when there is none to be had: the line brings it then. Never rejects. */
  readonly state: Promise<readonly StatePart[] | undefined>;
}

/** `joined`: they were nobody here a moment ago, and what the head asked for was refused. */
export async function fetchState(roomId: string, joined?: "joined"): Promise<readonly StatePart[] | undefined> {
  try {
    const signal = AbortSignal.timeout(LINE_MS);
    const response = await fetch(`/api/rooms/${roomId}/state${joined ? "?joined" : ""}`, {
      credentials: "same-origin",
      signal,
    });
    return response.status === 200 ? ((await response.json()) as readonly StatePart[]) : undefined;
  } catch {
    return undefined;
  }
}
