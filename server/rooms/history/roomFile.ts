/**
 * A room as one file: how its cluster began and every command since, as gzipped lines of JSON. Who reads it lets a cluster
 * live through it again; nobody's snapshot is believed. Its own lessons and their plan come along, the people and what they said
 * to each other stay out. Where the cluster was put back the file says to when, and where it stood then: whoever reads it makes
 * that of the life so far.
 */
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import { LESSON_LIMITS } from "../../protocol/lessonText/lessonSchemas.ts";
import { ROOM_MODES } from "../../protocol/messages.ts";
import type { ApiRequest } from "../../simulation/api/ApiRequest.ts";
import { RoomError } from "../RoomError.ts";
import type { LogEntry } from "../LogEntry.ts";

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Bytes of a file, and of what is in it. */
export const ROOM_FILE_BYTES = 16 * 1024 * 1024;
const MOST_EXPANDED = 96 * 1024 * 1024;
const MOST_ENTRIES = 100_000;
/** Each is a life lived through again. */
const MOST_PUT_BACK = 20;
/** Cluster time and tasks that a reader lives through at most. */
const LONGEST_LIFE_MS = 92 * 86_400_000;
const MOST_STEPS = 50_000_000;

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const time = whole.max(8.64e15);
const texts = z.record(z.string().max(1_000), z.array(z.string().max(10_000)).max(100));
const user = z.strictObject({
  username: z.string().max(1_000),
  uid: z.string().max(1_000).optional(),
  groups: z.array(z.string().max(1_000)).max(100),
  extra: texts.optional(),
});
/** All that a logged request may hold: one more there is one more here. */
const requestFields = {
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
  path: z.string().startsWith("/").max(20_000),
  user,
  impersonate: z
    .strictObject({
      user: z.string().max(1_000).optional(),
      uid: z.string().max(1_000).optional(),
      groups: z.array(z.string().max(1_000)).max(100).optional(),
      extra: texts.optional(),
    })
    .optional(),
  entropy: z.string().max(1_000).optional(),
  typedBy: z.string().max(100).optional(),
  holder: z.string().max(100).optional(),
  contentType: z.string().max(1_000).optional(),
  accept: z.string().max(10_000).optional(),
  userAgent: z.string().max(10_000).optional(),
  body: z.string().optional(),
  headers: z.record(z.string().max(1_000), z.string().max(100_000)).optional(),
  upgrade: z.literal(true).optional(),
} satisfies { readonly [field in keyof Required<ApiRequest>]: z.ZodType };
const request = z.strictObject(requestFields);
const placeSchema = z.strictObject({ time, steps: whole.max(MOST_STEPS), revision: whole });
const command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("request"), request }),
  z.strictObject({
    type: z.literal("clock"),
    speed: z.number().min(0).max(1_000_000).optional(),
    step: z.number().min(0).max(LONGEST_LIFE_MS).optional(),
  }),
  z.strictObject({ type: z.literal("restore"), to: time }),
]);
const entrySchema = z
  .strictObject({ time, steps: whole.max(MOST_STEPS), who: z.string().max(100), command, on: placeSchema.optional() })
  .refine(
    (entry) => (entry.command.type === "restore") === (entry.on !== undefined),
    "only what was put back goes on elsewhere",
  );
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const version = z.number().int().min(1).max(1e9);
const lessonText = z.string().max(LESSON_LIMITS.characters).optional();
/** Only the shape: whether the texts are lessons, and the plan is of them, is for who knows lessons. */
const courseSchema = z.strictObject({
  lessons: z.array(z.strictObject({ version, texts: z.strictObject({ ko: lessonText, en: lessonText }) })).max(200),
  drafts: z
    .array(
      z.strictObject({
        id: z.string().max(64),
        base: whole.max(1e9),
        texts: z.strictObject({ ko: lessonText, en: lessonText }),
      }),
    )
    .max(100)
    .optional(),
  plan: z
    .strictObject({
      title: z.string().max(120),
      lessons: z.array(z.strictObject({ course: slug, lesson: slug, version: version.optional() })).max(60),
    })
    .optional(),
});
const headSchema = z.strictObject({
  podroom: z.literal(1),
  simulation: z.string().max(200),
  name: z.string().max(1_000),
  mode: z.enum(ROOM_MODES),
  template: z.string().regex(/^(course|none|\d{1,3})$/),
  seed: whole.max(2 ** 32),
  startTime: time,
  limits: z.string().max(10_000).optional(),
  end: placeSchema,
  /** Older files have none. */
  course: courseSchema.optional(),
});

/** A room's own lessons, of each the versions that count, drafts, and what the class was to do. */
export type RoomCourse = z.infer<typeof courseSchema>;
export type RoomFileHead = z.infer<typeof headSchema>;

/** Where a cluster stands. */
export type FilePlace = z.infer<typeof placeSchema>;

/** `on`: where a cluster that was put back went on from. */
export type FileEntry = LogEntry & { readonly on?: FilePlace };

export interface RoomFile {
  readonly head: RoomFileHead;
  /** Numbered from 1. */
  readonly entries: readonly FileEntry[];
}

export async function writeRoomFile(head: RoomFileHead, entries: readonly FileEntry[]): Promise<Buffer> {
  const lines = [JSON.stringify(head)];
  for (const { time: at, steps, who, command: done, on } of entries)
    lines.push(JSON.stringify({ time: at, steps, who, command: done, on }));
  const bytes = await compress(lines.join("\n"));
  if (bytes.length > ROOM_FILE_BYTES || entries.length > MOST_ENTRIES || isPutBackTooOften(entries)) throw tooLarge();
  return bytes;
}

/** Throws RoomError for whatever is no such file. */
export async function readRoomFile(bytes: Uint8Array): Promise<RoomFile> {
  let text: string;
  try {
    text = (await expand(bytes, { maxOutputLength: MOST_EXPANDED })).toString("utf8");
  } catch {
    throw noRoomFile("it cannot be unpacked");
  }
  const lines = text.split("\n");
  if (lines.length - 1 > MOST_ENTRIES) throw tooLarge();
  const head = parsed(lines[0] ?? "", headSchema);
  if (head.end.time - head.startTime > LONGEST_LIFE_MS) throw noRoomFile("it is too long a life");
  const entries: FileEntry[] = [];
  let [lastTime, lastSteps] = [head.startTime, 0];
  for (const line of lines.slice(1)) {
    const entry = parsed(line, entrySchema);
    if (entry.time < lastTime || entry.steps < lastSteps || entry.time > head.end.time || entry.steps > head.end.steps)
      throw noRoomFile("its commands are out of order");
    const { on = entry } = entry;
    if (on.time < entry.time || on.steps < entry.steps || on.time > head.end.time || on.steps > head.end.steps)
      throw noRoomFile("it was put back to another time than its commands");
    [lastTime, lastSteps] = [on.time, on.steps];
    entries.push({ seq: entries.length + 1, ...entry } as FileEntry);
  }
  if (isPutBackTooOften(entries)) throw tooLarge();
  return { head, entries };
}

function isPutBackTooOften(entries: readonly FileEntry[]): boolean {
  return entries.filter(({ on }) => on !== undefined).length > MOST_PUT_BACK;
}

function parsed<T>(line: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw noRoomFile("a line is not JSON");
  }
  const result = schema.safeParse(value);
  if (!result.success) throw noRoomFile(z.prettifyError(result.error).slice(0, 500));
  return result.data;
}

function noRoomFile(problem: string): RoomError {
  return new RoomError("bad-request", {
    en: `this is no file of a room: ${problem}`,
    ko: `방 파일이 아니에요: ${problem}`,
  });
}

function tooLarge(): RoomError {
  return new RoomError("bad-request", {
    en: "this room is too large for a file",
    ko: "방이 너무 커서 파일 하나에 담을 수 없어요",
  });
}
