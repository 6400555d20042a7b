/** postStart and preStop: a command in the container, a request to it, or a while of waiting. Models kubernetes pkg/kubelet/lifecycle. */
import type { Container, LifecycleHandler, Pod } from "../../protocol/kubernetes/index.ts";
import { execError, execIn } from "./execProbe.ts";
import type { Machines } from "./machine/Machines.ts";
import type { PodPorts } from "./PodPorts.ts";

/** A hook may go on for long; its container's grace ends it where there is one. */
const LONGEST = 600_000;

export interface HookResult {
  /** Cluster ms. */
  readonly took: number;
  /** Why it failed; undefined when it did not. */
  readonly problem?: string;
}

export interface HookServices {
  readonly machines: Machines;
  readonly ports: PodPorts;
}

export function runHook(
  handler: LifecycleHandler,
  { pod, spec }: { readonly pod: Pod; readonly spec: Container },
  { machines, ports }: HookServices,
): HookResult {
  const portOf = (port: number | string): number =>
    typeof port === "number" ? port : (spec.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port));
  const at = `for Container ${JSON.stringify(spec.name)} in Pod "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})" failed - error:`;
  if (handler.sleep) return { took: handler.sleep.seconds * 1000 };
  if (handler.httpGet) {
    const { path = "/", scheme = "HTTP", host } = handler.httpGet;
    const port = portOf(handler.httpGet.port);
    const response = ports.http(pod.metadata.uid, { method: "GET", path, port });
    // Any answer will do: the hook has been heard.
    if (response) return { took: response.duration ?? 0 };
    const where = `${host || (pod.status?.podIP ?? "")}:${port}`;
    return {
      took: 0,
      problem: `HTTP lifecycle hook (${path}) ${at} Get "${scheme.toLowerCase()}://${where}${path}": dial tcp ${where}: connect: connection refused`,
    };
  }
  if (handler.tcpSocket)
    return ports.listener(pod.metadata.uid, portOf(handler.tcpSocket.port)) !== undefined
      ? { took: 0 }
      : { took: 0, problem: "Cannot run handler: invalid handler" };
  const command = handler.exec?.command ?? [];
  const { cwd } = machines.environment(pod, spec);
  const result = machines.use(pod, spec.name, (machine) => execIn(machine, { command, timeout: LONGEST }, cwd));
  if (!result) return { took: 0, problem: `Exec lifecycle hook ([${command.join(" ")}]) ${at} container not running` };
  const { took, code, output, errors, refusal } = result;
  if (code === 0) return { took };
  const why =
    refusal === undefined
      ? `command '${command.join(" ")}' exited with ${code ?? 137}: ${errors}`
      : execError(pod, spec.name, refusal);
  return {
    took,
    problem: `Exec lifecycle hook ([${command.join(" ")}]) ${at} ${why}, message: ${JSON.stringify(output)}`,
  };
}
