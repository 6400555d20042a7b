/**
 * Lists: selected, in key order, paged, at the newest revision or an older one that history can still rebuild.
 * Models apiserver pkg/storage (continue tokens) and pkg/storage/cacher.
 */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import { ApiError } from "../machinery/status.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { badRevision, type ListOptions, revisionOf } from "./listOptions.ts";

export interface Listing {
  readonly objects: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

interface ContinueToken {
  readonly v: string;
  readonly rv: number;
  readonly start: string;
}

const TOO_OLD_CONTINUE =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

/** What a list request gets. `namespace` "" means all of them. */
export function listObjects(
  store: Store,
  definition: ResourceDefinition,
  request: {
    readonly namespace: string;
    readonly options: ListOptions;
    /** Objects that stand in no table. */
    readonly computed?: readonly KubeObject[] | undefined;
  },
): Listing {
  const { namespace, options } = request;
  const resource = definition.view?.of ?? definition.resource;
  const token = options.continue === "" ? undefined : decodeToken(options.continue);
  if (token && options.resourceVersion !== "" && options.resourceVersion !== "0")
    throw ApiError.badRequest("specifying resource version is not allowed when using continue");
  const revision = token ? token.rv : exactRevision(store, options);
  const all =
    request.computed?.filter(({ metadata }) => namespace === "" || metadata.namespace === namespace) ??
    selectAll(store, { resource, namespace, options, revision, token });
  const chosen = all
    .map((object) => (definition.view ? definition.view.fromStored(object) : object))
    .filter((object) => options.labels.matches(object.metadata.labels) && (options.fields?.(object) ?? true))
    .sort(byKey);
  const at = String(revision === undefined || revision < 0 ? store.revision : revision);
  const start = token?.start ?? "";
  const rest = start === "" ? chosen : chosen.filter((object) => keyOf(object, namespace) >= start);
  const hasMore = (last: KubeObject): boolean => {
    // What an index or a name found is not all there is.
    for (const object of revision === undefined ? store.list(resource, namespace === "" ? undefined : namespace) : all)
      if (keyOf(object, namespace) > keyOf(last, namespace)) return true;
    return false;
  };
  /** A page that is full may be followed by another even when nothing further is selected: the server has not looked. */
  const mayGoOn = (last: KubeObject | undefined): boolean => options.selective && last !== undefined && hasMore(last);
  // Any version will do: the real server answers from its cache, which knows no pages.
  const fromCache = options.resourceVersion === "0" && !token;
  const full = rest.length > options.limit || (rest.length === options.limit && mayGoOn(rest[rest.length - 1]));
  // One object by its name is looked up, not searched for.
  const isLookup = options.name !== undefined && (namespace !== "" || !definition.names.namespaced);
  if (options.limit <= 0 || fromCache || isLookup || !full) return { objects: rest, resourceVersion: at };
  const objects = rest.slice(0, options.limit);
  const last = objects[objects.length - 1] as KubeObject;
  return {
    objects,
    resourceVersion: at,
    continue: encodeToken({ v: "meta.k8s.io/v1", rv: Number(at), start: `${keyOf(last, namespace)}\0` }),
    ...(options.selective ? {} : { remainingItemCount: rest.length - objects.length }),
  };
}

function exactRevision(store: Store, options: ListOptions): number | undefined {
  if (options.resourceVersion === "") return undefined;
  const revision = revisionOf(options.resourceVersion);
  if (revision === undefined)
    throw ApiError.badRequest(`invalid resource version: ${badRevision(options.resourceVersion)}`);
  if (revision > store.revision) throw ApiError.futureVersion(options.resourceVersion, String(store.revision));
  const exact =
    options.resourceVersionMatch === "Exact" ||
    (options.limit > 0 && options.resourceVersionMatch === "" && revision !== 0);
  return exact ? revision : undefined;
}

interface Selection {
  readonly resource: string;
  readonly namespace: string;
  readonly options: ListOptions;
  readonly revision: number | undefined;
  readonly token: ContinueToken | undefined;
}

function selectAll(store: Store, { resource, namespace, options, revision, token }: Selection): readonly KubeObject[] {
  if (revision !== undefined && revision >= 0 && revision < store.revision) {
    const past = objectsAt(store, resource, revision);
    if (past) return past.filter((object) => namespace === "" || object.metadata.namespace === namespace);
    if (!token) throw ApiError.expired("The resourceVersion for the provided list is too old.");
    const error = ApiError.expired(TOO_OLD_CONTINUE);
    const fresh = encodeToken({ v: token.v, rv: -1, start: token.start });
    throw Object.assign(error, { status: { ...error.status, metadata: { continue: fresh } } });
  }
  if (options.name !== undefined && namespace !== "") {
    const object = store.get(resource, namespace, options.name);
    return object ? [object] : [];
  }
  const pair = options.labels.pair;
  if (resource === "pods" && pair && namespace !== "")
    return [...store.byIndex("pods", "label", `${namespace}/${pair[0]}=${pair[1]}`)];
  return [...store.list(resource, namespace === "" ? undefined : namespace)];
}

/** The objects as they were at a revision, by taking back the writes since; undefined when history is gone. */
function objectsAt(store: Store, resource: string, revision: number): KubeObject[] | undefined {
  const since = store.history.since(revision);
  if (!since) return undefined;
  const objects = new Map<string, KubeObject>();
  for (const object of store.list(resource)) objects.set(keyOf(object, ""), object);
  for (let index = since.length - 1; index >= 0; index--) {
    const event = since[index];
    if (event?.resource !== resource) continue;
    const key = keyOf(event.object, "");
    if (event.previous) objects.set(key, event.previous);
    else objects.delete(key);
  }
  return [...objects.values()];
}

function keyOf(object: KubeObject, namespace: string): string {
  const { name, namespace: own } = object.metadata;
  return namespace !== "" || !own ? name : `${own}/${name}`;
}

function byKey(left: KubeObject, right: KubeObject): number {
  const a = left.metadata.namespace ?? "";
  const b = right.metadata.namespace ?? "";
  if (a !== b) return a < b ? -1 : 1;
  return left.metadata.name < right.metadata.name ? -1 : left.metadata.name > right.metadata.name ? 1 : 0;
}

function encodeToken(token: ContinueToken): string {
  return encodeBase64Url(JSON.stringify(token));
}

function decodeToken(text: string): ContinueToken {
  const wrong = notBase64Url(text);
  if (wrong !== undefined) throw badToken(`illegal base64 data at input byte ${wrong}`);
  const json = decodeBase64Url(text);
  let token: Partial<ContinueToken>;
  try {
    token = JSON.parse(json) as Partial<ContinueToken>;
  } catch {
    const first = json.codePointAt(0);
    throw badToken(
      first === undefined
        ? "unexpected end of JSON input"
        : `invalid character '${String.fromCodePoint(first)}' looking for beginning of value`,
    );
  }
  if (token.v !== "meta.k8s.io/v1") throw badToken(`server does not recognize this encoded version ${token.v ?? ""}`);
  if (typeof token.start !== "string" || token.start === "")
    throw badToken("encoded start key empty (version meta.k8s.io/v1)");
  return { v: token.v, rv: Number(token.rv ?? 0), start: token.start };
}

function badToken(problem: string): ApiError {
  return ApiError.badRequest(`invalid continue token: continue key is not valid: ${problem}`);
}

/** Where text stops being base64url without padding; undefined when it does not. A single last letter holds no byte. */
function notBase64Url(text: string): number | undefined {
  const at = text.search(/[^\w-]/);
  if (at >= 0) return at;
  return text.length % 4 === 1 ? text.length - 1 : undefined;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Base64url of a text's UTF-8, without padding. */
function encodeBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let encoded = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const word = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    const digits = Math.min(4, bytes.length - index + 1);
    for (let digit = 0; digit < digits; digit++) encoded += ALPHABET[(word >> (18 - 6 * digit)) & 63];
  }
  return encoded;
}

/** The text behind base64url, a character a byte; what is not of the alphabet ends it. */
function decodeBase64Url(text: string): string {
  let bits = 0;
  let word = 0;
  let decoded = "";
  for (const char of text) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) break;
    word = (word << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      decoded += String.fromCharCode((word >> bits) & 255);
    }
  }
  return decoded;
}
