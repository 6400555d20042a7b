/**
 * Metadata errors that upstream reports more often than other kinds do: the update rules of Nodes and Namespaces also
 * run those of creation. The message shows each once, `details.causes` all.
 */
import type { KubeObject } from "../../../../protocol/kubernetes/index.ts";
import type { FieldError } from "./errors.ts";
import { type MetadataRules, validateMetadataOnCreate } from "./metadata.ts";

export function metadataAgain(rules: MetadataRules, object: KubeObject): FieldError[] {
  const errors = validateMetadataOnCreate(rules, object);
  return [...errors, ...errors];
}
