/** What only a running pod can answer: its log, the scheduler's account of it. */
import type { Pod } from "../protocol/kubernetes/index.ts";
import type { Explanation } from "../protocol/scheduling.ts";
import { QuantityError, quantityToNumber } from "../protocol/kubernetes/quantity.ts";
import type { ApiResponse } from "./api/ApiRequest.ts";
import { ApiError, errorTarget, FieldError } from "./api/machinery/status.ts";
import { answer } from "./api/rest/answers.ts";
import { integer } from "./api/rest/listOptions.ts";
import { isTrue } from "./api/rest/RequestInfo.ts";
import type { SubresourceHandler, SubresourceHandlers } from "./api/rest/subresources.ts";
import { containerOf } from "./containerChoice.ts";
import { type LogQuery, printLog } from "./kubelet/ContainerLogs.ts";
import type { Kubelet } from "./kubelet/Kubelet.ts";
import { refuseLostNode } from "./podConnections.ts";
import { nodeShell, podShell } from "./podShells.ts";
import { parseTimestamp } from "./runtime/time.ts";
import type { Scheduler } from "./scheduler/Scheduler.ts";

export interface PodServices {
  /** Whether a node of that name is there. */
  readonly hasNode: (name: string) => boolean;
  readonly kubelet: Kubelet | undefined;
  readonly scheduler: Scheduler | undefined;
  readonly now: () => number;
  /** The number of the command an object came of. */
  readonly commandOf: (uid: string) => number | undefined;
}

/** Which container's log a request is about and which part of it. Throws as the API server does. */
function logRequest(
  pod: Pod,
  query: URLSearchParams,
  now: number,
): { readonly container: string; readonly options: LogQuery } {
  const { name } = pod.metadata;
  const tailLines = integer(query.get("tailLines"));
  const limitBytes = integer(query.get("limitBytes"));
  const sinceSeconds = integer(query.get("sinceSeconds"));
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0)
    errors.push(FieldError.invalid("tailLines", tailLines, "must be greater than or equal to 0"));
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(FieldError.invalid("limitBytes", limitBytes, "must be greater than 0"));
  if (sinceSeconds !== undefined && query.get("sinceTime"))
    errors.push(FieldError.forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    errors.push(FieldError.invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
  if (query.has("stream")) errors.push(FieldError.forbidden("stream", "may not be specified"));
  if (errors.length > 0) throw ApiError.invalid(errorTarget("", "PodLogOptions"), name, errors);
  const container = containerOf(pod, query.get("container") ?? "");
  const sinceTime = query.get("sinceTime");
  const since =
    sinceSeconds !== undefined ? now - sinceSeconds * 1000 : sinceTime ? parseTimestamp(sinceTime) : undefined;
  return {
    container,
    options: {
      previous: isTrue(query.get("previous")),
      timestamps: isTrue(query.get("timestamps")),
      ...(tailLines === undefined ? {} : { tailLines }),
      ...(limitBytes === undefined ? {} : { limitBytes }),
      ...(since === undefined ? {} : { since }),
    },
  };
}

export function podSubresources(services: PodServices): SubresourceHandlers {
  const log: SubresourceHandler = ({ info }, object) => {
    const pod = object as Pod;
    const { container, options } = logRequest(pod, info.query, services.now());
    if (!pod.spec.nodeName) return { status: 204, contentType: "", headers: {}, warnings: [], body: "" };
    refuseLostNode(services.hasNode, pod);
    const lines = services.kubelet?.logs.lines(`${pod.metadata.uid}/${container}`, options.previous ?? false);
    if (!lines) throw ApiError.badRequest(noLog(pod, container, options.previous ?? false));
    return { status: 200, contentType: "text/plain", headers: {}, warnings: [], body: printLog(lines, options) };
  };
  const decision: SubresourceHandler = ({ info }, object): ApiResponse => {
    const asked = askedFor(info.query);
    const pod = object as Pod;
    const kept = asked ? services.scheduler?.whatIf(pod, asked) : services.scheduler?.decisionOn(pod);
    if (!kept) throw ApiError.noSuchResource();
    const refusals = withPeople(kept.decision.refusals, services.commandOf);
    const body = { kind: "SchedulingDecision", apiVersion: "podroom.io/v1", ...kept };
    return answer(200, { ...body, decision: { ...kept.decision, refusals } }, { encoding: "json" });
  };
  return new Map([
    ["pods/shell", podShell(services)],
    ["nodes/shell", nodeShell(services)],
    ["pods/log", log],
    ["pods/scheduling", decision],
  ]);
}

/** The amounts of a question "what if": `cpu`, `memory`. Undefined when none is asked. */
function askedFor(query: URLSearchParams): { readonly cpu?: string; readonly memory?: string } | undefined {
  const asked: { cpu?: string; memory?: string } = {};
  for (const name of ["cpu", "memory"] as const) {
    const text = query.get(name);
    if (text === null) continue;
    try {
      if (quantityToNumber(text) < 0) throw new QuantityError("must be greater than or equal to 0");
    } catch (error) {
      if (!(error instanceof QuantityError)) throw error;
      throw ApiError.badRequest(`${name}: Invalid value: ${JSON.stringify(text)}: ${error.message}`);
    }
    asked[name] = text;
  }
  return Object.keys(asked).length > 0 ? asked : undefined;
}

/** Refusals whose holders say whose command they came of. */
function withPeople(refusals: Explanation["refusals"], commandOf: PodServices["commandOf"]): Explanation["refusals"] {
  const entries = Object.entries(refusals).map(([node, refusal]) => {
    const missing = refusal.missing.map((each) => ({
      ...each,
      holders: each.holders.map((holder) => ({ ...holder, by: commandOf(holder.uid) ?? 0 })),
    }));
    return [node, { ...refusal, missing }] as const;
  });
  return Object.fromEntries(entries);
}

/** Why there is no log, in the kubelet's words. */
function noLog(pod: Pod, container: string, previous: boolean): string {
  const { name } = pod.metadata;
  if (previous) return `previous terminated container "${container}" in pod "${name}" not found`;
  const status = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
    (candidate) => candidate.name === container,
  );
  const reason = status?.state?.waiting?.reason ?? "ContainerCreating";
  const words: { readonly [reason: string]: string } = {
    ErrImagePull: "trying and failing to pull image",
    ImagePullBackOff: "trying and failing to pull image",
    InvalidImageName: "image can't be pulled",
  };
  return `container "${container}" in pod "${name}" is waiting to start: ${words[reason] ?? reason}`;
}
