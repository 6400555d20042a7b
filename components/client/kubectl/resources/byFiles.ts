/** Objects that files say, in their order. */
import { asError, NoKindMatch } from "../errors.ts";
import { at, type JsonObject } from "../json.ts";
import type { Mapping } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";
import { type FileOptions, objectsOf, sourcesOf } from "./files.ts";
import { type Info, isList, itemsOf, nameOf, namespaceOf, retrieve } from "./Info.ts";
import { parseSelector, selectorMatches } from "./labelSelector.ts";
import { typeProblem } from "./goTypes.ts";
import { guessedMapping } from "./mappings.ts";
import type { ParsedArgs } from "./resourceArgs.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";
import { attempt, type Item, Resources } from "./Resources.ts";

export async function byFiles(
  session: Session,
  query: ResourceQuery,
  files: FileOptions,
  { types, names, pairs }: ParsedArgs,
): Promise<Resources> {
  if (types.length > 0)
    throw new Error("when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well");
  if (names.length > 0) throw new Error("name cannot be provided when a path is specified");
  if (pairs.length > 0) throw new Error("resource/name arguments cannot be provided when a path is specified");
  let selector: ReturnType<typeof parseSelector> | undefined;
  try {
    if (query.labelSelector) selector = parseSelector(query.labelSelector);
  } catch (error) {
    throw new Error(
      `the provided selector ${JSON.stringify(query.labelSelector)} is not valid: ${asError(error).message}`,
    );
  }
  const sources = await sourcesOf(session.io, files);
  const onlyOne =
    sources.length === 1 &&
    !files.filenames.includes("-") &&
    (await session.io.files.kind(files.filenames[0] ?? "")) === "file";
  return new Resources(query, [], onlyOne, async function* () {
    for (const source of sources) {
      try {
        const schemas = query.validated ? () => session.checkSchemas() : undefined;
        for await (const object of objectsOf(source, schemas)) {
          if (object instanceof Error) {
            yield { error: object };
            continue;
          }
          for await (const item of fromFile(session, query, { object, source: source.name })) {
            if (selector && "info" in item && !selectorMatches(selector, labelsOf(item.info))) continue;
            yield item;
          }
        }
      } catch (error) {
        yield { error: asError(error) };
      }
    }
  });
}

function labelsOf({ object }: Info): { readonly [name: string]: unknown } {
  return (at(object, "metadata", "labels") ?? {}) as { readonly [name: string]: unknown };
}

async function* fromFile(
  session: Session,
  query: ResourceQuery,
  { object, source }: { object: JsonObject; source: string },
): AsyncGenerator<Item> {
  if (query.flatten !== false && isList(object)) {
    for (const item of itemsOf(object)) yield* fromFile(session, query, { object: item, source });
    return;
  }
  const unknown = query.typed ? typeProblem(object) : undefined;
  if (unknown) return yield { error: new Error(`unable to decode ${JSON.stringify(source)}: ${unknown}`) };
  let mapping: Mapping;
  try {
    mapping = query.local
      ? guessedMapping(object)
      : await session.mapped((mapper) => mapper.kindFor(String(object["kind"]), String(object["apiVersion"])));
  } catch (error) {
    if (!(error instanceof NoKindMatch))
      return yield { error: new Error(`unable to recognize ${JSON.stringify(source)}: ${asError(error).message}`) };
    const from = `name: ${JSON.stringify(nameOf(object))} namespace: ${JSON.stringify(namespaceOf(object))} from ${JSON.stringify(source)}`;
    return yield {
      error: new Error(`resource mapping not found for ${from}: ${error.message}\nensure CRDs are installed first`),
    };
  }
  const info: Info = {
    mapping,
    source,
    object,
    name: nameOf(object),
    namespace: mapping.namespaced ? namespaceOf(object) : "",
  };
  const problem = await attempt(async () => {
    setNamespace(info, query);
    if (query.latest && info.name) await retrieve(await session.client(), info, query.accept);
  });
  yield problem ? { error: problem } : { info };
}

function setNamespace(info: Info, { namespace, requireNamespace, local }: ResourceQuery): void {
  if (!info.mapping.namespaced || local) return;
  if (!info.namespace) {
    info.namespace = namespace;
    info.object = { ...info.object, metadata: { ...(info.object?.["metadata"] as JsonObject | undefined), namespace } };
  } else if (requireNamespace && info.namespace !== namespace) {
    const [has, asked] = [JSON.stringify(info.namespace), JSON.stringify(namespace)];
    throw new Error(
      `the namespace from the provided object ${has} does not match the namespace ${asked}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
    );
  }
}
