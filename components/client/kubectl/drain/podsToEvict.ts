/** Which pods of a node a drain moves, and which it refuses to. Models kubectl pkg/drain/filters.go. */
import { at, isObject, type JsonObject } from "../json.ts";

export interface DrainRules {
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  /** Above 0: pods that are being deleted for longer than this many seconds are let be. */
  readonly skipDeletedAfter: number;
  /** Milliseconds. */
  readonly now: number;
  /** What is wrong with a pod's DaemonSet: not there, not allowed; undefined when it is there. */
  readonly daemonSetProblem: (
    pod: JsonObject,
    name: string,
  ) => { readonly message: string; readonly missing: boolean } | undefined;
}

export interface PodsToEvict {
  readonly pods: readonly JsonObject[];
  /** `reason: namespace/pod, …; …`, "" when there is none. */
  readonly warnings: string;
  readonly problems: readonly string[];
}

interface Verdict {
  readonly evict: boolean;
  readonly warning?: string;
  readonly problem?: string;
}

const FINE: Verdict = { evict: true };
const SKIP: Verdict = { evict: false };

export function podsToEvict(pods: readonly JsonObject[], rules: DrainRules): PodsToEvict {
  const chosen: JsonObject[] = [];
  const warnings = new Map<string, string[]>();
  const problems = new Map<string, string[]>();
  for (const pod of pods) {
    const verdict = judge(pod, rules);
    const name = `${at(pod, "metadata", "namespace")}/${at(pod, "metadata", "name")}`;
    if (verdict.warning !== undefined) warnings.set(verdict.warning, [...(warnings.get(verdict.warning) ?? []), name]);
    if (verdict.problem !== undefined) problems.set(verdict.problem, [...(problems.get(verdict.problem) ?? []), name]);
    if (verdict.evict) chosen.push(pod);
  }
  return {
    pods: chosen,
    warnings: [...warnings].map(([text, names]) => `${text}: ${names.join(", ")}`).join("; "),
    problems: [...problems].map(([text, names]) => `cannot delete ${text}: ${names.join(", ")}`),
  };
}

/** The first rule that forbids wins; a warning of the last rule stands. */
function judge(pod: JsonObject, rules: DrainRules): Verdict {
  let verdict = FINE;
  for (const rule of [longDeleted, ofDaemonSet, mirror, localStorage, unmanaged]) {
    verdict = rule(pod, rules);
    if (!verdict.evict) return verdict;
  }
  return verdict;
}

/** Whether a pod's deletion is older than the drain waits for. */
export function longDeleted(
  pod: JsonObject,
  { skipDeletedAfter, now }: Pick<DrainRules, "skipDeletedAfter" | "now">,
): Verdict {
  const deleted = at(pod, "metadata", "deletionTimestamp");
  if (skipDeletedAfter <= 0 || typeof deleted !== "string") return FINE;
  return Math.trunc((now - Date.parse(deleted)) / 1000) > skipDeletedAfter ? SKIP : FINE;
}

function finished(pod: JsonObject): boolean {
  const phase = at(pod, "status", "phase");
  return phase === "Succeeded" || phase === "Failed";
}

function controllerOf(pod: JsonObject): JsonObject | undefined {
  const owners = at(pod, "metadata", "ownerReferences");
  const found = Array.isArray(owners)
    ? owners.find((owner) => isObject(owner) && owner.controller === true)
    : undefined;
  return isObject(found) ? found : undefined;
}

function ofDaemonSet(pod: JsonObject, rules: DrainRules): Verdict {
  const controller = controllerOf(pod);
  if (controller?.kind !== "DaemonSet" || controller.apiVersion !== "apps/v1" || finished(pod)) return FINE;
  const problem = rules.daemonSetProblem(pod, String(controller.name));
  if (problem) {
    if (problem.missing && rules.force) return { evict: true, warning: problem.message };
    return { evict: false, problem: problem.message };
  }
  if (!rules.ignoreDaemonSets)
    return { evict: false, problem: "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)" };
  return { evict: false, warning: "ignoring DaemonSet-managed Pods" };
}

function mirror(pod: JsonObject): Verdict {
  return at(pod, "metadata", "annotations", "kubernetes.io/config.mirror") === undefined ? FINE : SKIP;
}

function localStorage(pod: JsonObject, rules: DrainRules): Verdict {
  const volumes = at(pod, "spec", "volumes");
  const local = Array.isArray(volumes) && volumes.some((volume) => isObject(volume) && volume.emptyDir !== undefined);
  if (!local || finished(pod)) return FINE;
  if (!rules.deleteEmptyDirData)
    return { evict: false, problem: "Pods with local storage (use --delete-emptydir-data to override)" };
  return { evict: true, warning: "deleting Pods with local storage" };
}

function unmanaged(pod: JsonObject, rules: DrainRules): Verdict {
  if (finished(pod) || controllerOf(pod)) return FINE;
  if (!rules.force) return { evict: false, problem: "Pods that declare no controller (use --force to override)" };
  return { evict: true, warning: "deleting Pods that declare no controller" };
}
