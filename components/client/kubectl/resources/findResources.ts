/**
 * From arguments, selectors and files to the things a command works on. Mirrors cli-runtime's resource builder in order,
 * words and what it does after an error.
 */
import { aggregate, asError, ErrorList, NoKindMatch, StatusError } from "../errors.ts";
import { at, type JsonObject } from "../json.ts";
import type { Query, RestClient } from "../rest/RestClient.ts";
import { groupResourceText, type Mapping, splitApiVersion } from "../rest/RestMapper.ts";
import { collectionPath } from "../rest/paths.ts";
import type { Session } from "../Session.ts";
import { type FileOptions, hasFiles, NO_FILES, objectsOf, sourcesOf } from "./files.ts";
import { typeNameOf } from "../typed/types.ts";
import { gvrText, type Info, isList, itemsOf, nameOf, namespaceOf, retrieve } from "./Info.ts";
import { parseSelector, selectorMatches } from "./labelSelector.ts";

export interface ResourceQuery {
  /** `pods`, `pods a b`, `deploy/web svc/web`, `pods,svc`. */
  readonly args?: readonly string[];
  /** The type of arguments that are bare names: `logs web` means `pods web`. */
  readonly defaultType?: string;
  readonly files?: FileOptions;
  readonly namespace: string;
  /** Refuses objects of files that are of another namespace: `-n` was given. */
  readonly requireNamespace?: boolean;
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** `--all` */
  readonly all?: boolean;
  /** A type alone means all of them. */
  readonly typeAlone?: boolean;
  readonly subresource?: string;
  /** How many objects a list is asked for at a time; 0 for all. */
  readonly chunkSize?: number;
  /** Goes on after errors and reports all of them at the end. */
  readonly continueOnError?: boolean;
  /** Fetches what files name. */
  readonly latest?: boolean;
  /** Lists become their items. */
  readonly flatten?: boolean;
  /** Objects that are named are not fetched. */
  readonly namesOnly?: boolean;
  readonly singleType?: boolean;
  /** Refuses documents that do not say what they are before anything is made of them. */
  readonly validated?: boolean;
  /** Takes kinds alone that kubectl has Go types of. */
  readonly typed?: boolean;
  /** Works on files alone, without asking the server. */
  readonly local?: boolean;
  readonly accept?: string;
  readonly listQuery?: Query;
}

export type Visit = (info: Info) => Promise<void> | void;

type Item = { readonly info: Info } | { readonly error: Error } | { readonly fatal: Error };

export class Resources {
  constructor(
    private readonly query: ResourceQuery,
    /** Something that can be watched: one type, or one object. */
    readonly targets: readonly Target[],
    /** One object is meant rather than a list. */
    readonly singleItemImplied: boolean,
    private readonly items: () => AsyncGenerator<Item>,
  ) {}

  /** Visits one by one. With `continueOnError` errors are thrown together at the end, those of `visit` too. */
  async visit(visit: Visit, ignore: (error: Error) => boolean = () => false): Promise<void> {
    const errors: Error[] = [];
    // What a file's documents are wrong in comes after what became of the others.
    const unread: Error[] = [];
    const ofFiles = hasFiles(this.query.files ?? NO_FILES) && this.query.continueOnError;
    for await (const item of this.items()) {
      const problem =
        "info" in item ? await attempt(() => visit(item.info)) : "error" in item ? item.error : item.fatal;
      if (!problem) continue;
      const kept =
        problem instanceof ErrorList
          ? aggregate(problem.errors.filter((error) => !ignore(error)))
          : ignore(problem)
            ? undefined
            : problem;
      if (kept) (ofFiles && !("info" in item) ? unread : errors).push(kept);
      if (kept && !this.query.continueOnError) break;
      if ("fatal" in item) break;
    }
    const all = aggregate(
      [...errors, ...unread].flatMap((error) => (error instanceof ErrorList ? error.errors : [error])),
    );
    if (all) throw all;
  }

  async infos(
    ignore?: (error: Error) => boolean,
  ): Promise<{ readonly infos: readonly Info[]; readonly error: Error | undefined }> {
    const infos: Info[] = [];
    try {
      await this.visit((info) => void infos.push(info), ignore);
    } catch (error) {
      return { infos, error: asError(error) };
    }
    return { infos, error: undefined };
  }

  /** All of them; throws what went wrong. */
  async all(): Promise<readonly Info[]> {
    const { infos, error } = await this.infos();
    if (error) throw error;
    return infos;
  }
}

async function attempt(work: () => Promise<void> | void): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return asError(error);
  }
}

export interface Target {
  readonly mapping: Mapping;
  readonly namespace: string;
  /** Empty for all of the type. */
  readonly name: string;
}

const MISSING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** Throws what is wrong with the arguments before anything is fetched. */
export async function findResources(session: Session, query: ResourceQuery): Promise<Resources> {
  const files = query.files ?? NO_FILES;
  const selecting = Boolean(query.labelSelector || query.fieldSelector);
  const problems: Error[] = [];
  let parsed: ParsedArgs = { types: [], names: [], pairs: [] };
  try {
    if (hasFiles(files) && !query.local) await sourcesOf(session.io, files);
  } catch (error) {
    problems.push(asError(error));
  }
  if (query.all && selecting) problems.push(new Error("setting 'all' parameter but found a non empty selector. "));
  try {
    parsed = await parseArgs(session, query);
  } catch (error) {
    problems.push(asError(error));
  }
  const problem = aggregate(problems);
  if (problem) throw problem;
  const { types, names, pairs } = parsed;
  const everything = query.all || (query.typeAlone && types.length > 0 && names.length === 0);
  if (hasFiles(files)) return byFiles(session, query, files, parsed);
  if (selecting || everything) return bySelector(session, query, parsed);
  if (pairs.length > 0) return byPairs(session, query, parsed);
  if (names.length > 0) return byNames(session, query, parsed);
  if (types.length > 0) {
    await mappingsOf(session, types, false);
    throw new Error("resource(s) were provided, but no name was specified");
  }
  throw new Error(MISSING);
}

/** What `--local` needs. */
export const LOCAL_FILES = `error: you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`;

interface ParsedArgs {
  readonly types: readonly string[];
  readonly names: readonly string[];
  readonly pairs: readonly { readonly type: string; readonly name: string }[];
}

async function parseArgs(session: Session, { args: given = [], defaultType }: ResourceQuery): Promise<ParsedArgs> {
  const bare = defaultType !== undefined && given.length > 0 && !given[0]?.includes("/");
  const args = bare ? [defaultType, ...given] : severalTypes(given);
  const slashes = args.filter((arg) => arg.includes("/")).length;
  if (slashes > 0 && slashes < args.length)
    throw new Error(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  if (slashes > 0) return { types: [], names: [], pairs: args.map(pairOf) };
  const [type, ...names] = args;
  if (type === undefined) return { types: [], names: [], pairs: [] };
  return { types: bare ? [type] : await withCategories(session, type), names, pairs: [] };
}

/** `a,b x y` means a/x a/y b/x b/y. */
function severalTypes(args: readonly string[]): readonly string[] {
  const types = splitTypes(args[0] ?? "");
  if (args.length < 2 || types.length < 2) return args;
  return types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`));
}

function splitTypes(text: string): string[] {
  return [...new Set(text.split(",").map((type) => type.trim()))];
}

function pairOf(arg: string): { type: string; name: string } {
  const [type = "", name = "", ...more] = arg.split("/");
  if (more.length > 0) throw new Error("arguments in resource/name form may not have more than one slash");
  if (!type || !name || splitTypes(type).length !== 1)
    throw new Error("arguments in resource/name form must have a single resource and name");
  return { type, name };
}

/** `all` and other categories in full. */
async function withCategories(session: Session, text: string): Promise<string[]> {
  const types: string[] = [];
  for (const type of text.split(",")) {
    const groups = await session.groups().catch(() => []);
    const members = groups.flatMap(({ versions }) =>
      (versions[0]?.resources ?? []).filter(({ categories }) => categories.includes(type)),
    );
    if (members.length === 0) types.push(type);
    else types.push(...members.map(({ group, name }) => groupResourceText({ group, resource: name })));
  }
  return splitTypes(types.join(","));
}

/** Kubectl asks four times before it gives up on a server it cannot reach. */
export const ATTEMPTS = 4;

async function mappingsOf(session: Session, types: readonly string[], single: boolean): Promise<Mapping[]> {
  if (types.length > 1 && single) throw new Error("you may only specify a single resource type");
  const mappings: Mapping[] = [];
  for (const type of types) {
    const mapping = await session.mapped((mapper) => mapper.mappingFor(type), ATTEMPTS);
    if (!mappings.some((other) => same(other, mapping))) mappings.push(mapping);
  }
  return mappings;
}

function same(left: Mapping, right: Mapping): boolean {
  return left.group === right.group && left.version === right.version && left.resource === right.resource;
}

async function bySelector(
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

function infoOf(mapping: Mapping, object: JsonObject): Info {
  return { mapping, namespace: namespaceOf(object), name: nameOf(object), object };
}

function scopeOf(mapping: Mapping, { namespace, allNamespaces }: ResourceQuery): string {
  return mapping.namespaced && !allNamespaces ? namespace : "";
}

/** Pages of a list. */
export async function* listsOf(client: RestClient, mapping: Mapping, query: ResourceQuery): AsyncGenerator<JsonObject> {
  const { labelSelector = "", fieldSelector = "", chunkSize = 500, accept, listQuery = [], namespace } = query;
  let continued = "";
  do {
    const asked: [string, string][] = [
      ...(continued ? [["continue", continued] as [string, string]] : []),
      ...(fieldSelector ? [["fieldSelector", fieldSelector] as [string, string]] : []),
      ...(labelSelector ? [["labelSelector", labelSelector] as [string, string]] : []),
      ...(chunkSize > 0 ? [["limit", String(chunkSize)] as [string, string]] : []),
      ...listQuery.map(([name, value]) => [name, value] as [string, string]),
    ];
    let list: JsonObject;
    try {
      list = (await client.json("GET", collectionPath(mapping, namespace), {
        query: asked,
        ...(accept === undefined ? {} : { accept }),
      })) as JsonObject;
    } catch (error) {
      throw listProblem(asError(error), mapping, { labelSelector, fieldSelector });
    }
    yield list;
    const token = at(list, "metadata", "continue");
    continued = typeof token === "string" ? token : "";
  } while (continued);
}

function listProblem(
  error: Error,
  mapping: Mapping,
  selectors: { labelSelector: string; fieldSelector: string },
): Error {
  if (!(error instanceof StatusError) || (error.reason !== "BadRequest" && error.reason !== "NotFound")) return error;
  const { labelSelector, fieldSelector } = selectors;
  const what = JSON.stringify(gvrText(mapping));
  const message =
    labelSelector || fieldSelector
      ? `Unable to find ${what} that match label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}: ${error.message}`
      : `Unable to list ${what}: ${error.message}`;
  return new StatusError({ ...error.status, message });
}

async function byPairs(session: Session, query: ResourceQuery, { types, pairs }: ParsedArgs): Promise<Resources> {
  if (types.length > 0) throw new Error("you may not specify individual resources and bulk resources in the same call");
  const targets: { mapping: Mapping; name: string }[] = [];
  for (const { type, name } of pairs)
    targets.push({ mapping: await session.mapped((mapper) => mapper.mappingFor(type), ATTEMPTS), name });
  if (query.singleType && targets.some(({ mapping }) => !same(mapping, targets[0]?.mapping as Mapping)))
    throw new Error("you may only specify a single resource type");
  return named(session, query, targets);
}

async function byNames(session: Session, query: ResourceQuery, { types, names }: ParsedArgs): Promise<Resources> {
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

async function byFiles(
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

/** Groups whose types are not kubectl's. */
const OTHERS = ["apiextensions.k8s.io", "apiregistration.k8s.io"];

/** Why an object of this kind cannot be had; undefined when it can. */
function typeProblem(object: JsonObject): string | undefined {
  const version = String(object["apiVersion"]);
  if (typeNameOf(object) !== undefined && !OTHERS.includes(splitApiVersion(version).group)) return undefined;
  const kind = JSON.stringify(object["kind"]);
  return `no kind ${kind} is registered for version ${JSON.stringify(version)} in scheme "pkg/runtime/scheme.go:111"`;
}

/** What a kind's resource is likely called, where no server is asked. */
export function guessedMapping(object: JsonObject): Mapping {
  const kind = String(object["kind"]);
  const lower = kind.toLowerCase();
  const resource = lower.endsWith("s") ? `${lower}es` : lower.endsWith("y") ? `${lower.slice(0, -1)}ies` : `${lower}s`;
  return { ...splitApiVersion(String(object["apiVersion"])), kind, resource, singular: lower, namespaced: true };
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
