/** A room's mode: changing it, the cluster a person works in, beginning anew. */
import { z } from "zod";
import { ROOM_MODES } from "../../protocol/messages.ts";
import type { Asked } from "./Asked.ts";

const quantities = z.record(z.string().max(120), z.string().max(40)).refine((map) => Object.keys(map).length <= 30);
const modeSchema = z.strictObject({
  mode: z.enum(ROOM_MODES),
  limits: z.strictObject({ quota: quantities.optional(), defaults: quantities.optional() }).optional(),
});
const resetSchema = z.strictObject({
  to: z.union([z.literal("all"), z.array(z.string().max(64)).min(1).max(500)]),
  time: z.number().min(0).max(8.64e15).optional(),
});

export async function setMode(asked: Asked): Promise<void> {
  const { mode, limits } = await asked.body(modeSchema);
  const { room } = await asked.instructor();
  const { quota, defaults } = limits ?? {};
  const given = { ...(quota ? { quota } : {}), ...(defaults ? { defaults } : {}) };
  const before = room.record.mode;
  await asked.modes.setMode(room, mode, limits && given);
  // A watch that was opened under other rights would go on showing what they showed.
  if (mode !== before) asked.options.streamsEnd(room.id);
  await asked.reply(200, { room: room.view });
}

/** `{cluster}`: the id under which the caller's cluster is reached. */
export async function ownCluster(asked: Asked): Promise<void> {
  const { room, person } = await asked.known();
  await asked.reply(200, { cluster: await asked.modes.clusterOf(room, person) });
}

/** The forks of a room, each with whose it is. */
export async function listClusters(asked: Asked): Promise<void> {
  const { room } = await asked.instructor();
  const forks = await asked.directory.forksOf(room.id);
  await asked.reply(200, { clusters: forks.map(({ id, ownerId, createdAt }) => ({ id, person: ownerId, createdAt })) });
}

export async function resetClusters(asked: Asked): Promise<void> {
  const { to, time } = await asked.body(resetSchema);
  const { room } = await asked.instructor();
  await asked.modes.reset(room, { to, ...(time === undefined ? {} : { time }) });
  await asked.reply(200, {});
}
