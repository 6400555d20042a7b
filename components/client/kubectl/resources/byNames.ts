/** Objects by their names. */
import { asError } from "../errors.ts";
import type { Mapping } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";
import { type Info, infoOf, isList, itemsOf, retrieve } from "./Info.ts";
import { typeProblem } from "./goTypes.ts";
import { ATTEMPTS, mappingsOf, sameMapping } from "./mappings.ts";
import type { ParsedArgs } from "./resourceArgs.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";
import { attempt, type Item, Resources } from "./Resources.ts";

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
  return named(session, query, targets);
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
  );
}

async function named(
  session: Session,
  query: ResourceQuery,
  found: readonly { mapping: Mapping; name: string }[],
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
  return new Resources(query, targets, found.length === 1, async function* () {
    for (const target of targets) {
      const info: Info = { ...target, ...(query.subresource ? { subresource: query.subresource } : {}) };
      const problem = query.namesOnly
        ? undefined
        : await attempt(async () => void (await retrieve(client, info, query.accept)));
      const unknown = query.typed && info.object ? typeProblem(info.object) : undefined;
      if (problem) yield { error: problem };
      else if (unknown) yield { error: new Error(unknown) };
      else yield* query.flatten ? flattened(session, info) : [{ info }];
    }
  });
}

async function* flattened(session: Session, info: Info): AsyncGenerator<Item> {
  if (!info.object || !isList(info.object)) return yield { info };
  const mapper = await session.mapper();
  for (const object of itemsOf(info.object)) {
    try {
      yield { info: infoOf(mapper.kindFor(String(object["kind"]), String(object["apiVersion"])), object) };
    } catch (error) {
      yield { error: new Error(`unable to recognize ${asError(error).message}`) };
    }
  }
}
