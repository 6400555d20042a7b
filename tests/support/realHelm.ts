/** The real helm, out of the package that carries kubectl too. */
import { spawn } from "node:child_process";
import { type KubectlResult, unpacked } from "./realKubectl.ts";

/** Runs helm to its end, with everything it keeps in `folder`. */
export function runHelm(
  args: readonly string[],
  { kubeconfig, folder }: { readonly kubeconfig: string; readonly folder: string },
): Promise<KubectlResult> {
  const child = spawn(unpacked("helm"), args, {
    cwd: folder,
    env: {
      NODE_ENV: process.env.NODE_ENV,
      KUBECONFIG: kubeconfig,
      HOME: folder,
      HELM_CACHE_HOME: `${folder}/helm-cache`,
      HELM_CONFIG_HOME: `${folder}/helm-config`,
      HELM_DATA_HOME: `${folder}/helm-data`,
      TZ: "UTC",
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 90_000,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
