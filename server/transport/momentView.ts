/** A moment of a room's past as somebody may see it: by the rights they had then. */
import type { MomentPart, MomentView } from "../protocol/messages.ts";
import { UNSHOWN_RESOURCES } from "../rooms/frames.ts";
import type { Moment } from "../rooms/history/Moments.ts";
import type { Room } from "../rooms/Room.ts";
import { breathe } from "../rooms/TurnScheduler.ts";

const SLICE_MS = 5;

/** `part`: Events are most of all there is, and read only here; whoever is on the way to another moment does not wait for them. */
export async function momentView(
  room: Room,
  personId: string,
  moment: Moment,
  part: MomentPart = "all",
): Promise<MomentView> {
  const { time, seq, exact, cluster, activity } = moment;
  const rights = room.rightsIn(cluster, personId);
  const objects: { [resource: string]: MomentView["objects"][string][number][] } = {};
  let began = performance.now();
  for (const resource of cluster.store.resources()) {
    if (UNSHOWN_RESOURCES.has(resource)) continue;
    if (part !== "all" && (resource === "events") !== (part === "events")) continue;
    for (const object of cluster.store.list(resource)) {
      if (rights.maySee(resource, object.metadata.namespace ?? "")) (objects[resource] ??= []).push(object);
      if (performance.now() - began <= SLICE_MS) continue;
      await breathe();
      began = performance.now();
    }
  }
  return { time, seq, exact, revision: cluster.store.revision, objects, activity: activity.recent };
}
