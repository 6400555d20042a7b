/**
 * Watches: what one request hears of the store's writes, from where it asked to begin.
 * Models apiserver pkg/endpoints/handlers/watch.go and pkg/storage/cacher.
 */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import type { StoreEvent } from "../../store/StoreEvent.ts";
import { ApiError } from "../machinery/status.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { zeroObject } from "./zeroObject.ts";
import { badRevision, type ListOptions, revisionOf } from "./listOptions.ts";

/** One line of a watch. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: unknown;
}

export interface WatchRequest {
  readonly namespace: string;
  readonly options: ListOptions;
  /** Turns an object into what this watcher sees of it. */
  readonly encode: (object: KubeObject) => unknown;
}

export interface WatchHandle {
  /** How long the client wants it; undefined = the server decides. */
  readonly timeoutSeconds: number | undefined;
  /** Stops it. Safe to call twice. */
  close(): void;
  /** How the events go out; left out: JSON. */
  readonly contentType?: string;
  /** Texts of Warning headers. */
  readonly warnings?: readonly string[];
  /** A BOOKMARK at the newest revision, for clients that allow them; undefined for others. */
  bookmark(): WatchEvent | undefined;
}

/** Starts a watch: `sink` gets what is due at once before this returns, then each write as it happens. */
export function openWatch(
  store: Store,
  definition: ResourceDefinition,
  request: WatchRequest & { readonly sink: (event: WatchEvent) => void },
): WatchHandle {
  const { namespace, options, encode, sink } = request;
  const resource = definition.view?.of ?? definition.resource;
  const form = (object: KubeObject): KubeObject => (definition.view ? definition.view.fromStored(object) : object);
  const selects = (object: KubeObject | undefined): boolean =>
    object !== undefined &&
    (namespace === "" || object.metadata.namespace === namespace) &&
    (options.name === undefined || object.metadata.name === options.name) &&
    options.labels.matches(object.metadata.labels) &&
    (options.fields?.(form(object)) ?? true);

  const report = (event: StoreEvent): void => {
    const now = event.type !== "DELETED" && selects(event.object);
    const before = selects(event.previous);
    if (!now && !before) return;
    if (now) sink({ type: before ? "MODIFIED" : "ADDED", object: encode(form(event.object)) });
    else sink({ type: "DELETED", object: encode(form(lastOf(event))) });
  };
  const bookmark = (annotations?: object): WatchEvent => ({
    type: "BOOKMARK",
    object: encode(zeroObject(definition, { resourceVersion: String(store.revision), ...annotations })),
  });

  const since = startOf(store, options);
  if (since === "all") {
    for (const object of sortedByKey(store.list(resource, namespace === "" ? undefined : namespace))) {
      if (selects(object)) sink({ type: "ADDED", object: encode(form(object)) });
    }
  } else for (const event of since) if (event.resource === resource) report(event);
  if (options.allowWatchBookmarks && (options.sendInitialEvents ?? startsAnywhere(options)))
    sink(bookmark({ annotations: { "k8s.io/initial-events-end": "true" } }));
  const stop = store.subscribe(resource, report);
  return {
    timeoutSeconds: options.timeoutSeconds,
    close: stop,
    bookmark: () => (options.allowWatchBookmarks ? bookmark() : undefined),
  };
}

const lasts = new WeakMap<StoreEvent, KubeObject>();

/** What is told of an object that is gone, or not selected any more; the same to all, so that its bytes are made once. */
function lastOf(event: StoreEvent): KubeObject {
  const known = lasts.get(event);
  if (known) return known;
  const last = event.previous as KubeObject;
  const object = { ...last, metadata: { ...last.metadata, resourceVersion: String(event.revision) } };
  lasts.set(event, object);
  return object;
}

/** Whether a watch names no version: then it gets what there is, and is told where that ends. */
function startsAnywhere({ resourceVersion }: ListOptions): boolean {
  return resourceVersion === "" || resourceVersion === "0";
}

/** "all" to begin with every object there is, or the writes to catch up with; throws Expired when they are compacted. */
function startOf(store: Store, options: ListOptions): "all" | readonly StoreEvent[] {
  const { resourceVersion } = options;
  const revision = resourceVersion === "" ? 0 : revisionOf(resourceVersion);
  if (revision === undefined) throw ApiError.plain(badRevision(resourceVersion));
  if (revision > store.revision) throw ApiError.futureVersion(resourceVersion, String(store.revision));
  if (options.sendInitialEvents === true) return "all";
  if (options.sendInitialEvents === false && revision === 0) return [];
  if (revision === 0) return "all";
  const since = store.history.since(revision);
  if (!since) throw ApiError.expired(`too old resource version: ${revision} (${store.revision})`);
  return since;
}

function sortedByKey(objects: Iterable<KubeObject>): KubeObject[] {
  const key = ({ metadata }: KubeObject): string => `${metadata.namespace ?? ""}/${metadata.name}`;
  return [...objects].sort((left, right) => (key(left) < key(right) ? -1 : 1));
}
