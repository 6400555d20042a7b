/** All of some types, or those that selectors choose. */
import { asError } from "../errors.ts";
import type { Mapping } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";
import { infoOf, isList, itemsOf } from "./Info.ts";
import { listsOf } from "./lists.ts";
import { mappingsOf } from "./mappings.ts";
import type { ParsedArgs } from "./resourceArgs.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";
import { Resources } from "./Resources.ts";
import { continuing, eagerly, oneByOne, through, type Visitor } from "./visitors.ts";

export async function bySelector(
  session: Session,
  query: ResourceQuery,
  { types, names, pairs }: ParsedArgs,
): Promise<Resources> {
  if (names.length > 0) throw new Error("name cannot be provided when a selector is specified");
  if (pairs.length > 0)
    throw new Error("selectors and the all flag cannot be used when passing resource/name arguments");
  if (types.length === 0) throw new Error("at least one resource must be specified to use a selector");
  if (query.subresource) throw new Error("subresource cannot be used when bulk resources are specified");
  const mappings = await mappingsOf(session, types, query.singleType ?? false);
  const client = await session.client();
  const targets = mappings.map((mapping) => ({ mapping, namespace: scopeOf(mapping, query), name: "" }));
  const visitors = targets.map(
    ({ mapping, namespace }): Visitor =>
      async (visit) => {
        try {
          for await (const list of listsOf(client, mapping, { ...query, namespace })) {
            const problem = await visit({ mapping, namespace, name: "", object: list });
            if (problem) return problem;
          }
          return undefined;
        } catch (error) {
          return asError(error);
        }
      },
  );
  let visitor = query.continueOnError ? eagerly(visitors) : oneByOne(visitors);
  if (query.flatten)
    visitor = through(visitor, (info) =>
      info.object && isList(info.object) ? itemsOf(info.object).map((object) => infoOf(info.mapping, object)) : [info],
    );
  return new Resources(targets, false, query.continueOnError ? continuing(visitor) : visitor);
}

function scopeOf(mapping: Mapping, { namespace, allNamespaces }: ResourceQuery): string {
  return mapping.namespaced && !allNamespaces ? namespace : "";
}
