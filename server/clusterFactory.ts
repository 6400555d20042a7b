/** The real cluster, as rooms make and restore it, and the version that tells whether a log replays exactly. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterFactory, ClusterSeed } from "./rooms/SimulatedCluster.ts";
import { Cluster, type ClusterSnapshot, SIMULATION_VERSION } from "./simulation/cluster.ts";
import { movedSnapshot } from "./simulation/movedSnapshot.ts";

/** `root`: the checkout. `freeze`: changes of stored objects in place throw. */
export function clusterFactory({ root, freeze }: { readonly root: string; readonly freeze: boolean }): ClusterFactory {
  return {
    version: simulationVersion(root),
    create: (seed) => Cluster.create({ ...seed, ...roomsHave(seed), systemPods: true, freezeObjects: freeze }),
    moved: (snapshot, place) => movedSnapshot(snapshot as ClusterSnapshot, place),
    restore: (snapshot, seed) =>
      Cluster.restore(snapshot as ClusterSnapshot, { ...seed, ...roomsHave(seed), freezeObjects: freeze }),
  };
}

/** Rooms with nodes have a metrics server, whichever nodes they began with. */
function roomsHave({ nodes }: ClusterSeed): { readonly metrics: boolean } {
  return { metrics: nodes !== "none" };
}

/** Put in by the bundler: a hash of the sources the bundle was made of. */
declare const __SIMULATION_HASH__: string | undefined;

/** The version by hand, and a hash of all that a cluster's behaviour comes from: nobody has to remember to raise it. */
function simulationVersion(root: string): string {
  return `${SIMULATION_VERSION}-${typeof __SIMULATION_HASH__ === "string" ? __SIMULATION_HASH__ : hashOfSources(root)}`;
}

function hashOfSources(root: string): string {
  const hash = createHash("sha256");
  const folder = join(root, "server/simulation");
  for (const name of (readdirSync(folder, { recursive: true }) as string[]).sort()) {
    if (/\.(ts|json)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
