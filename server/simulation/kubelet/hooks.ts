/** postStart and preStop: a command in the container, a request to it, or a while of waiting. Models kubernetes pkg/kubelet/lifecycle. */
import type { Container, LifecycleHandler, Pod } from "../../protocol/kubernetes/index.ts";
import type { HttpRequest, HttpResponse } from "../controllerkit/Processes.ts";
import { execIn } from "./execProbe.ts";
import type { Machines } from "./machine/Machines.ts";

/** A hook may go on for long; its container's grace ends it where there is one. */
const LONGEST = 600_000;

export interface HookResult {
  /** Cluster ms. */
  readonly took: number;
  readonly failed: boolean;
}

export interface HookServices {
  readonly machines: Machines;
  readonly http: (podUid: string, request: HttpRequest) => HttpResponse | undefined;
  readonly isListening: (podUid: string, port: number) => boolean;
}

export function runHook(
  handler: LifecycleHandler,
  { pod, spec }: { readonly pod: Pod; readonly spec: Container },
  { machines, http, isListening }: HookServices,
): HookResult {
  const portOf = (port: number | string): number =>
    typeof port === "number" ? port : (spec.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port));
  if (handler.sleep) return { took: handler.sleep.seconds * 1000, failed: false };
  if (handler.httpGet) {
    const { path = "/", port } = handler.httpGet;
    const response = http(pod.metadata.uid, { method: "GET", path, port: portOf(port) });
    return { took: response?.duration ?? 0, failed: !response || response.status >= 400 };
  }
  if (handler.tcpSocket) return { took: 0, failed: !isListening(pod.metadata.uid, portOf(handler.tcpSocket.port)) };
  const command = handler.exec?.command ?? [];
  const { cwd } = machines.environment(pod, spec);
  const result = machines.use(pod, spec.name, (machine) => execIn(machine, { command, timeout: LONGEST }, cwd));
  if (!result) return { took: 0, failed: true };
  return { took: result.took, failed: result.code !== 0 };
}
