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
  return new Resources(query, targets, false, async function* () {
    for (const { mapping, namespace } of targets) {
      try {
        for await (const list of listsOf(client, mapping, { ...query, namespace })) {
          const infos =
            query.flatten && isList(list)
              ? itemsOf(list).map((object) => infoOf(mapping, object))
              : [{ mapping, namespace, name: "", object: list }];
          for (const info of infos) yield { info };
        }
      } catch (error) {
        yield { error: asError(error) };
      }
    }
  });
}

function scopeOf(mapping: Mapping, { namespace, allNamespaces }: ResourceQuery): string {
  return mapping.namespaced && !allNamespaces ? namespace : "";
}
