/** The shapes of what is YAML in a lesson, beside its checks: the front matter, predictions, known mistakes. */
import { z } from "zod";
import { checkSchema } from "./checkSchema.ts";

export const LESSON_LIMITS = { characters: 200_000, steps: 40, checks: 20 } as const;

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "is of small letters, digits and -");
const line = z.string().min(1).max(300);
/** Where the cluster tells what came of a prediction. */
export const outcomeSchema = z.strictObject({ object: z.string().max(300), path: z.string().max(300) });

export const headSchema = z.strictObject({
  lesson: slug,
  title: line,
  language: z.enum(["ko", "en"]),
  minutes: z.number().min(1).max(240),
  objects: z
    .array(z.string().regex(/^[a-z][a-z.-]*\/[a-z0-9.-]+$/))
    .max(50)
    .default([]),
  unlabel: z
    .array(z.string().regex(/^[a-z]+\/[\w.-]+\/[\w./-]+$/))
    .max(20)
    .default([]),
  setup: z.string().max(LESSON_LIMITS.characters).default(""),
});
export const predictSchema = z.strictObject({
  question: line,
  answers: z.enum(["node", "state", "number", "choice", "text"]),
  options: z.array(z.coerce.string().max(120)).max(40).default([]),
  outcome: outcomeSchema.optional(),
  because: z.string().max(2000).default(""),
});
export const mistakeSchema = z.strictObject({ when: checkSchema, say: z.string().min(1).max(2000) });
export const checksSchema = z.array(checkSchema).min(1).max(LESSON_LIMITS.checks);
