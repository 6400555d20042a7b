/** Every schema within a schema. Models SchemaHas of apiextensions-apiserver's validation. */
import type { JsonSchema } from "../../customResources/types.ts";
import { additionalOf } from "../../customResources/types.ts";

/** The schemas a schema is made of, at every depth, itself first. */
export function schemasIn(schema: JsonSchema): readonly JsonSchema[] {
  const found: JsonSchema[] = [];
  const visit = (one: JsonSchema | undefined): void => {
    if (!one) return;
    found.push(one);
    for (const inner of Array.isArray(one.items)
      ? (one.items as readonly JsonSchema[])
      : [one.items as JsonSchema | undefined])
      visit(inner);
    for (const list of [one.allOf, one.anyOf, one.oneOf]) list?.forEach(visit);
    visit(one.not);
    for (const map of [one.properties, one.patternProperties, one.definitions]) Object.values(map ?? {}).forEach(visit);
    visit(additionalOf(one));
  };
  visit(schema);
  return found;
}
