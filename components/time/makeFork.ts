/** Makes a room of one's own that begins as this one is, or was. Load it on demand. */
import type { RoomConnection } from "../client/RoomConnection.ts";
import { createRoom, forkRoom } from "../client/rooms.ts";
import { goToMade } from "../room/madeRoom.ts";
import { exportSeen } from "../sharing/exportManifest.ts";

/** `whole`: with all that is in it, as instructors may; else with the objects one sees. `time`: cluster ms; undefined: now. */
export function makeFork(
  connection: RoomConnection,
  { name, whole, time }: { readonly name: string; readonly whole: boolean; readonly time: number | undefined },
): Promise<void> {
  if (whole) return goToMade(forkRoom(connection.roomId, { name, ...(time === undefined ? {} : { time }) }));
  const { tables } = connection.getSnapshot().cluster;
  return goToMade(createRoom({ name, template: "course", manifests: exportSeen(tables) }));
}
