/** Objects by their names. */
import { asError } from "../errors.ts";
import type { Mapping } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";
import { type Info, infoOf, isList, itemsOf, retrieve } from "./Info.ts";
import { typeProblem } from "./goTypes.ts";
import { ATTEMPTS, mappingsOf, sameMapping } from "./mappings.ts";
import type { ParsedArgs } from "./resourceArgs.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";
import { Resources } from "./Resources.ts";
import { continuing, eagerly, oneByOne, through, type Visitor } from "./visitors.ts";

export async function byPairs(
  session: Session,
  query: ResourceQuery,
  { types, pairs }: ParsedArgs,
): Promise<Resources> {
  if (types.length > 0) throw new Error("you may not specify individual resources and bulk resources in the same call");
  const targets: { mapping: Mapping; name: string }[] = [];
  for (const { type, name } of pairs)
    targets.push({ mapping: await session.mapped((mapper) => mapper.mappingFor(type), ATTEMPTS), name });
  if (query.singleType && targets.some(({ mapping }) => !sameMapping(mapping, targets[0]?.mapping as Mapping)))
    throw new Error("you may only specify a single resource type");
  return named(session, query, targets, query.continueOnError ? eagerly : oneByOne);
}

export async function byNames(
  session: Session,
  query: ResourceQuery,
  { types, names }: ParsedArgs,
): Promise<Resources> {
  if (types.length === 0) throw new Error("you must provide a resource and a resource name together");
  if (types.length > 1) throw new Error("you must specify only one resource");
  const [mapping] = await mappingsOf(session, types, query.singleType ?? false);
  return named(
    session,
    query,
    names.map((name) => ({ mapping: mapping as Mapping, name })),
    oneByOne,
  );
}

async function named(
  session: Session,
  query: ResourceQuery,
  found: readonly { mapping: Mapping; name: string }[],
  inOrder: (visitors: readonly Visitor[]) => Visitor,
): Promise<Resources> {
  for (const { mapping } of found)
    if (mapping.namespaced && (query.allNamespaces || !query.namespace))
      throw new Error(
        query.allNamespaces
          ? "a resource cannot be retrieved by name across all namespaces"
          : "namespace may not be empty when retrieving a resource by name",
      );
  const client = await session.client();
  const targets = found.map(({ mapping, name }) => ({
    mapping,
    name,
    namespace: mapping.namespaced ? query.namespace : "",
  }));
  const visitor = inOrder(
    targets.map(
      (target): Visitor =>
        (visit) =>
          visit({ ...target, ...subresourceOf(query) }),
    ),
  );
  return new Resources(
    targets,
    found.length === 1,
    through(query.continueOnError ? continuing(visitor) : visitor, async (info) => {
      if (query.namesOnly) return [info];
      await retrieve(client, info, query.accept);
      const unknown = query.typed && info.object ? typeProblem(info.object) : undefined;
      if (unknown) throw new Error(unknown);
      return query.flatten ? flattened(session, info) : [info];
    }),
  );
}

const subresourceOf = ({ subresource }: ResourceQuery): Pick<Info, "subresource"> =>
  subresource ? { subresource } : {};

async function flattened(session: Session, info: Info): Promise<readonly (Info | Error)[]> {
  if (!info.object || !isList(info.object)) return [info];
  const mapper = await session.mapper();
  return itemsOf(info.object).map((object) => {
    try {
      return infoOf(mapper.kindFor(String(object["kind"]), String(object["apiVersion"])), object);
    } catch (error) {
      return new Error(`unable to recognize ${asError(error).message}`);
    }
  });
}
