/** Bundles the server's entry points into .build/, packages left outside. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./prepare.mjs";

const entries = { main: "server/main.ts", cluster: "server/cluster.ts", golden: "server/golden.ts", bench: "bench/main.ts" };
const present = Object.entries(entries).filter(([, path]) => existsSync(join(root, path)));
await build({
  absWorkingDir: root,
  entryPoints: present.map(([out, path]) => ({ in: path, out })),
  outdir: ".build",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: "linked",
  logLevel: "warning",
});
