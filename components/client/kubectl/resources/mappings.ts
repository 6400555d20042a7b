/** Types of arguments as what the server calls them. */
import type { Mapping } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";

/** Kubectl asks four times before it gives up on a server it cannot reach. */
export const ATTEMPTS = 4;

export async function mappingsOf(session: Session, types: readonly string[], single: boolean): Promise<Mapping[]> {
  if (types.length > 1 && single) throw new Error("you may only specify a single resource type");
  const mapper = await session.mapper(ATTEMPTS);
  const mappings: Mapping[] = [];
  for (const type of types) {
    const mapping = mapper.mappingFor(type);
    if (!mappings.some((other) => sameMapping(other, mapping))) mappings.push(mapping);
  }
  return mappings;
}

export function sameMapping(left: Mapping, right: Mapping): boolean {
  return left.group === right.group && left.version === right.version && left.resource === right.resource;
}
