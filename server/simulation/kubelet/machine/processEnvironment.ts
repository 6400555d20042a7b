/** With what environment and in which folder a container's processes begin. */
import type { Container, Pod } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import { environmentOf } from "../environment.ts";
import { resolveImage } from "../images/registry.ts";
import type { PodRecord } from "../records.ts";
import { toBytes } from "./bytes.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface ProcessEnvironment {
  readonly env: { readonly [name: string]: string };
  readonly cwd: string;
}

/** `record`: the pod's, which keeps the environment that a container was started with. */
export function processEnvironment(
  pod: Pod,
  spec: Container,
  { store, record }: { readonly store: Store; readonly record: PodRecord | undefined },
): ProcessEnvironment {
  const resolved = resolveImage(spec.image ?? "", store);
  const model = "problem" in resolved ? undefined : resolved.model;
  const own = record?.containers[spec.name]?.env ?? environmentOf(pod, spec, store);
  const env: { [name: string]: string } = {
    PATH,
    HOSTNAME: hostnameOf(pod),
    ...(spec.tty ? { TERM: "xterm" } : {}),
    ...model?.env,
  };
  for (const name of Object.keys(own)) env[name] = toBytes(own[name] ?? "");
  env["HOME"] ??= "/root";
  return { env, cwd: spec.workingDir ?? model?.workdir ?? "/" };
}

export function hostnameOf(pod: Pod): string {
  return pod.spec.hostNetwork ? (pod.spec.nodeName ?? "") : (pod.spec.hostname ?? pod.metadata.name).slice(0, 63);
}
