/**
 * A small cluster for tests of rooms alone: any object is taken as it is, a pod "starts" a second after it was made and
 * draws a number then, `fail-now`, `fail-later` and `fail-read` in a name throw. Same clock, store and tasks as the real one.
 */
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import type { LogPlace } from "../../../server/protocol/logPath.ts";
import type {
  ClusterCommand,
  ClusterFactory,
  ClusterSeed,
  SimulatedCluster,
  WatchEvent,
  WatchHandle,
} from "../../../server/rooms/SimulatedCluster.ts";
import type { ApiRequest, ApiResponse } from "../../../server/simulation/api/ApiRequest.ts";
import type { ResourceDefinition } from "../../../server/simulation/api/ResourceDefinition.ts";
import { parseRequestInfo } from "../../../server/simulation/api/rest/RequestInfo.ts";
import { Runtime, type RuntimeSnapshot } from "../../../server/simulation/runtime/Runtime.ts";
import { Store, type StoreSnapshot } from "../../../server/simulation/store/Store.ts";

const names = (plural: string, kind: string, group = "", namespaced = true): ResourceDefinition =>
  ({
    names: {
      group,
      version: "v1",
      plural,
      singular: kind.toLowerCase(),
      kind,
      namespaced,
      shortNames: [],
      categories: [],
      verbs: ["get", "list", "watch", "create", "update", "delete"],
      subresources: {},
    },
    resource: group ? `${plural}.${group}` : plural,
    schemaType: "",
    columns: [],
    row: () => [],
  }) satisfies ResourceDefinition;

const DEFINITIONS = [
  names("namespaces", "Namespace", "", false),
  names("pods", "Pod"),
  names("secrets", "Secret"),
  names("configmaps", "ConfigMap"),
  names("clusterroles", "ClusterRole", "rbac.authorization.k8s.io", false),
  names("clusterrolebindings", "ClusterRoleBinding", "rbac.authorization.k8s.io", false),
];

class FakeCluster implements SimulatedCluster {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly api = { definitions: DEFINITIONS };

  constructor(seed: ClusterSeed, snapshot?: { readonly runtime: RuntimeSnapshot; readonly store: StoreSnapshot }) {
    this.runtime = new Runtime({ now: seed.now, seed: seed.seed });
    this.store = new Store({ clock: this.runtime, freeze: true });
    this.runtime.register("start", (key) => this.start(key));
    if (snapshot) {
      this.runtime.restore(snapshot.runtime);
      this.store.restore(snapshot.store);
    }
  }

  apply({ request }: ClusterCommand, cause: number): ApiResponse {
    this.runtime.cause = cause;
    try {
      return this.handle(request);
    } finally {
      this.runtime.cause = 0;
    }
  }

  read(request: ApiRequest): ApiResponse {
    return this.handle(request);
  }

  logMark({ namespace, pod }: LogPlace): string {
    return this.store.get("pods", namespace, pod)?.metadata.resourceVersion ?? "";
  }

  openWatch(request: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle {
    const { resource } = parseRequestInfo(request.method, request.path);
    for (const object of this.store.list(resource)) sink({ type: "ADDED", object });
    const close = this.store.subscribe(resource, ({ type, object }) => sink({ type, object }));
    return { timeoutSeconds: undefined, close, bookmark: () => undefined };
  }

  advance(to: number, maxTasks = Number.POSITIVE_INFINITY): boolean {
    for (let ran = 0; ran < maxTasks; ran++) {
      if (this.runtime.runNext(to)) continue;
      this.runtime.now = Math.max(this.runtime.now, to);
      return true;
    }
    const due = this.runtime.nextDue();
    if (due !== undefined && due <= to) return false;
    this.runtime.now = Math.max(this.runtime.now, to);
    return true;
  }

  nextDue(): number | undefined {
    return this.runtime.nextDue();
  }

  snapshot(): unknown {
    return { runtime: this.runtime.snapshot(), store: this.store.snapshot() };
  }

  private start(key: string): void {
    const [namespace = "", name = ""] = key.split("/");
    const pod = this.store.get("pods", namespace, name);
    if (!pod) return;
    if (name.includes("fail-later")) throw new Error("the fake was told to fail");
    const restarts = ((pod.status as { restarts?: number } | undefined)?.restarts ?? 0) + 1;
    this.store.put("pods", {
      ...pod,
      metadata: { ...pod.metadata },
      status: { phase: "Running", restarts, drawn: this.runtime.random.uint32() },
    });
    if (name.includes("busy")) this.runtime.enqueue("start", key, 100 + (this.runtime.random.uint32() % 1000));
  }

  private handle(request: ApiRequest): ApiResponse {
    const info = parseRequestInfo(request.method, request.path);
    const resource = info.group ? `${info.resource}.${info.group}` : info.resource;
    if (info.resource === "secrets" && request.user.groups.includes("podroom:viewers"))
      return answer(403, { kind: "Status", code: 403, message: "forbidden" });
    switch (info.verb) {
      case "list":
        return answer(200, {
          kind: "List",
          metadata: { resourceVersion: String(this.store.revision) },
          items: [...this.store.list(resource, info.namespace || undefined)],
        });
      case "get": {
        if (info.name.includes("fail-read")) throw new Error("the fake was told to fail");
        const object = this.store.get(resource, info.namespace, info.name);
        return object ? answer(200, object) : notFound(info.name);
      }
      case "create": {
        if (request.body === undefined) return answer(400, { kind: "Status", code: 400, message: "no object" });
        const draft = JSON.parse(request.body) as KubeObject;
        if (draft.metadata.name.includes("fail-now")) throw new Error("the fake was told to fail");
        const uid = this.runtime.random.uuid();
        const metadata = {
          ...draft.metadata,
          ...(info.namespace ? { namespace: info.namespace } : {}),
          uid,
          resourceVersion: "",
          creationTimestamp: "2026-01-01T00:00:00Z",
        };
        if (this.store.get(resource, info.namespace, draft.metadata.name))
          return answer(409, { kind: "Status", code: 409, reason: "AlreadyExists" });
        const object = this.store.put(resource, { ...draft, metadata });
        if (resource === "pods") this.runtime.enqueue("start", `${info.namespace}/${draft.metadata.name}`, 1000);
        return answer(201, object);
      }
      case "update": {
        const old = this.store.get(resource, info.namespace, info.name);
        if (!old) return notFound(info.name);
        const draft = JSON.parse(request.body ?? "{}") as KubeObject;
        return answer(
          200,
          this.store.put(resource, {
            ...old,
            ...draft,
            metadata: { ...old.metadata, ...draft.metadata, uid: old.metadata.uid },
          }),
        );
      }
      case "delete": {
        const gone = this.store.remove(resource, info.namespace, info.name);
        return gone ? answer(200, gone) : notFound(info.name);
      }
      default:
        return answer(405, { kind: "Status", code: 405 });
    }
  }
}

function answer(status: number, body: unknown): ApiResponse {
  return { status, contentType: "application/json", headers: {}, warnings: [], body };
}

function notFound(name: string): ApiResponse {
  return answer(404, { kind: "Status", code: 404, reason: "NotFound", message: `"${name}" not found` });
}

export function fakeFactory(version = "fake-1"): ClusterFactory {
  return {
    version,
    create: (seed) => new FakeCluster(seed),
    moved: () => {
      throw new Error("a fake cluster is not moved");
    },
    restore: (snapshot, seed) => new FakeCluster(seed, snapshot as never),
  };
}
