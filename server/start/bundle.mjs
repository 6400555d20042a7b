/** Bundles the server's entry points into .build/, packages left outside. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./prepare.mjs";

/** What a cluster's behaviour comes from, for clusterFactory.ts: a log replays exactly only under the same. */
const simulation = createHash("sha256");
for (const name of readdirSync(join(root, "server/simulation"), { recursive: true }).sort()) {
  if (/\.(ts|json)$/.test(name)) simulation.update(name).update(readFileSync(join(root, "server/simulation", name)));
}

const entries = {
  main: "server/main.ts",
  past: "server/past.ts",
  storage: "server/storage.ts",
  cluster: "server/cluster.ts",
  backup: "server/backup.ts",
  golden: "server/golden.ts",
  bench: "bench/main.ts",
};
const present = Object.entries(entries).filter(([, path]) => existsSync(join(root, path)));
await build({
  absWorkingDir: root,
  entryPoints: present.map(([out, path]) => ({ in: path, out })),
  outdir: ".build",
  outExtension: { ".js": ".mjs" },
  define: { __SIMULATION_HASH__: JSON.stringify(simulation.digest("hex").slice(0, 16)) },
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: "linked",
  logLevel: "warning",
});
