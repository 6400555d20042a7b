/** The fields of the YAML in a lesson, by where one stands: taken from the very shapes that read it. Pure. */
import type { z } from "zod";
import type { Step } from "../../editor/schema/place.ts";
import { CHECK_SHAPES, comparisonSchema } from "../../../server/protocol/lessonText/checkSchema.ts";
import {
  headSchema,
  mistakeSchema,
  outcomeSchema,
  predictSchema,
} from "../../../server/protocol/lessonText/lessonSchemas.ts";
import type { RegionKind } from "./regions.ts";

/** Where a field belongs; with its name it leads to the words about it. */
export type Scope =
  | "head"
  | "predict"
  | "outcome"
  | "mistake"
  | "check"
  | "comparison"
  | "where"
  | "asked"
  | "did"
  | "refused";

export interface Field {
  readonly scope: Scope;
  readonly name: string;
  readonly values: readonly string[];
}

const COMPARISON = Object.keys(comparisonSchema.shape);
const SHAPE_NAMES = Object.keys(CHECK_SHAPES) as (keyof typeof CHECK_SHAPES)[];
const YES_NO = ["true", "false"];
const INNER = {
  asked: CHECK_SHAPES.asked.shape.asked,
  did: CHECK_SHAPES.did.shape.did,
  refused: CHECK_SHAPES.refused.shape.refused,
} as const;

/** What is written as one of a few words. */
const VALUES: { readonly [field: string]: readonly string[] } = {
  "head.language": headSchema.shape.language.options,
  "predict.answers": predictSchema.shape.answers.options,
  "asked.from": ["pod", "node", "outside"],
  "asked.fails": YES_NO,
  "check.isNew": YES_NO,
  "comparison.exists": YES_NO,
  "did.verb": ["create", "update", "patch", "delete", "scale"],
};

/** `taken`: names that stand in the same place already. */
export function fieldsAt(kind: RegionKind, path: readonly Step[], taken: ReadonlySet<string>): readonly Field[] {
  const names = (scope: Scope, shape: z.ZodObject): readonly Field[] =>
    Object.keys(shape.shape).map((name) => field(scope, name));
  if (kind === "head") return path.length === 0 ? names("head", headSchema) : [];
  if (kind === "predict") {
    if (path.length === 0) return names("predict", predictSchema);
    return path.length === 1 && path[0] === "outcome" ? names("outcome", outcomeSchema) : [];
  }
  if (kind === "mistake") {
    if (path.length === 0) return names("mistake", mistakeSchema);
    return path[0] === "when" ? checkFields(path.slice(1), taken) : [];
  }
  // On an empty line under the list another check begins.
  return kind === "check" ? checkFields(path.slice(1), taken) : [];
}

function checkFields(path: readonly Step[], taken: ReadonlySet<string>): readonly Field[] {
  const [first, second, ...rest] = path;
  if (first === undefined) return shapeFields(taken);
  if (first === "all" || first === "any" || first === "none")
    return checkFields(rest, second === undefined ? new Set() : taken);
  if (first === "count") return COMPARISON.map((name) => field("comparison", name));
  if (first === "where") return [field("where", "path"), ...COMPARISON.map((name) => field("comparison", name))];
  const scope = first as keyof typeof INNER;
  return Object.hasOwn(INNER, scope) ? Object.keys(INNER[scope].shape).map((name) => field(scope, name)) : [];
}

function shapeFields(taken: ReadonlySet<string>): readonly Field[] {
  const shape = SHAPE_NAMES.find((name) => taken.has(name));
  const names = shape ? Object.keys(CHECK_SHAPES[shape].shape) : ["that", ...SHAPE_NAMES];
  return names.map((name) => field(COMPARISON.includes(name) ? "comparison" : "check", name));
}

const field = (scope: Scope, name: string): Field => ({ scope, name, values: VALUES[`${scope}.${name}`] ?? [] });

/** All there are, for whoever has to have words about each. */
export function allFields(): readonly Field[] {
  const found = [
    ...(["head", "predict", "mistake"] as const).flatMap((kind) => fieldsAt(kind, [], new Set())),
    ...fieldsAt("predict", ["outcome"], new Set()),
    ...fieldsAt("check", [0, "where", 0], new Set()),
    ...Object.keys(INNER).flatMap((inner) => fieldsAt("check", [0, inner], new Set())),
    ...SHAPE_NAMES.flatMap((shape) => fieldsAt("check", [0], new Set([shape]))),
  ];
  return [...new Map(found.map((one) => [`${one.scope}.${one.name}`, one])).values()];
}
