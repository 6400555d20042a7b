/**
 * A whole cluster: store, API server, scheduler, kubelets, controllers, network, put together and turned by hand.
 *
 * Pure and synchronous: time moves when `advance` is told to, and nothing here waits. A room (`server/rooms/`) gives it
 * commands and wall time. Read `runtime/`, `store/`, `api/`, `controllerkit/` in this order to see what it is made of.
 */
import type { KubeObject, Node, Pod } from "../protocol/kubernetes/index.ts";
import type { LogPlace } from "../protocol/logPath.ts";
import { actsInCluster } from "./actsInCluster.ts";
import { ADMISSION_PLUGINS } from "./api/admission/index.ts";
import type { ApiRequest, ApiResponse } from "./api/ApiRequest.ts";
import { ApiServer } from "./api/ApiServer.ts";
import { authorize, requireAccess } from "./api/authorization/authorize.ts";
import { forgetSubjectIndex } from "./api/authorization/SubjectIndex.ts";
import { installBootstrapPolicy, shareBootstrapRules } from "./api/authorization/bootstrapPolicy.ts";
import { type ReviewOptions, reviewResources } from "./api/authorization/reviews.ts";
import { CustomResources } from "./api/customResources/CustomResources.ts";
import { runDefinitions } from "./api/customResources/lifecycle.ts";
import { discoveryOf } from "./api/discovery/Discovery.ts";
import { installBootstrapObjects } from "./api/bootstrapObjects.ts";
import { addStandardIndexes } from "./api/indexes.ts";
import { BUILT_IN_DEFINITIONS } from "./api/kinds/index.ts";
import type { CapturedFields, OlderFields } from "./api/machinery/managedFields/ManagedFields.ts";
import type { ManagedFieldsEntry } from "./api/machinery/managedFields/managers.ts";
import type { ResourceDefinition } from "./api/ResourceDefinition.ts";
import { RestApi } from "./api/rest/RestApi.ts";
import type { WatchEvent, WatchHandle } from "./api/rest/watching.ts";
import { ControllerHost } from "./controllerkit/ControllerHost.ts";
import { EventRecording } from "./controllerkit/eventRecording.ts";
import { LocalClient } from "./controllerkit/LocalClient.ts";
import { silenceOf } from "./controllerkit/faults.ts";
import { NO_USAGE } from "./controllerkit/UsageSource.ts";
import { CONTROLLERS } from "./controllers/index.ts";
import { clusterDns, controlPlaneFiles, presentImages } from "./controlPlane.ts";
import { courseAddons } from "./courseAddons.ts";
import { initialNodes } from "./courseNodes.ts";
import { identityPath } from "./identityPath.ts";
import { inClusterApi } from "./inClusterApi.ts";
import { Kubelet } from "./kubelet/Kubelet.ts";
import { allContainers } from "./kubelet/podStatus.ts";
import { DEFINITIONS_WITH_METRICS, definitionsWithMetrics } from "./metricsApi.ts";
import { Network } from "./network/Network.ts";
import { clusterFaults, faultSubresources } from "./faultRequests.ts";
import { machines } from "./machines.ts";
import { fromOutside, networkSubresources } from "./networkSubresources.ts";
import { podConnections } from "./podConnections.ts";
import { podSubresources } from "./podSubresources.ts";
import { proxies } from "./proxying.ts";
import { Runtime, type RuntimeSnapshot } from "./runtime/Runtime.ts";
import { Scheduler } from "./scheduler/Scheduler.ts";
import { startCompaction } from "./store/compaction.ts";
import { isLate } from "./store/LateTable.ts";
import { Store, type StoreSnapshot } from "./store/Store.ts";

/** Changes whenever a cluster could behave differently: a replay is exact only under the version that recorded it. */
export const SIMULATION_VERSION = "2026-11-29.1";

export interface ClusterOptions {
  readonly seed: number;
  /** Cluster time at the beginning, ms since 1970. */
  readonly now: number;
  readonly nodes: "course" | "none" | number;
  /** The API alone: no controller, scheduler or kubelet runs. */
  readonly frozen?: boolean;
  /** Freeze stored objects, so that a change in place throws. */
  readonly freezeObjects?: boolean;
  readonly objectLimit?: number;
  /** Leave the kubelets out, for tests that play them. */
  readonly kubelet?: boolean;
  readonly userOfToken?: ReviewOptions["userOfToken"];
  /** Serve metrics.k8s.io, as a cluster with a metrics server does; left out: in the course's cluster. */
  readonly metrics?: boolean;
  /** The course's cluster begins as kubeadm sets it up: the control plane's pods and the cluster's DNS have been running for some minutes. */
  readonly systemPods?: boolean;
}

/** Everything a cluster is, as references to immutable parts: cheap to take, to be encoded at leisure. */
export interface ClusterSnapshot {
  readonly version: string;
  readonly runtime: RuntimeSnapshot;
  readonly store: StoreSnapshot;
  readonly managedFields: readonly (CapturedFields | OlderFields)[];
}

export type Command = { readonly type: "request"; readonly request: ApiRequest };

const SERVICE_NETWORK = "10.96.0.0/12";
const POD_NETWORK = "20.96.0.0/12";
/** How long before its beginning a cluster with system pods was set up, ms: they have settled by then. */
const SETUP_TIME = 180_000;
const NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];

export class Cluster {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly api: ApiServer;
  readonly network: Network;
  readonly kubelet: Kubelet | undefined;
  readonly scheduler: Scheduler | undefined;
  private readonly controllers: ControllerHost | undefined;
  private readonly rest: RestApi;

  /** A cluster of its own beginning: system namespaces, roles and nodes are there, nothing has run yet. */
  static create(options: ClusterOptions): Cluster {
    const cluster = new Cluster(options);
    cluster.bootstrap(options);
    return cluster;
  }

  /** The cluster that a snapshot was taken of. */
  static restore(snapshot: ClusterSnapshot, options: ClusterOptions): Cluster {
    const cluster = new Cluster(options);
    const objects: KubeObject[] = [];
    const tables = snapshot.store.tables.map(([resource, stored]) => {
      const shared = stored.map((object) => {
        if (isLate(object)) return object;
        const one = shareBootstrapRules(resource, object);
        objects.push(one);
        return one;
      });
      return [resource, shared] as const;
    });
    // What was written just now in a snapshot of an older version is written at its time.
    cluster.runtime.restore(snapshot.runtime);
    cluster.store.restore({ ...snapshot.store, tables });
    cluster.api.managedFields.restore(snapshot.managedFields, objects);
    cluster.scheduler?.rebuild();
    return cluster;
  }

  private constructor(options: ClusterOptions) {
    this.runtime = new Runtime(options);
    this.store = new Store({ clock: this.runtime, freeze: options.freezeObjects ?? false });
    addStandardIndexes(this.store);
    startCompaction(this.runtime, this.store);
    const { runtime, store } = this;
    const network = { services: SERVICE_NETWORK, pods: POD_NETWORK };
    const hasMetrics = options.metrics ?? (options.nodes === "course" && !options.frozen && options.kubelet !== false);
    const shapes = hasMetrics ? DEFINITIONS_WITH_METRICS : BUILT_IN_DEFINITIONS;
    this.api = new ApiServer({
      store,
      runtime,
      network,
      definitions: hasMetrics ? definitionsWithMetrics(() => this.kubelet?.usage ?? NO_USAGE) : BUILT_IN_DEFINITIONS,
      dynamic: (server) => new CustomResources(store, server.managedFields),
      admission: ADMISSION_PLUGINS,
      ...(options.objectLimit === undefined ? {} : { objectLimit: options.objectLimit }),
    });
    store.beside = this.api.managedFields.beside;
    runDefinitions(this.api);
    const clientFor = (username: string): LocalClient => new LocalClient(this.api, username);
    const events = new EventRecording({ runtime, store, client: clientFor("system:apiserver") });
    if (!options.frozen) {
      this.scheduler = new Scheduler({
        runtime,
        store,
        client: clientFor("system:kube-scheduler"),
        recorder: events.recorder("default-scheduler"),
      });
      if (options.kubelet !== false)
        this.kubelet = new Kubelet({
          runtime,
          store,
          client: clientFor("system:node"),
          recorder: events.recorder("kubelet"),
        });
      this.controllers = new ControllerHost({
        runtime,
        store,
        events,
        usage: this.kubelet?.usage ?? NO_USAGE,
        clientFor,
      });
      for (const [name, factory] of CONTROLLERS) this.controllers.start(name, factory);
    }
    const processes = this.kubelet ?? { listener: () => undefined, http: () => undefined };
    this.network = new Network({
      store,
      runtime,
      processes,
      podNetwork: POD_NETWORK,
      serviceNetwork: SERVICE_NETWORK,
      askApi: inClusterApi({ store, runtime, rest: () => this.rest }),
    });
    this.kubelet?.connect(this.network);
    const hasNode = (name: string): boolean => store.get("nodes", "", name) !== undefined;
    const reviews = reviewResources({
      store,
      runtime,
      ...(options.userOfToken ? { userOfToken: options.userOfToken } : {}),
    });
    this.rest = new RestApi({
      api: this.api,
      authorize: (attributes) => requireAccess(attributes, store),
      document: (path, accept, query) =>
        discoveryOf(shapes, this.api.definitions.brought).document(path, accept, query),
      virtual: (resource) => reviews.get(resource),
      own: (info, request) =>
        identityPath(this, info, request) ??
        fromOutside(this.network, info.path, { query: info.query, request }) ??
        clusterFaults(this.api, info, request) ??
        machines(this.api, info.path, request),
      subresources: new Map([
        ...podSubresources({
          kubelet: this.kubelet,
          scheduler: this.scheduler,
          now: () => runtime.now,
          commandOf: (uid) => store.provenanceOf(uid)?.created,
          hasNode,
        }),
        ...networkSubresources(this.network),
        ...faultSubresources({ api: this.api, kill: (uid, container) => this.kubelet?.kill(uid, container) ?? false }),
        ...podConnections({
          hasNode,
          processes,
          silence: (name) => silenceOf(store.get("nodes", "", name) as Node | undefined),
          podOf: (namespace, name) => this.api.get(this.api.definition("pods"), namespace, name) as Pod,
          denied: (attributes) => {
            const { allowed, reason } = authorize(attributes, store);
            return allowed ? undefined : reason;
          },
        }),
        ...proxies({ store, runtime, processes, network: this.network }),
      ]),
    });
  }

  /** Applies one command now; `cause` is its number in the room's log. A refused command changes nothing. */
  apply({ request }: Command, cause: number): ApiResponse {
    const { random } = this.runtime;
    const before = random.state();
    const revision = this.store.revision;
    this.runtime.cause = cause;
    try {
      return this.rest.handle(request);
    } finally {
      this.runtime.cause = 0;
      // Chance drawn by what came to nothing is given back, so that a log without it replays the same.
      if (this.store.revision === revision && request.method !== "GET" && !actsInCluster(request))
        random.restore(before);
    }
  }

  /** Answers what only looks. */
  read(request: ApiRequest): ApiResponse {
    return this.rest.handle(request);
  }

  /**
   * Another text whenever something was written to the log (without a container: to any of the pod's) or its pod changed; "" when that
   * is not there. Costs next to nothing beside reading the log.
   */
  logMark({ namespace, pod: name, container }: LogPlace): string {
    const pod = this.store.get("pods", namespace, name) as Pod | undefined;
    if (!pod) return "";
    const { uid, resourceVersion } = pod.metadata;
    const names = container === undefined ? allContainers(pod).map((each) => each.name) : [container];
    return `${resourceVersion} ${names.map((each) => this.kubelet?.logs.total(`${uid}/${each}`) ?? 0).join(" ")}`;
  }

  openWatch(request: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle | ApiResponse {
    return this.rest.watch(request, sink);
  }

  /**
   * Runs tasks due up to `to` (cluster ms), at most `maxTasks`; true when none is left, and then it is `to`.
   */
  advance(to: number, maxTasks = Number.POSITIVE_INFINITY): boolean {
    for (let ran = 0; ran < maxTasks; ran++) {
      if (!this.runtime.runNext(to)) {
        if (to > this.runtime.now) this.runtime.now = to;
        return true;
      }
    }
    return false;
  }

  /** When the next task is due; `foreground` leaves housekeeping out. */
  nextDue(which: "all" | "foreground" = "all"): number | undefined {
    return this.runtime.nextDue(which);
  }

  snapshot(): ClusterSnapshot {
    const store = this.store.snapshot();
    const objects = store.tables.flatMap(([, stored]) => stored.filter((object) => !isLate(object)));
    const managedFields = this.api.managedFields.capture(objects as readonly KubeObject[]);
    return { version: SIMULATION_VERSION, runtime: this.runtime.snapshot(), store, managedFields };
  }

  /** Stores objects exactly as they are, then lets the components look at them. */
  load(objects: readonly KubeObject[]): void {
    const definitions = new Map<string, ResourceDefinition>();
    for (const definition of this.api.definitions) {
      const id = `${definition.names.group}/${definition.names.kind}`;
      if (!definitions.has(id)) definitions.set(id, definition);
    }
    for (const object of objects) {
      const group = object.apiVersion.includes("/") ? object.apiVersion.split("/")[0] : "";
      const definition = definitions.get(`${group}/${object.kind}`);
      if (!definition) continue;
      const { managedFields, ...metadata } = object.metadata;
      const bare = { ...object, metadata } as KubeObject;
      const stored = definition.view ? definition.view.toStored(bare) : bare;
      const resource = definition.view?.of ?? definition.resource;
      this.store.load(resource, stored);
      // Who owns which fields is kept beside the objects.
      const kept = this.store.get(resource, metadata.namespace ?? "", metadata.name);
      if (kept && managedFields)
        this.api.managedFields.set(kept, managedFields as unknown as readonly ManagedFieldsEntry[]);
    }
    forgetSubjectIndex(this.store);
    this.scheduler?.rebuild();
    this.controllers?.resync();
  }

  private bootstrap({ nodes, systemPods }: ClusterOptions): void {
    const { now } = this.runtime;
    const hasSystemPods = systemPods === true && nodes === "course" && this.kubelet !== undefined;
    if (hasSystemPods) this.runtime.now -= SETUP_TIME;
    const client = new LocalClient(this.api, "system:apiserver");
    for (const name of NAMESPACES) {
      if (!this.store.get("namespaces", "", name))
        client.create("namespaces", {
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
          spec: { finalizers: ["kubernetes"] },
          status: { phase: "Active" },
        });
    }
    installBootstrapPolicy(this.api);
    installBootstrapObjects(this.api);
    const system = { user: { username: "system:apiserver", groups: ["system:masters"] }, trusted: true, warnings: [] };
    for (const [index, draft] of initialNodes(nodes, this.runtime.now).entries()) {
      const node = client.create<KubeObject>("nodes", draft);
      this.api.updateStatus(
        this.api.definition("nodes"),
        { ...node, metadata: { ...node.metadata }, status: draft.status } as never,
        system,
      );
      const current = this.store.get("nodes", "", node.metadata.name) as KubeObject;
      client.update("nodes", { ...current, spec: draft.spec });
      // The control plane comes up alone, and so it is there that its pods and the DNS run.
      if (hasSystemPods && index === 0) this.startControlPlane(current as Node, client);
    }
    if (nodes === "course") {
      const [first] = this.store.list("nodes") as Iterable<Node>;
      for (const { resource, object } of courseAddons(first?.status?.addresses?.[0]?.address ?? ""))
        client.create(resource, object);
    }
    // What is due at once belongs to the beginning: nobody sees a cluster without its service accounts.
    this.advance(now);
    this.store.history.compact(0);
  }
  private startControlPlane(node: Node, client: LocalClient): void {
    const { name } = node.metadata;
    const address = node.status?.addresses?.[0]?.address ?? "";
    client.updateStatus("nodes", presentImages(this.store.get("nodes", "", name) as KubeObject));
    this.kubelet?.writeNodeFiles(name, controlPlaneFiles(address, { pods: POD_NETWORK, services: SERVICE_NETWORK }));
    for (const { resource, object } of clusterDns()) client.create(resource, object);
    // Long enough for the scheduler to have found the DNS its place.
    this.advance(this.runtime.now + 5000);
  }
}
