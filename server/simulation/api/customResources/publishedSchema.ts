/** A version's schema as OpenAPI documents show it. Models apiextensions-apiserver pkg/controller/openapi/builder. */
import type { JsonSchema } from "./types.ts";

/** The schema without what clients need not know; defaults stay. */
export function publishedSchema(schema: JsonSchema): object {
  return { ...schema };
}
