/**
 * The language of checks: what must hold of objects, of logs, of what a person asked and did. One check is one sentence and
 * one of `object`, `objects`, `endpoints`, `log`, `asked`, `did`, `refused`, `all`, `any`, `none`. In docs/lessons.md.
 */
import { RE2JS } from "re2js";
import { z } from "zod";
import { carried } from "./issueText.ts";

function isExpression(text: string, context: z.RefinementCtx): void {
  try {
    RE2JS.compile(text);
  } catch (error) {
    const { message } = error as Error;
    const [en, ko] = [`no regular expression of RE2: ${message}`, `RE2 정규식이 아니에요: ${message}`];
    context.addIssue({ code: "custom", message: en, params: { ko } });
  }
}

const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);
/** Each that is given must hold. */
const comparison = {
  is: scalar.optional(),
  isNot: scalar.optional(),
  oneOf: z.array(scalar).min(1).max(50).optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  /** Part of a text, or an item of a list. */
  contains: scalar.optional(),
  /** A regular expression in RE2's syntax. */
  matches: z.string().max(300).superRefine(isExpression).optional(),
  exists: z.boolean().optional(),
};
export const comparisonSchema = z.strictObject(comparison);
export type Comparison = z.infer<typeof comparisonSchema>;

const name = z.string().min(1).max(253);
const names = z.union([name, z.array(name).min(1).max(20)]);
const path = z.string().min(1).max(300);

const that = z.string().min(1).max(300).optional();
const objectCheck = z.strictObject({
  that,
  /** `pods/pod-1`, `deployments/web`: in the student's namespace where it has one. */
  object: z.string().regex(/^[a-z][a-z.-]*\/[a-z0-9][a-z0-9.:-]*$/, "is plural/name, as pods/pod-1"),
  path: path.optional(),
  /** Made since the step began. */
  isNew: z.boolean().optional(),
  ...comparison,
});
const objectsCheck = z.strictObject({
  that,
  /** The plural: `pods`. */
  objects: z.string().regex(/^[a-z][a-z.-]*$/, "is a plural, as pods"),
  /** `type=web,lo=dev`. */
  labels: z.string().max(300).optional(),
  where: z
    .array(z.strictObject({ path, ...comparison }))
    .max(10)
    .optional(),
  isNew: z.boolean().optional(),
  /** How many there are; at least one when left out. */
  count: comparisonSchema.optional(),
});
const endpointsCheck = z.strictObject({
  that,
  /** A Service whose ready endpoints are exactly these pods. */
  endpoints: name,
  are: z.array(name).max(50),
});
const logCheck = z.strictObject({
  that,
  /** `pod` or `pod/container`; of any earlier run with `previous`. */
  log: z.string().min(1).max(300),
  ...comparison,
});
const askedCheck = z.strictObject({
  that,
  /** A request inside the cluster that was made since the step began. */
  asked: z.strictObject({
    url: z.string().max(300).optional(),
    from: z.enum(["pod", "node", "outside"]).optional(),
    status: z.number().optional(),
    contains: z.string().max(300).optional(),
    fails: z.boolean().optional(),
  }),
});
const didCheck = z.strictObject({
  that,
  /** A change that was made since the step began. */
  did: z.strictObject({ verb: names, resource: name, name: z.string().max(253).optional() }),
});

const refusedCheck = z.strictObject({
  that,
  /** A request the API refused since the step began. */
  refused: z.strictObject({
    status: z.number().optional(),
    resource: name.optional(),
    contains: z.string().max(300).optional(),
  }),
});

export type Check =
  | z.infer<typeof objectCheck>
  | z.infer<typeof objectsCheck>
  | z.infer<typeof endpointsCheck>
  | z.infer<typeof logCheck>
  | z.infer<typeof askedCheck>
  | z.infer<typeof didCheck>
  | z.infer<typeof refusedCheck>
  | { readonly that?: string | undefined; readonly all: readonly Check[] }
  | { readonly that?: string | undefined; readonly any: readonly Check[] }
  | { readonly that?: string | undefined; readonly none: readonly Check[] };

const several = z.lazy((): z.ZodType<readonly Check[]> => z.array(checkSchema).min(1).max(20));
/** By the member a check is named by. */
export const CHECK_SHAPES = {
  object: objectCheck,
  objects: objectsCheck,
  endpoints: endpointsCheck,
  log: logCheck,
  asked: askedCheck,
  did: didCheck,
  refused: refusedCheck,
  all: z.strictObject({ that, all: several }),
  any: z.strictObject({ that, any: several }),
  none: z.strictObject({ that, none: several }),
} as const;

/** One check; the member it is named by decides its shape, so that a mistake is told of that shape alone. */
export const checkSchema: z.ZodType<Check> = z.unknown().transform((value, context) => {
  const shape =
    value && typeof value === "object"
      ? (Object.keys(CHECK_SHAPES) as (keyof typeof CHECK_SHAPES)[]).find((key) => Object.hasOwn(value, key))
      : undefined;
  if (!shape) {
    context.addIssue(`a check has one of ${Object.keys(CHECK_SHAPES).join(", ")}`);
    return z.NEVER;
  }
  const parsed = CHECK_SHAPES[shape].safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data as Check;
  for (const issue of parsed.error.issues) context.addIssue(carried(issue));
  return z.NEVER;
});
