/** `npm run cluster` as a process of its own, for clients that know nothing of this code. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kubectl } from "./realKubectl.ts";

export interface ClusterProcess {
  readonly url: string;
  readonly kubeconfig: string;
  /** A folder for the clients' files; removed at the end. */
  readonly folder: string;
  readonly kubectl: Kubectl;
  readonly output: () => string;
  stop(): Promise<void>;
}

export async function startCluster(...options: readonly string[]): Promise<ClusterProcess> {
  const folder = mkdtempSync(join(tmpdir(), "podroom-clients-"));
  const kubeconfig = join(folder, "kubeconfig");
  const bundled = existsSync(".build/cluster.mjs");
  const [command, args] = bundled
    ? [process.execPath, [".build/cluster.mjs"]]
    : ["node_modules/.bin/tsx", ["server/cluster.ts"]];
  const child = spawn(command, [...args, "--kubeconfig", kubeconfig, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  let ready = "";
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const end = (): void => {
    try {
      process.kill(-(child.pid as number), "SIGTERM");
    } catch {
      // Gone already.
    }
  };
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      ready += String(chunk);
      if (ready.includes("\n")) resolve();
    });
    child.on("close", () => reject(new Error(`the cluster did not start:\n${output}`)));
  });
  const { url } = JSON.parse(ready) as { readonly url: string };
  if (!readFileSync(kubeconfig, "utf8")) throw new Error("no kubeconfig was written");
  return {
    url,
    kubeconfig,
    folder,
    kubectl: new Kubectl({ kubeconfig, folder }),
    output: () => output,
    async stop() {
      end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
