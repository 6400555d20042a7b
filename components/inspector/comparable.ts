/** Objects as text of which two versions are held against each other. */
import { stringify } from "yaml";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { LAST_APPLIED } from "./printYaml.ts";

/** The object without status and what the server sets. */
export function own(object: KubeObject): Record<string, unknown> {
  const { status: _status, metadata, ...rest } = object;
  const { [LAST_APPLIED]: _last, ...annotations } = metadata.annotations ?? {};
  const { name, namespace, labels } = metadata;
  return { ...rest, metadata: { name, namespace, labels, annotations } };
}

/** YAML with its keys in one order and nothing empty, so that only what differs shows. */
export function comparableYaml(value: unknown): string {
  return stringify(sorted(JSON.parse(JSON.stringify(value))), { lineWidth: 0 });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => !(typeof inner === "object" && inner !== null && Object.keys(inner).length === 0))
      .sort(([left], [right]) => left.localeCompare(right))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
