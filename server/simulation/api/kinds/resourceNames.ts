/** The names of built-in resources, from the same list discovery answers with. */
import resources from "../schema/resources.json" with { type: "json" };
import type { ResourceNames } from "../ResourceDefinition.ts";

const byResource = new Map<string, ResourceNames>(
  (resources.resources as unknown as readonly ResourceNames[]).map((names) => [
    `${names.group}/${names.version}/${names.plural}`,
    names,
  ]),
);

/** Names of a resource; `version` matters for the groups that have several. Throws when 1.36 has no such resource. */
export function resourceNames(group: string, plural: string, version = "v1"): ResourceNames {
  const names = byResource.get(`${group}/${version}/${plural}`);
  if (!names) throw new Error(`Kubernetes 1.36 has no resource ${plural} in ${group}/${version}`);
  return names;
}
