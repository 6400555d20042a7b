/**
 * Schemas within schemas that may be something else (a list, a boolean): typed here, since the built-in schema leaves them
 * open. As upstream's own decoders do, unknown members of them go without a word.
 */
import type { CustomResourceVersion, JsonSchema } from "../../customResources/types.ts";
import { isMembers, type Members } from "../../customResources/types.ts";
import { jsonTree } from "../../machinery/jsonText.ts";
import { ApiError } from "../../machinery/status.ts";
import { TypeMismatch, typeTree } from "../../machinery/typedValues.ts";
import type { Draft } from "../../ResourceDefinition.ts";
import { type StructType, typeNamed } from "../../schema/Schema.ts";
import { normalizeZeroValues } from "../../schema/zeroValues.ts";

const SCHEMA = "apiextensions.v1.JSONSchemaProps";
const LISTS = ["allOf", "oneOf", "anyOf"] as const;
const MAPS = ["properties", "patternProperties", "definitions"] as const;

/** Gives the schema of a version its form, in place. Throws BadRequest. */
export function normalizeSchemas(version: Draft<CustomResourceVersion>): void {
  const schema = version.schema?.openAPIV3Schema;
  if (schema) normalize(schema as Members);
}

function normalize(schema: Members): void {
  for (const name of ["items", "additionalProperties", "additionalItems"]) {
    const inner = schema[name];
    if (Array.isArray(inner)) schema[name] = inner.map((one) => (isMembers(one) ? typed(one) : {}));
    else if (isMembers(inner)) schema[name] = typed(inner);
  }
  if (isMembers(schema.dependencies))
    for (const [name, inner] of Object.entries(schema.dependencies))
      if (isMembers(inner)) schema.dependencies[name] = typed(inner);
  if (isMembers(schema.not)) normalize(schema.not);
  for (const name of LISTS) for (const one of (schema[name] as readonly Members[] | undefined) ?? []) normalize(one);
  for (const name of MAPS)
    for (const one of Object.values((schema[name] as Members | undefined) ?? {})) normalize(one as Members);
}

function typed(schema: Members): JsonSchema {
  let value: Members;
  try {
    value = typeTree(jsonTree(schema), typeNamed(SCHEMA) as StructType).value;
  } catch (error) {
    if (error instanceof TypeMismatch)
      throw ApiError.badRequest(
        `CustomResourceDefinition in version "v1" cannot be handled as a CustomResourceDefinition: ${error.message}`,
      );
    throw error;
  }
  normalizeZeroValues(SCHEMA, value);
  normalize(value);
  return value;
}
