/** What browsers say of what passes at the moment, parsed. Only the server imports this file. */
import { z } from "zod";
import { LIVE_LIMITS } from "./live.ts";

const person = z.string().min(1).max(64);
const count = z.number().int().min(0).max(1_000_000);
const requestId = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const sight = z.strictObject({
  cluster: z
    .string()
    .regex(/^[a-z0-9]{1,64}$/)
    .optional(),
  view: z.string().max(LIVE_LIMITS.view).optional(),
  dock: z.string().max(40).optional(),
  hidden: z.boolean().optional(),
  editor: z
    .strictObject({ text: z.string().max(LIVE_LIMITS.editor), from: count, line: count })
    .nullable()
    .optional(),
  terminal: z
    .strictObject({
      text: z.string().max(LIVE_LIMITS.terminal),
      columns: z.number().int().min(1).max(1_000),
      rows: z.number().int().min(1).max(500),
      row: z.number().int().min(0).max(500),
      column: z.number().int().min(0).max(1_000),
    })
    .nullable()
    .optional(),
  keyboard: z.boolean().optional(),
});

export const liveMessageSchemas = [
  /** Where this page of an instructor who leads is. */
  z.strictObject({ type: z.literal("lead"), view: z.string().max(LIVE_LIMITS.view) }),
  /** This page goes along with an instructor's view or a shown screen, or does not any more. */
  z.strictObject({ type: z.literal("go-along"), of: person, on: z.boolean() }),
  /** Instructors: show me what this student sees, or no more. */
  z.strictObject({ type: z.literal("watch"), id: requestId, person, on: z.boolean() }),
  /** What this page of a student who is looked at shows. */
  z.strictObject({ type: z.literal("sight"), sight }),
  /** Instructors: ask for a student's keyboard, or let go of it. */
  z.strictObject({ type: z.literal("ask-keyboard"), id: requestId, person, on: z.boolean() }),
  /** The student gives it, or does not or no longer. */
  z.strictObject({ type: z.literal("give-keyboard"), id: requestId, by: person, on: z.boolean() }),
  /** What the instructor types. */
  z.strictObject({ type: z.literal("type"), person, data: z.string().min(1).max(LIVE_LIMITS.keys) }),
] as const;

export type LiveRequest = z.infer<(typeof liveMessageSchemas)[number]>;
