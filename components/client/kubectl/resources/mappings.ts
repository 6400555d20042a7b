/** Types of arguments as what the server calls them. */
import type { JsonObject } from "../json.ts";
import { type Mapping, splitApiVersion } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";

/** Kubectl asks four times before it gives up on a server it cannot reach. */
export const ATTEMPTS = 4;

export async function mappingsOf(session: Session, types: readonly string[], single: boolean): Promise<Mapping[]> {
  if (types.length > 1 && single) throw new Error("you may only specify a single resource type");
  const mappings: Mapping[] = [];
  for (const type of types) {
    const mapping = await session.mapped((mapper) => mapper.mappingFor(type), ATTEMPTS);
    if (!mappings.some((other) => sameMapping(other, mapping))) mappings.push(mapping);
  }
  return mappings;
}

export function sameMapping(left: Mapping, right: Mapping): boolean {
  return left.group === right.group && left.version === right.version && left.resource === right.resource;
}

/** What a kind's resource is likely called, where no server is asked. */
export function guessedMapping(object: JsonObject): Mapping {
  const kind = String(object["kind"]);
  const lower = kind.toLowerCase();
  const resource = lower.endsWith("s") ? `${lower}es` : lower.endsWith("y") ? `${lower.slice(0, -1)}ies` : `${lower}s`;
  return { ...splitApiVersion(String(object["apiVersion"])), kind, resource, singular: lower, namespaced: true };
}
