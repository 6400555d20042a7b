/** The type of a kind: from the built-in schema, or what a CustomResourceDefinition says. */
import { type StructType, typeNamed } from "./Schema.ts";
import { normalizeZeroValues } from "./zeroValues.ts";

/** What a ResourceDefinition tells of its type. */
export interface TypedKind {
  /** Key in the schema, `core.v1.Pod`; "" for custom resources. */
  readonly schemaType: string;
  readonly custom?: { readonly type: StructType };
}

type Members = { readonly [member: string]: unknown };

const emptyObjects = new Map<string, Members>();
const NOTHING: Members = {};

export function typeOf({ schemaType, custom }: TypedKind): StructType {
  return custom?.type ?? (typeNamed(schemaType) as StructType);
}

/** The object a creation is compared with: what Go's zero value of the kind looks like. */
export function emptyObjectOf({ schemaType, custom }: TypedKind): Members {
  if (custom) return NOTHING;
  let object = emptyObjects.get(schemaType);
  if (!object) {
    const made: Record<string, unknown> = {};
    normalizeZeroValues(schemaType, made);
    emptyObjects.set(schemaType, (object = made));
  }
  return object;
}
