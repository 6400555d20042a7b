/** The pod specs of workloads, and the containers in them that flags select. Models kubectl pkg/cmd/set/helper.go. */
import { at, isObject, type JsonObject } from "../json.ts";

const TEMPLATE = ["spec", "template", "spec"];
const PATHS: { readonly [kind: string]: readonly string[] } = {
  Pod: ["spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
  Deployment: TEMPLATE,
  DaemonSet: TEMPLATE,
  ReplicaSet: TEMPLATE,
  StatefulSet: TEMPLATE,
  Job: TEMPLATE,
  ReplicationController: TEMPLATE,
};

/** Go packages of kinds, for messages. */
const PACKAGES: { readonly [group: string]: string } = { "": "v1" };

/** The pod spec in an object, which a caller may change; throws when the kind has none. */
export function podSpecOf(object: JsonObject): JsonObject {
  const path = PATHS[String(object.kind)];
  const spec = path && at(object, ...path);
  if (!isObject(spec)) throw new Error(`the object is not a pod or does not have a pod template: *${goTypeOf(object)}`);
  return spec;
}

/** `v1.Service`, as Go's `%T` names the typed object. */
export function goTypeOf(object: JsonObject): string {
  const version = String(object.apiVersion);
  return `${PACKAGES[version] ?? version.slice(version.lastIndexOf("/") + 1)}.${String(object.kind)}`;
}

export function containersOf(spec: JsonObject, field: "containers" | "initContainers"): JsonObject[] {
  const containers = spec[field];
  return Array.isArray(containers) ? (containers as JsonObject[]) : [];
}

/** The containers a name with wildcards selects, then the init containers. */
export function selectedContainers(spec: JsonObject, wildcard: string): JsonObject[] {
  return [...containersOf(spec, "containers"), ...containersOf(spec, "initContainers")].filter((container) =>
    matches(String(container.name), wildcard),
  );
}

function matches(name: string, wildcard: string): boolean {
  const pattern = wildcard
    .split("*")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(name);
}
