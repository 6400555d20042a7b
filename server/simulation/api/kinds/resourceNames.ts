/** The names of built-in resources, from the same list discovery answers with. */
import type { ResourceNames } from "../ResourceDefinition.ts";
import { resourceFor } from "../schema/resources.ts";

/** Names of a resource; `version` matters for the groups that have several. Throws when 1.36 has no such resource. */
export function resourceNames(group: string, plural: string, version = "v1"): ResourceNames {
  const names = resourceFor(group, version, plural);
  if (!names) throw new Error(`Kubernetes 1.36 has no resource ${plural} in ${group}/${version}`);
  return names;
}
