/** A moment of a room's past as somebody may see it: by the rights they had then. */
import type { MomentView } from "../protocol/messages.ts";
import { UNSHOWN_RESOURCES } from "../rooms/frames.ts";
import type { Moment } from "../rooms/history/Moments.ts";
import type { Room } from "../rooms/Room.ts";

export function momentView(room: Room, personId: string, moment: Moment): MomentView {
  const { time, seq, exact, cluster, activity } = moment;
  const rights = room.rightsIn(cluster, personId);
  const objects: { [resource: string]: MomentView["objects"][string] } = {};
  for (const resource of cluster.store.resources()) {
    if (UNSHOWN_RESOURCES.has(resource)) continue;
    const seen = [...cluster.store.list(resource)].filter(({ metadata }) =>
      rights.maySee(resource, metadata.namespace ?? ""),
    );
    if (seen.length > 0) objects[resource] = seen;
  }
  return { time, seq, exact, revision: cluster.store.revision, objects, activity: activity.recent };
}
