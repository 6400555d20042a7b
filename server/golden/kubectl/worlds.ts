/** Worlds of recordings, loaded into frozen clusters: parsed once, copied by snapshot for each case. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import { Cluster, type ClusterSnapshot } from "../../simulation/cluster.ts";
import { ScriptKubelet } from "./ScriptKubelet.ts";
import { userOfToken } from "./users.ts";

export interface World {
  readonly text: string;
  readonly objects: readonly KubeObject[];
}

interface Prepared {
  readonly snapshot: ClusterSnapshot;
  readonly objects: number;
}

/** The folder of worlds that a folder of cases has. */
export class Worlds {
  private readonly files = new Map<string, World>();
  private readonly prepared = new Map<string, Prepared>();
  readonly kubeconfig: string;

  constructor(private readonly folder: string) {
    this.kubeconfig = readFileSync(join(folder, "kubeconfig.yaml"), "utf8");
  }

  /** All objects of a world, those of its base first; `text` is all of its JSON. */
  world(name: string): World {
    let world = this.files.get(name);
    if (!world) {
      const text = readFileSync(join(this.folder, `${name}.json`), "utf8");
      const { base, objects } = JSON.parse(text) as { base: string | null; objects: KubeObject[] };
      const under = base ? this.world(base) : undefined;
      world = { text: `${under?.text ?? ""}${text}`, objects: [...(under?.objects ?? []), ...objects] };
      this.files.set(name, world);
    }
    return world;
  }

  /** A frozen cluster of its own whose clock stands at `now` (ms). */
  frozen(name: string, now: number): Cluster {
    let prepared = this.prepared.get(name);
    if (!prepared) {
      const cluster = Cluster.create(options(now, true));
      const { objects } = this.world(name);
      withoutOwnObjects(cluster, objects);
      cluster.load(objects);
      prepared = { snapshot: cluster.snapshot(), objects: objects.length };
      this.prepared.set(name, prepared);
    }
    const { snapshot } = prepared;
    const at = { ...snapshot, runtime: { ...snapshot.runtime, now } };
    return Cluster.restore(at as ClusterSnapshot, options(now, true));
  }

  /** A running cluster that begins as the world. */
  live(name: string, now: number, more: readonly KubeObject[] = []): Cluster {
    const cluster = Cluster.create({ ...options(now, false), kubelet: false });
    const kubelet = new ScriptKubelet(cluster);
    const objects = [...this.world(name).objects, ...more];
    withoutOwnObjects(cluster, objects);
    cluster.load(objects);
    kubelet.renewLeases();
    return cluster;
  }
}

function options(now: number, frozen: boolean): Parameters<typeof Cluster.create>[0] {
  return { seed: 7, now, nodes: "none", frozen, freezeObjects: true, userOfToken };
}

/** What our clusters begin with and the recorded one has not: taken away, so that lists are alike. */
function withoutOwnObjects(cluster: Cluster, objects: readonly KubeObject[]): void {
  const keyOf = ({ kind, metadata }: KubeObject): string => `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
  const known = new Set(objects.map(keyOf));
  for (const resource of [...cluster.store.resources()])
    for (const object of [...cluster.store.list(resource)])
      if (!known.has(keyOf(object)))
        cluster.store.remove(resource, object.metadata.namespace ?? "", object.metadata.name);
}
