/**
 * What Go's decoder finds wrong with the types of an object's members, in its words. `scalars-1.36.json` has the members
 * that hold no struct and no text: `int32`, `[]string`, `{}string` for a map, with the type's own name behind `|`; nothing
 * is known of `any`.
 */
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import { compareText, isObject, type Json, type JsonObject } from "../json.ts";
import text from "./scalars-1.36.json" with { type: "json" };
import { elementOf, typeNamed, typeNameOf } from "./types.ts";

const SCALARS = text as unknown as { readonly [type: string]: { readonly [field: string]: string } };

/** The first problem, in the order of names; undefined when there is none or the kind is not built in. */
export function goTypeProblem(object: JsonObject): string | undefined {
  const type = typeNameOf(object);
  if (type === undefined) return undefined;
  // Amounts read themselves, and what they find ends the reading at once.
  return structProblem(object, { type, path: "", amounts: true }) ?? structProblem(object, { type, path: "" });
}

interface Struct {
  readonly type: string;
  /** Of members, with a dot at its end; empty for the object itself. */
  readonly path: string;
  /** Look at amounts alone, or at all else. */
  readonly amounts?: boolean;
}

function structProblem(value: JsonObject, { type, path, amounts = false }: Struct): string | undefined {
  const info = typeNamed(type);
  if (!info) return undefined;
  for (const field of Object.keys(value).sort(compareText)) {
    if (!info.fields.includes(field)) continue;
    const own = Object.hasOwn(SCALARS, type) ? SCALARS[type] : undefined;
    const scalar = own && Object.hasOwn(own, field) ? own[field] : undefined;
    const place = { at: `${lastPart(type)}.${path}${field}`, path: `${path}${field}.`, amounts };
    const problem = valueProblem(value[field] as Json, scalar ?? info.types?.[field] ?? "string", place);
    if (problem) return problem;
  }
  return undefined;
}

interface Place {
  /** `PodSpec.spec.containers`. */
  readonly at: string;
  readonly path: string;
  readonly amounts: boolean;
}

function valueProblem(value: Json, type: string, place: Place): string | undefined {
  if (value === null || type === "any") return undefined;
  if (type === "quantity") return place.amounts ? amountProblem(value) : undefined;
  const [form = "", alias] = type.split("|");
  const wrong = (): string | undefined =>
    place.amounts
      ? undefined
      : `json: cannot unmarshal ${formOf(value)} into Go struct field ${place.at} of type ${alias ?? goName(form)}`;
  const of = elementOf(form);
  if (of) {
    if (of.list ? !Array.isArray(value) : !isObject(value)) return wrong();
    const items = Array.isArray(value) ? value : membersInOrder(value as JsonObject);
    return first(items, (item) => valueProblem(item, of.element || "quantity", place));
  }
  if (typeNamed(form))
    return isObject(value) ? structProblem(value, { type: form, path: place.path, amounts: place.amounts }) : wrong();
  if (/^u?int\d*$/.test(form)) {
    if (typeof value !== "number") return wrong();
    return Number.isInteger(value) ? undefined : wrong()?.replace("number", `number ${value}`);
  }
  if (form === "bool") return typeof value === "boolean" ? undefined : wrong();
  if (form.startsWith("float")) return typeof value === "number" ? undefined : wrong();
  if (typeof value !== "string") return wrong();
  return form === "bytes" && !place.amounts ? base64Problem(value) : undefined;
}

const AMOUNT = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/;

function amountProblem(value: Json): string | undefined {
  const amount = String(value);
  if (!AMOUNT.test(amount)) return `quantities must match the regular expression '${AMOUNT.source}'`;
  try {
    canonicalQuantity(amount);
    return undefined;
  } catch {
    return "unable to parse quantity's suffix";
  }
}

function base64Problem(encoded: string): string | undefined {
  const clean = encoded.replace(/[\r\n]/g, "");
  const odd = clean.length % 4;
  const wrong = /[^A-Za-z0-9+/=]/.exec(clean)?.index ?? (odd === 0 ? -1 : clean.length - odd);
  return wrong < 0 ? undefined : `illegal base64 data at input byte ${wrong}`;
}

function membersInOrder(value: JsonObject): Json[] {
  return Object.keys(value)
    .sort(compareText)
    .map((key) => value[key] as Json);
}

function first(items: readonly Json[], judge: (item: Json) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = judge(item);
    if (problem) return problem;
  }
  return undefined;
}

const lastPart = (type: string): string => type.slice(type.lastIndexOf(".") + 1);

/** `core.v1.Container` is `v1.Container` in Go, a map of texts `map[string]string`. */
function goName(type: string): string {
  const of = elementOf(type);
  if (of) return `${of.list ? "[]" : "map[string]"}${goName(of.element)}`;
  if (type === "bytes") return "[]uint8";
  return typeNamed(type) ? type.split(".").slice(-2).join(".") : type;
}

function formOf(value: Json): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
