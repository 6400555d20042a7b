/** What is not well with a student's objects, in words that group students with the same trouble. */
import type { ContainerStatus, KubeObject, Pod, Service } from "../protocol/kubernetes/index.ts";
import type { Problem } from "../protocol/monitor.ts";

/** A container that ended badly counts as ending until it has run for so long, ms: between two ends it looks well. */
const RECOVERED_AFTER = 30_000;
/** How long a running pod may be unready before it counts, ms. */
const READY_AFTER = 30_000;

export interface Owned {
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  /** All pods the student's Services might select. */
  readonly selectable: readonly Pod[];
  /** Cluster time now, ms. */
  readonly now: number;
  /** The last lines of a container's log. */
  log(pod: Pod, container: string): string;
}

export function problemsOf(owned: Owned): readonly Problem[] {
  const found = [
    ...owned.pods.flatMap((pod) => podProblem(pod, owned)),
    ...owned.services.flatMap((service) => selectsNothing(service, owned)),
  ];
  return found.sort((left, right) => left.since - right.since);
}

const at = (object: KubeObject, resource: string): Pick<Problem, "resource" | "namespace" | "name"> => ({
  resource,
  namespace: object.metadata.namespace ?? "",
  name: object.metadata.name,
});

const ms = (time: string | undefined, otherwise: number): number => (time ? Date.parse(time) : otherwise);

/** The worst of a pod, one a pod. */
function podProblem(pod: Pod, owned: Owned): Problem[] {
  const { status, metadata } = pod;
  if (metadata.deletionTimestamp || status?.phase === "Succeeded") return [];
  const born = ms(metadata.creationTimestamp, owned.now);
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === "PodScheduled" && is === "False");
  if (unscheduled) {
    const detail = unscheduled.message ?? "";
    return [
      {
        key: `pending:${shortOf(detail)}`,
        kind: "pending",
        ...at(pod, "pods"),
        since: ms(unscheduled.lastTransitionTime, born),
        detail,
      },
    ];
  }
  for (const container of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
    const problem = containerProblem(pod, container, owned);
    if (problem) return [{ ...problem, ...at(pod, "pods"), since: troubleSince(container, born) }];
  }
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const since = ms(ready?.lastTransitionTime, born);
  if (status?.phase === "Running" && ready?.status === "False" && owned.now - since > READY_AFTER)
    return [{ key: "not-ready", kind: "not-ready", ...at(pod, "pods"), since, detail: ready.message ?? "" }];
  return [];
}

function containerProblem(
  pod: Pod,
  { name, image, state, lastState }: ContainerStatus,
  owned: Owned,
): Pick<Problem, "key" | "kind" | "detail"> | undefined {
  const reason = state?.waiting?.reason ?? "";
  const again = state?.running && owned.now - ms(state.running.startedAt, owned.now) < RECOVERED_AFTER;
  const ended = state?.terminated ?? (reason === "CrashLoopBackOff" || again ? lastState?.terminated : undefined);
  if (/^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/.test(reason))
    return { key: `image:${image}`, kind: "image", detail: `${reason}: ${image}` };
  if (reason === "CreateContainerConfigError")
    return {
      key: `config:${state?.waiting?.message ?? ""}`,
      kind: "config",
      detail: state?.waiting?.message ?? reason,
    };
  if (!ended || ended.exitCode === 0) return undefined;
  if (ended.reason === "OOMKilled") return { key: "oom", kind: "oom", detail: `OOMKilled (${ended.exitCode})` };
  const cause = causeIn(owned.log(pod, name));
  return {
    key: `crash:${cause ?? `exit ${ended.exitCode}`}`,
    kind: "crash",
    detail: cause ?? `exit code ${ended.exitCode}`,
  };
}

/** Since when a container has been ending: back-off grows, so its first end is hours ago; the pod's start is near enough. */
const troubleSince = ({ lastState, state }: ContainerStatus, born: number): number =>
  Math.max(
    born,
    Math.min(ms(lastState?.terminated?.startedAt, born), ms(state?.terminated?.startedAt, Number.POSITIVE_INFINITY)),
  );

/** What a log says the trouble is: the name of an error, `EADDRINUSE`, `SyntaxError: …`. */
function causeIn(log: string): string | undefined {
  return /\bE[A-Z]{4,}\b/.exec(log)?.[0] ?? /\b\w*(?:Error|Exception): .{0,80}/.exec(log)?.[0];
}

/** The first reason of a scheduler's message, without counts and node names. */
function shortOf(message: string): string {
  const [, reasons = message] = /available: (.*?)(?:\. |$)/.exec(message) ?? [];
  const parts = reasons.split(", ").map((part) => part.replace(/^\d+ /, ""));
  return parts.find((part) => !part.includes("untolerated taint")) ?? parts[0] ?? "";
}

/** Labels that are named beside the one nothing carries. */
const MOST_LABELS = 4;

function selectsNothing(service: Service, { selectable, now }: Owned): Problem[] {
  const { selector } = service.spec;
  if (!selector || Object.keys(selector).length === 0 || service.spec.type === "ExternalName") return [];
  const pods = selectable.filter(({ metadata }) => metadata.namespace === service.metadata.namespace);
  const fits = (pod: Pod): boolean =>
    Object.entries(selector).every(([key, value]) => pod.metadata.labels?.[key] === value);
  if (pods.length === 0 || pods.some(fits)) return [];
  const unknown = Object.keys(selector).find(
    (key) => !pods.some(({ metadata }) => metadata.labels?.[key] !== undefined),
  );
  const wrong = Object.entries(selector).find(
    ([key, value]) => !pods.some(({ metadata }) => metadata.labels?.[key] === value),
  );
  const [key, value] = unknown ? [unknown, selector[unknown]] : (wrong ?? ["", ""]);
  const there = [...new Set(pods.flatMap(labelsOf))].filter((label) => unknown || label.startsWith(`${key}=`));
  return [
    {
      key: `selects-nothing:${unknown ? key : `${key}=${value}`}`,
      kind: "selects-nothing",
      ...at(service, "services"),
      since: ms(service.metadata.creationTimestamp, now),
      detail: [`${key}=${value}`, there.slice(0, MOST_LABELS).join(", ")].filter(Boolean).join(" ≠ "),
    },
  ];
}

/** Of a pod, as people write them: those that controllers add to tell revisions apart are left out. */
const labelsOf = ({ metadata }: Pod): readonly string[] =>
  Object.entries(metadata.labels ?? {})
    .filter(([key]) => !key.endsWith("-hash"))
    .map(([key, value]) => `${key}=${value}`);
