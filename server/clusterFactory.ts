/** The real cluster, as rooms make and restore it, and the version that tells whether a log replays exactly. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterFactory } from "./rooms/SimulatedCluster.ts";
import { Cluster, type ClusterSnapshot, SIMULATION_VERSION } from "./simulation/cluster.ts";

/** `root`: the checkout. `freeze`: changes of stored objects in place throw. */
export function clusterFactory({ root, freeze }: { readonly root: string; readonly freeze: boolean }): ClusterFactory {
  return {
    version: simulationVersion(root),
    create: (seed) => Cluster.create({ ...seed, freezeObjects: freeze }),
    restore: (snapshot, seed) => Cluster.restore(snapshot as ClusterSnapshot, { ...seed, freezeObjects: freeze }),
  };
}

/** The version by hand, and a hash of all that a cluster's behaviour comes from: nobody has to remember to raise it. */
function simulationVersion(root: string): string {
  const hash = createHash("sha256").update(process.versions.v8);
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/\.(ts|json)$/.test(entry.name)) hash.update(entry.name).update(readFileSync(path));
    }
  };
  const folder = join(root, "server/simulation");
  if (existsSync(folder)) visit(folder);
  return `${SIMULATION_VERSION}-${hash.digest("hex").slice(0, 16)}`;
}
