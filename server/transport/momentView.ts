/** A moment of a room's past as somebody may see it, by the rights they had then. Large objects as in a state, or one of all whole. */
import type { MomentPart, MomentView } from "../protocol/messages.ts";
import { UNSHOWN_RESOURCES } from "../rooms/frames.ts";
import type { Moment } from "../rooms/history/Moments.ts";
import type { Rights } from "../rooms/rights.ts";
import { breathe } from "../rooms/TurnScheduler.ts";
import { objectText } from "./objectText.ts";

const SLICE_MS = 5;

/**
 * JSON of a `MomentView`. `part`: Events are most of all there is, and read only here; whoever is on the way to another moment does not
 * wait for them.
 */
export async function momentView(rights: Rights, moment: Moment, part: MomentPart = "all"): Promise<string> {
  const { time, seq, exact, cluster, activity } = moment;
  const { revision } = cluster.store;
  const view: Omit<MomentView, "objects" | "trimmed"> = { time, seq, exact, revision, activity: activity.recent };
  const encode = (objects: string, trimmed: object): string =>
    `${JSON.stringify({ ...view, trimmed }).slice(0, -1)},"objects":{${objects}}}`;
  if (typeof part === "object") {
    const { resource, namespace, name } = part;
    const object = rights.maySee(resource, namespace) && cluster.store.get(resource, namespace, name);
    return encode(object ? `${JSON.stringify(resource)}:[${JSON.stringify(object)}]` : "", {});
  }
  const tables: string[] = [];
  const trimmed: { [uid: string]: number } = {};
  let began = performance.now();
  for (const resource of cluster.store.resources()) {
    if (UNSHOWN_RESOURCES.has(resource)) continue;
    if (part !== "all" && (resource === "events") !== (part === "events")) continue;
    let list = "";
    for (const object of cluster.store.list(resource)) {
      if (rights.maySee(resource, object.metadata.namespace ?? "")) {
        const told = objectText(object);
        list += `${list ? "," : ""}${told.text}`;
        if (told.trimmed !== undefined) trimmed[object.metadata.uid] = told.trimmed;
      }
      if (performance.now() - began <= SLICE_MS) continue;
      await breathe();
      began = performance.now();
    }
    if (list) tables.push(`${JSON.stringify(resource)}:[${list}]`);
  }
  return encode(tables.join(","), trimmed);
}
