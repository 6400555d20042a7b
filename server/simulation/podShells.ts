/** Sessions in containers as a subresource: `POST` an order (`kubelet/shellRequests.ts`), `GET` what a session has put out. */
import type { Pod } from "../protocol/kubernetes/index.ts";
import type { ShellAnswer } from "../protocol/terminal/ShellAnswer.ts";
import { ApiError } from "./api/machinery/status.ts";
import { answer } from "./api/rest/answers.ts";
import type { SubresourceHandler } from "./api/rest/subresources.ts";
import { containerOf, containerSpecOf } from "./containerChoice.ts";
import type { Kubelet } from "./kubelet/Kubelet.ts";
import { toBytes } from "./kubelet/machine/bytes.ts";
import { parseShellBody, readShell, runShellOrder } from "./kubelet/shellRequests.ts";
import { refuseLostNode } from "./podConnections.ts";

export interface ShellServices {
  readonly kubelet: Kubelet | undefined;
  readonly hasNode: (name: string) => boolean;
}

export function podShell({ kubelet, hasNode }: ShellServices): SubresourceHandler {
  return ({ info, request }, object) => {
    const pod = object as Pod;
    if (info.verb !== "get" && info.verb !== "create") throw ApiError.methodNotAllowed();
    if (!pod.spec.nodeName) throw ApiError.badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
    refuseLostNode(hasNode, pod);
    const container = containerOf(pod, info.query.get("container") ?? "");
    const spec = containerSpecOf(pod, container);
    const machines = kubelet?.machines;
    // Attached to a container that reads nothing: its log as it grows is all there is.
    const follows = (from: number): ShellAnswer | undefined => {
      if (!kubelet || !machines?.look(pod, container, () => true)) return undefined;
      const { lines, count } = kubelet.logs.since(`${pod.metadata.uid}/${container}`, from);
      return {
        session: "log",
        output: lines.map(({ text }) => [1, toBytes(`${text}\n`)] as const),
        next: count,
        busy: true,
      };
    };
    const body = info.verb === "create" ? parseShellBody(request.body) : undefined;
    const asksLog = body ? body.session === "log" : info.query.get("session") === "log";
    const hasMain =
      body?.op === "attach" && machines?.look(pod, container, (machine) => "main" in machine.state.sessions);
    const answered = !spec
      ? undefined
      : body?.op === "attach" && hasMain === false
        ? follows(Number.MAX_SAFE_INTEGER)
        : asksLog
          ? body
            ? {}
            : follows(Number(info.query.get("from") ?? 0))
          : info.verb === "get"
            ? machines?.look(pod, container, (machine) => readShell(machine, info.query))
            : machines?.use(pod, container, (machine) =>
                runShellOrder(machine, body ?? {}, machines.environment(pod, spec)),
              );
    if (!answered) throw ApiError.badRequest(`container not found ("${container}")`);
    return answer(200, answered, { encoding: "json" });
  };
}

export function nodeShell({ kubelet }: ShellServices): SubresourceHandler {
  return ({ info, request }, { metadata: { name } }) => {
    if (info.verb !== "get" && info.verb !== "create") throw ApiError.methodNotAllowed();
    const machines = kubelet?.nodeMachines;
    const answered =
      info.verb === "get"
        ? machines?.look(name, (machine) => readShell(machine, info.query))
        : machines?.use(name, (machine) => runShellOrder(machine, parseShellBody(request.body), machines.environment));
    if (!answered) throw ApiError.badRequest(`node ${name} runs no processes`);
    return answer(200, answered, { encoding: "json" });
  };
}
