/** Members that a structural schema does not know, taken out. Models pkg/apiserver/schema/pruning of apiextensions-apiserver. */
import { additionalOf, isMembers, itemsOf, type JsonSchema, propertyOf } from "./types.ts";

const META_FIELDS = new Set(["apiVersion", "kind", "metadata"]);

/** Prunes in place; gives the paths of what went, sorted. `isResource`: type and metadata belong to the value. */
export function prune(value: unknown, schema: JsonSchema | undefined, isResource: boolean): readonly string[] {
  const pruner = new Pruner();
  pruner.prune(value, isResource ? { ...schema, "x-kubernetes-embedded-resource": true } : schema, "");
  return pruner.paths.sort();
}

class Pruner {
  readonly paths: string[] = [];

  prune(value: unknown, schema: JsonSchema | undefined, path: string): void {
    if (schema?.["x-kubernetes-preserve-unknown-fields"]) {
      this.skip(value, schema, path);
      return;
    }
    if (Array.isArray(value)) {
      const items = schema && itemsOf(schema);
      value.forEach((item, index) => this.prune(item, items, `${path}[${index}]`));
      return;
    }
    if (!isMembers(value)) return;
    for (const name of Object.keys(value)) {
      if (schema?.["x-kubernetes-embedded-resource"] && META_FIELDS.has(name)) continue;
      const inner = path === "" ? name : `${path}.${name}`;
      const property = schema && propertyOf(schema, name);
      if (property) this.prune(value[name], property, inner);
      else if (schema?.additionalProperties !== undefined) this.prune(value[name], additionalOf(schema), inner);
      else {
        if (path !== "" || !META_FIELDS.has(name)) this.paths.push(inner);
        delete value[name];
      }
    }
  }

  /** Where unknown members stay, known ones are pruned all the same. */
  private skip(value: unknown, schema: JsonSchema, path: string): void {
    if (Array.isArray(value)) {
      const items = itemsOf(schema);
      if (items) value.forEach((item, index) => this.skip(item, items, `${path}[${index}]`));
      return;
    }
    if (!isMembers(value)) return;
    for (const name of Object.keys(value)) {
      if (schema["x-kubernetes-embedded-resource"] && META_FIELDS.has(name)) continue;
      const inner = path === "" ? name : `${path}.${name}`;
      const property = propertyOf(schema, name);
      if (property) this.prune(value[name], property, inner);
      else if (schema.additionalProperties !== undefined) this.prune(value[name], additionalOf(schema), inner);
    }
  }
}
