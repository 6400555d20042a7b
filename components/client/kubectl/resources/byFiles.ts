/** Objects that files say, in their order. */
import { asError, NoKindMatch } from "../errors.ts";
import { klogLine } from "../klog.ts";
import { at, type JsonObject } from "../json.ts";
import type { Mapping, RestMapper } from "../rest/RestMapper.ts";
import type { Session } from "../Session.ts";
import { type FileOptions, objectsOf, type Source, sourcesOf } from "./files.ts";
import { gvrText, type Info, isList, listedObjects, nameOf, namespaceOf, retrieve } from "./Info.ts";
import { parseSelector, selectorMatches } from "./labelSelector.ts";
import { guessedMapping } from "./mappings.ts";
import type { ParsedArgs } from "./resourceArgs.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";
import { Resources } from "./Resources.ts";
import { schemaProblems } from "./schemaProblems.ts";
import { allOf, continuing, eagerly, through, type Visitor } from "./visitors.ts";

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
  const onlyOne = sources.length === 1 && !files.filenames.includes("-");
  const visitors = sources.map((source) => objectsIn(session, query, source));
  let visitor = query.continueOnError ? eagerly(visitors) : allOf(visitors);
  if (query.flatten !== false) visitor = through(visitor, (info) => itemsOfList(session, query, info));
  if (query.latest)
    visitor = through(visitor, async (info) => {
      setNamespace(info, query);
      await retrieveLatest(session, query, info);
      return [info];
    });
  if (selector) {
    const chosen = selector;
    visitor = through(visitor, (info) => selectorMatches(chosen, labelsOf(info)) && [info]);
  }
  if (query.continueOnError) visitor = continuing(visitor);
  return new Resources(
    [],
    onlyOne,
    through(visitor, (info) => {
      setNamespace(info, query);
      requireNamespace(info, query);
      return [info];
    }),
  );
}

function labelsOf({ object }: Info): { readonly [name: string]: unknown } {
  return (at(object, "metadata", "labels") ?? {}) as { readonly [name: string]: unknown };
}

/** What the server will not check for itself is checked here, or only warned about. */
async function checkDocument(session: Session, { validated }: ResourceQuery, document: JsonObject): Promise<void> {
  await session.checkSchemas();
  const [kind, apiVersion] = [String(document["kind"]), String(document["apiVersion"])];
  if ((await session.mapper()).hasKind(kind, apiVersion)) return;
  if (validated === "Strict") {
    const problems = await schemaProblems(session, document);
    const [only] = problems;
    if (problems.length > 0)
      throw new Error(
        `error validating data: ${problems.length === 1 ? only : `[${[...new Set(problems)].join(", ")}]`}`,
      );
    return;
  }
  const text = "cannot perform warn validation if server-side field validation is unsupported, skipping validation";
  session.io.stderr(klogLine("schema.go:145", text, session.io.now()));
}

/** The documents of a source, lists among them as they are. */
function objectsIn(session: Session, query: ResourceQuery, source: Source): Visitor {
  return async (visit) => {
    try {
      const schemas = query.validated && ((document: JsonObject) => checkDocument(session, query, document));
      for await (const object of objectsOf(source, { schemas, typed: query.typed ?? false })) {
        const item = object instanceof Error ? object : await infoOfFile(session, query, { object, source });
        const problem = await visit(item);
        if (problem) return problem;
      }
      return undefined;
    } catch (error) {
      return asError(error);
    }
  };
}

async function infoOfFile(
  session: Session,
  query: ResourceQuery,
  { object, source }: { readonly object: JsonObject; readonly source: Source },
): Promise<Info | Error> {
  try {
    return infoWith(await mappingOf(session, query, object), object, source.name, query);
  } catch (error) {
    if (!(error instanceof NoKindMatch))
      return new Error(`unable to recognize ${JSON.stringify(source.name)}: ${asError(error).message}`);
    const from = `name: ${JSON.stringify(nameOf(object))} namespace: ${JSON.stringify(namespaceOf(object))} from ${JSON.stringify(source.name)}`;
    return new Error(`resource mapping not found for ${from}: ${error.message}\nensure CRDs are installed first`);
  }
}

/** What a list of a file holds; other objects are themselves. */
async function itemsOfList(session: Session, query: ResourceQuery, info: Info): Promise<readonly (Info | Error)[]> {
  if (!info.object || !isList(info.object)) return [info];
  const items: (Info | Error)[] = [];
  for (const object of listedObjects(info.object))
    try {
      if (!object["kind"])
        throw new Error(
          `unable to get type info from the object "*unstructured.Unstructured": Object 'Kind' is missing in 'unstructured object has no kind'`,
        );
      items.push(infoWith(await mappingOf(session, query, object), object, info.source ?? "", query));
    } catch (error) {
      items.push(error instanceof NoKindMatch ? new Error(`unable to recognize ${error.message}`) : asError(error));
    }
  return items;
}

async function mappingOf(session: Session, { local }: ResourceQuery, object: JsonObject): Promise<Mapping> {
  if (local) return guessedMapping(object);
  const [kind, apiVersion] = [String(object["kind"]), String(object["apiVersion"] ?? "")];
  return session.mapped((mapper) =>
    isList(object) ? listMapping(mapper, kind, apiVersion) : mapper.kindFor(kind, apiVersion),
  );
}

/** A list has no resource of its own; it is known when its items are. */
function listMapping(mapper: RestMapper, kind: string, apiVersion: string): Mapping {
  const one = kind.replace(/List$/, "");
  if (one === "") return { ...mapper.anyOf(kind, apiVersion), namespaced: false };
  return mapper.kindFor(mapper.hasKind(one, apiVersion) ? one : kind, apiVersion);
}

function infoWith(mapping: Mapping, object: JsonObject, source: string, { local }: ResourceQuery): Info {
  return {
    mapping,
    source,
    object,
    name: nameOf(object),
    namespace: mapping.namespaced ? namespaceOf(object) : "",
    ...(local ? { local } : {}),
  };
}

function setNamespace(info: Info, { namespace, allNamespaces, local }: ResourceQuery): void {
  if (local || info.namespace || !info.mapping.namespaced || (info.object && isList(info.object))) return;
  putNamespace(info, allNamespaces ? "" : namespace);
}

/** Refuses what is somewhere else than asked; what has no namespace at the server has none in the file either. */
function requireNamespace(info: Info, { namespace, requireNamespace: required, local }: ResourceQuery): void {
  if (!info.mapping.namespaced && !local) return putNamespace(info, "");
  if (!required || !info.namespace || info.namespace === namespace) return;
  const [has, asked] = [JSON.stringify(info.namespace), JSON.stringify(namespace)];
  throw new Error(
    `the namespace from the provided object ${has} does not match the namespace ${asked}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
  );
}

function putNamespace(info: Info, namespace: string): void {
  info.namespace = namespace;
  if (namespaceOf(info.object) === namespace) return;
  const { namespace: _, ...metadata } = (info.object?.["metadata"] ?? {}) as JsonObject;
  info.object = { ...info.object, metadata: namespace ? { ...metadata, namespace } : metadata };
}

async function retrieveLatest(session: Session, { accept }: ResourceQuery, info: Info): Promise<void> {
  if (info.object && isList(info.object))
    throw new Error(
      "watch is only supported on individual resources and resource collections, but a list of resources is found",
    );
  if (!info.name) return;
  if (info.mapping.namespaced && !info.namespace)
    throw new Error(`no namespace set on resource ${gvrText(info.mapping)} ${JSON.stringify(info.name)}`);
  await retrieve(await session.client(), info, accept);
}
