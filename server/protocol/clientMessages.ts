/** What a browser says, parsed: whatever comes in is hostile until it was. */
import { z } from "zod";
import { classActionSchema } from "./classroom/actionSchema.ts";
import { LIMITS } from "./limits.ts";
import { liveMessageSchemas } from "./liveMessages.ts";

const shortText = z.string().max(LIMITS.shortText);

/** Of a moment's objects: all but the Events, or these alone; or a single one, whole however large it is. */
const momentPartSchema = z.union([
  z.enum(["all", "objects", "events"]),
  z.strictObject({ resource: shortText, namespace: shortText, name: shortText }),
]);
export type MomentPart = z.infer<typeof momentPartSchema>;

/** Names what must not be done twice: asked again by the same key, it is answered as it was before. */
const requestKey = z.string().min(8).max(64).optional();
/** Ms since 1970. */
const clusterTime = z.number().min(0).max(8.64e15);
const requestId = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What somebody looks at: a screen part and the object selected in it. */
const lookingSchema = z.strictObject({
  view: shortText,
  resource: shortText.optional(),
  namespace: shortText.optional(),
  name: shortText.optional(),
});
export type Looking = z.infer<typeof lookingSchema>;

const joinSchema = z.strictObject({
  type: z.literal("join"),
  version: z.number(),
  room: z.string().min(1).max(64),
  /** The token of an embed link: whoever sends it is nobody in the room and only looks, see ROOM-32. */
  embed: shortText.optional(),
  /** What the browser holds already: frames since then are enough, if epoch and rights are as they were and history reaches back. */
  since: z.strictObject({ epoch: z.string().max(64), revision: requestId, rights: shortText.optional() }).optional(),
});

/** A request to the cluster's API in the person's name; reads and writes alike, watches excepted. */
const requestSchema = z.strictObject({
  type: z.literal("request"),
  id: requestId,
  key: requestKey,
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  path: z.string().startsWith("/").max(LIMITS.path),
  contentType: shortText.optional(),
  accept: shortText.optional(),
  body: z.string().max(LIMITS.body).optional(),
  /** Cluster time, ms: asked of the cluster as it was then, and only if nothing is done by it. */
  at: clusterTime.optional(),
  /** The instructor who typed what led to it, holding this person's keyboard. */
  typedBy: z.string().max(64).optional(),
});

/** Follow a container's log from its beginning, a time or its last lines on; `stop` with the same id ends it. */
const followSchema = z.strictObject({
  type: z.literal("follow"),
  id: requestId,
  namespace: shortText,
  pod: shortText,
  container: shortText.optional(),
  previous: z.boolean().optional(),
  tailLines: z.number().int().min(0).max(100_000).optional(),
  /** RFC 3339. */
  sinceTime: z.iso.datetime().max(40).optional(),
  timestamps: z.boolean().optional(),
});

/** Speed 0 pauses; `step` lets a paused clock go on by so many ms, `next` to the next change. Instructors only. */
const clockSchema = z.strictObject({
  type: z.literal("clock"),
  id: requestId,
  key: requestKey,
  speed: z.number().min(0).max(1000).optional(),
  step: z.number().int().min(1).max(3_600_000).optional(),
  next: z.literal(true).optional(),
});

/** What is asked of a room's clock. */
export type ClockChange = Pick<z.infer<typeof clockSchema>, "speed" | "step" | "next">;

export const clientMessageSchema = z.discriminatedUnion("type", [
  joinSchema,
  requestSchema,
  followSchema,
  clockSchema,
  /** The room as it was at a cluster time, ms: answered by a result with a `MomentView`. */
  z.strictObject({
    type: z.literal("moment"),
    id: requestId,
    time: clusterTime,
    part: momentPartSchema.optional(),
  }),
  /** Instructors: tell me of the students, or no more. */
  z.strictObject({ type: z.literal("monitor"), id: requestId, on: z.boolean() }),
  /** Something in the class: see `classroom/actionSchema.ts`. */
  z.strictObject({ type: z.literal("act"), id: requestId, key: requestKey, action: classActionSchema }),
  ...liveMessageSchemas,
  z.strictObject({ type: z.literal("stop"), id: requestId }),
  z.strictObject({ type: z.literal("looking"), at: lookingSchema }),
  /** The browser noticed a gap, or was told to: send frames since, or everything. */
  z.strictObject({ type: z.literal("resync"), epoch: z.string().max(64), revision: requestId }),
  z.strictObject({ type: z.literal("leave") }),
]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** The message, or undefined with nothing thrown, whatever came in. */
export function parseClientMessage(value: unknown): ClientMessage | undefined {
  const parsed = clientMessageSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
