/** What kubectl checks of a document before it takes it for an object. Mirrors cli-runtime's decoder and kubectl pkg/validation. */
import { goJson, isObject, type Json, type JsonObject } from "../json.ts";
import { goTypeProblem } from "../typed/decoding.ts";
import { typeProblem } from "./goTypes.ts";

type Form = "string" | "number" | "bool" | "array" | "object";

interface Expected {
  readonly form: Form;
  /** As Go names it. */
  readonly type: string;
}

const TEXT: Expected = { form: "string", type: "string" };
const UID: Expected = { form: "string", type: "types.UID" };
const WHOLE: Expected = { form: "number", type: "int64" };
const BOOL: Expected = { form: "bool", type: "bool" };
const TEXTS: Expected = { form: "object", type: "map[string]string" };

const METADATA: { readonly [field: string]: Expected } = {
  name: TEXT,
  generateName: TEXT,
  namespace: TEXT,
  selfLink: TEXT,
  resourceVersion: TEXT,
  uid: UID,
  generation: WHOLE,
  deletionGracePeriodSeconds: WHOLE,
  labels: TEXTS,
  annotations: TEXTS,
  finalizers: { form: "array", type: "[]string" },
  ownerReferences: { form: "array", type: "[]v1.OwnerReference" },
};
const OWNER: { readonly [field: string]: Expected } = {
  apiVersion: TEXT,
  kind: TEXT,
  name: TEXT,
  uid: UID,
  controller: BOOL,
  blockOwnerDeletion: BOOL,
};

/** Why the document does not say what it is, for commands that validate; undefined when it does. */
export function kindProblem(document: Json): string | undefined {
  const problems = kindProblems(document);
  return problems.length > 1 ? `[${problems.join(", ")}]` : problems[0];
}

export function kindProblems(document: Json): string[] {
  if (!isObject(document)) return ["invalid object to validate"];
  return [...apiVersionProblem(document.apiVersion), ...fieldProblem("kind", document.kind)];
}

function apiVersionProblem(value: Json | undefined): string[] {
  if (badVersion(value)) return [`unexpected GroupVersion string: ${String(value)}`];
  return fieldProblem("apiVersion", value);
}

function fieldProblem(field: string, value: Json | undefined): string[] {
  if (value === undefined || value === null) return [`${field} not set`];
  return typeof value === "string" ? [] : [`${field} isn't string type`];
}

/** Why the document cannot be read as an object, `typed` as one of a Go type; undefined when it can. */
export function decodeProblem(document: Json, typed = false): string | undefined {
  if (!isObject(document))
    return typed
      ? NO_KIND + mismatch(document, "value", GO_KIND)
      : mismatch(document, "value", "unstructured.detector");
  const item = typed ? undefined : itemProblem(document.items);
  return item ?? (typed ? typedProblem(document) : missingProblem(document)) ?? metadataProblem(document.metadata);
}

/** Items of a list are objects, or nothing. */
function itemProblem(items: Json | undefined): string | undefined {
  const other = Array.isArray(items) ? items.find((item) => item !== null && !isObject(item)) : undefined;
  return other === undefined ? undefined : mismatch(other, "value", "map[string]interface {}");
}

const NO_KIND = "couldn't get version/kind; json parse error: ";
const GO_KIND =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** Without a version an object may still be asked for; a version that is none leaves no kind. */
function missingProblem(document: JsonObject): string | undefined {
  const { kind, apiVersion } = document;
  const readable = typeof kind === "string" && kind !== "" && !badVersion(apiVersion);
  return readable ? undefined : `Object 'Kind' is missing in '${goJson(document)}'`;
}

function typedProblem(document: JsonObject): string | undefined {
  const { kind, apiVersion } = document;
  for (const [field, value] of Object.entries({ apiVersion, kind }))
    if (value !== undefined && value !== null && typeof value !== "string")
      return NO_KIND + mismatch(value, `struct field .${field}`, "string");
  if (badVersion(apiVersion)) return `unexpected GroupVersion string: ${String(apiVersion)}`;
  if (!kind) return `Object 'Kind' is missing in '${goJson(document)}'`;
  if (!apiVersion) return `Object 'apiVersion' is missing in '${goJson(document)}'`;
  return typeProblem(document) ?? goTypeProblem(document);
}

const badVersion = (value: Json | undefined): boolean => typeof value === "string" && value.split("/").length > 2;

/** Members of metadata have Go's types already here; YAML makes a number or a boolean of many a word. */
function metadataProblem(metadata: Json | undefined): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (!isObject(metadata)) return mismatch(metadata, "struct field metadataOnlyObject.metadata", "v1.ObjectMeta");
  for (const field of Object.keys(metadata).sort()) {
    const problem = memberProblem(field, metadata[field] as Json);
    if (problem) return problem;
  }
  return undefined;
}

function memberProblem(field: string, value: Json): string | undefined {
  const expected = Object.hasOwn(METADATA, field) ? METADATA[field] : undefined;
  if (!expected) return undefined;
  const place = `struct field ObjectMeta.metadata.${field}`;
  const problem = wrongForm(value, expected, place);
  if (problem || value === null) return problem;
  if (expected === TEXTS)
    return firstProblem(Object.values(value as JsonObject), (part) => wrongForm(part, TEXT, place));
  if (field === "finalizers") return firstProblem(value as Json[], (part) => wrongForm(part, TEXT, place));
  if (field !== "ownerReferences") return undefined;
  return firstProblem(value as Json[], (owner) =>
    isObject(owner)
      ? firstProblem(Object.keys(owner).sort(), (name) => {
          const type = Object.hasOwn(OWNER, name) ? OWNER[name] : undefined;
          return type && wrongForm(owner[name] as Json, type, `struct field OwnerReference.metadata.${field}.${name}`);
        })
      : wrongForm(owner, { form: "object", type: "v1.OwnerReference" }, place),
  );
}

function firstProblem<T>(parts: readonly T[], judge: (part: T) => string | undefined): string | undefined {
  for (const part of parts) {
    const problem = judge(part);
    if (problem) return problem;
  }
  return undefined;
}

function wrongForm(value: Json, { form, type }: Expected, place: string): string | undefined {
  return value === null || formOf(value) === form ? undefined : mismatch(value, place, type);
}

function mismatch(value: Json, place: string, type: string): string {
  return `json: cannot unmarshal ${formOf(value)} into Go ${place} of type ${type}`;
}

function formOf(value: Json): Form {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value === "object" ? "object" : (typeof value as "string" | "number");
}
