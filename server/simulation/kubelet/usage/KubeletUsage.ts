/** Usage of pods and nodes out of the meters of their containers. Models metrics-server's scrape of the kubelets. */
import type { Node, Pod } from "../../../protocol/kubernetes/index.ts";
import type { NodeUsage, PodUsage, UsageSource } from "../../controllerkit/UsageSource.ts";
import type { Runtime } from "../../runtime/Runtime.ts";
import type { Store } from "../../store/Store.ts";
import { type Meter, type Meters, WINDOW, windowOf } from "./Meters.ts";

const NANO = 1_000_000_000;
/** What a node itself uses: system, kubelet, runtime. */
const NODE_CORES = 0.06;
const NODE_MEMORY = 420 * 2 ** 20;

type Listener = (namespace: string, name: string) => void;

export class KubeletUsage implements UsageSource {
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly options: { readonly runtime: Runtime; readonly store: Store; readonly meters: Meters },
  ) {}

  ofPod(namespace: string, name: string): PodUsage | undefined {
    const pod = this.options.store.get("pods", namespace, name) as Pod | undefined;
    if (!pod) return undefined;
    const { meters } = this.options;
    const window = windowOf(this.options.runtime.now) - 1;
    const containers = this.metersOf(pod).map(([container, meter]) => ({
      name: container,
      cpu: Math.round((meters.usedIn(meter, window) / WINDOW) * NANO),
      memory: meter.memory,
      young: meter.startedAt > window * WINDOW,
    }));
    if (containers.length === 0 || containers.some(({ young }) => young)) return undefined;
    return {
      at: (window + 1) * WINDOW,
      window: WINDOW,
      containers: containers.map(({ young: _young, ...container }) => container),
    };
  }

  ofNode(name: string): NodeUsage | undefined {
    const { store, meters, runtime } = this.options;
    const node = store.get("nodes", "", name) as Node | undefined;
    if (node?.status?.conditions?.find(({ type }) => type === "Ready")?.status !== "True") return undefined;
    const window = windowOf(runtime.now) - 1;
    let cores = NODE_CORES;
    let memory = NODE_MEMORY;
    for (const pod of store.byIndex("pods", "node", name)) {
      for (const [, meter] of this.metersOf(pod as Pod)) {
        cores += meters.usedIn(meter, window) / WINDOW;
        memory += meter.memory;
      }
    }
    return { at: (window + 1) * WINDOW, window: WINDOW, cpu: Math.round(cores * NANO), memory };
  }

  changesAt(namespace: string, name: string): number | undefined {
    const pod = this.options.store.get("pods", namespace, name) as Pod | undefined;
    const moving = pod && this.metersOf(pod).some(([, meter]) => this.options.meters.isMoving(meter));
    return moving ? (windowOf(this.options.runtime.now) + 1) * WINDOW : undefined;
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A pod's level has changed or it has done work. */
  tell(namespace: string, name: string): void {
    for (const listener of this.listeners) listener(namespace, name);
  }

  private metersOf(pod: Pod): readonly (readonly [container: string, meter: Meter])[] {
    const found: (readonly [string, Meter])[] = [];
    const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])];
    for (const { name } of all) {
      const meter = this.options.meters.get(`${pod.metadata.uid}/${name}`);
      if (meter) found.push([name, meter]);
    }
    return found;
  }
}
