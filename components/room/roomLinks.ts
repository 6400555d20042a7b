/** The links of rooms this browser made: the server keeps only hashes, so they are shown from here. */
import type { LinkKind } from "../../server/protocol/messages.ts";
import { kept, keptMembers } from "../client/kept.ts";

export type RoomLinks = { readonly [kind in LinkKind]?: string };

const keyOf = (roomId: string): string => `podroom:links:${roomId}`;

export function rememberLinks(roomId: string, links: RoomLinks): void {
  kept.write(keyOf(roomId), JSON.stringify({ ...knownLinks(roomId), ...links }));
}

export function knownLinks(roomId: string): RoomLinks {
  return keptMembers(kept.read(keyOf(roomId))) as RoomLinks;
}
