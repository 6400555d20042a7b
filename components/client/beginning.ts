/**
 * What a page asks of a room before there is a line to it. The page's head names the same addresses (app/room/[id]/page.tsx), so that the
 * answers come while the scripts do; asked with other words, the browser would ask twice.
 */
import type { ServerMessage, StatePart } from "../../server/protocol/messages.ts";
import { LINE_MS } from "./Requests.ts";
import { call } from "./rooms.ts";

export interface Beginning {
  /** What the line will tell first: all of it, for whoever knows only who they are would take what comes for new. */
  readonly welcome?: Extract<ServerMessage, { type: "welcome" }>;
  /** The whole state, in parts; undefined when there is none to be had: the line brings it then. Never rejects. */
  readonly state: Promise<readonly StatePart[] | undefined>;
}

/** Both answers that the head asks for. Rejects with RoomProblem when they may not come in. */
export async function beginRoom(roomId: string): Promise<Beginning> {
  const state = fetchState(roomId);
  const { welcome } = await call<Required<Pick<Beginning, "welcome">>>("GET", `/api/rooms/${roomId}?begin`);
  return { welcome, state };
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
