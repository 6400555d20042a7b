/**
 * From what metrics ask for to what is done: stabilisation, policies, bounds, and the conditions that tell of it.
 * Models kubernetes pkg/controller/podautoscaler/horizontal.go (normalizeDesiredReplicas…).
 */
import type { HPAScalingRules, HorizontalPodAutoscaler } from "../../../protocol/kubernetes/index.ts";

const DOWN_STABILIZATION = 300_000;

/** What is remembered of an autoscaler; plain data. */
export interface Memory {
  /** What was asked for, and when (cluster ms). */
  readonly recommendations: readonly { readonly replicas: number; readonly at: number }[];
  readonly ups: readonly ScaleEvent[];
  readonly downs: readonly ScaleEvent[];
}

export interface ScaleEvent {
  readonly change: number;
  readonly at: number;
}

export const NOTHING_REMEMBERED: Memory = { recommendations: [], ups: [], downs: [] };

export interface Condition {
  readonly type: "AbleToScale" | "ScalingLimited";
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
}

export interface Limited {
  readonly replicas: number;
  readonly conditions: readonly Condition[];
  readonly memory: Memory;
  /** Stabilisation or a policy holds something back: time alone may change it. */
  readonly held: boolean;
}

interface Request {
  readonly hpa: HorizontalPodAutoscaler;
  readonly memory: Memory;
  readonly current: number;
  readonly wanted: number;
  readonly min: number;
  readonly now: number;
}

interface Bound {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

const WITHIN = { reason: "DesiredWithinRange", message: "the desired count is within the acceptable range" };
const TOO_FAST_UP = {
  reason: "ScaleUpLimit",
  message: "the desired replica count is increasing faster than the maximum scale rate",
};
const TOO_FAST_DOWN = {
  reason: "ScaleDownLimit",
  message: "the desired replica count is decreasing faster than the maximum scale rate",
};
const TOO_MANY = {
  reason: "TooManyReplicas",
  message: "the desired replica count is more than the maximum replica count",
};
const TOO_FEW = {
  reason: "TooFewReplicas",
  message: "the desired replica count is less than the minimum replica count",
};
const UP_STABILIZED = {
  reason: "ScaleUpStabilized",
  message: "recent recommendations were lower than current one, applying the lowest recent recommendation",
};
const DOWN_STABILIZED = {
  reason: "ScaleDownStabilized",
  message: "recent recommendations were higher than current one, applying the highest recent recommendation",
};

export function limit(request: Request): Limited {
  const { hpa, memory, wanted, now } = request;
  const behavior = hpa.spec.behavior;
  const up = (behavior?.scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
  const down = (behavior?.scaleDown?.stabilizationWindowSeconds ?? DOWN_STABILIZATION / 1000) * 1000;
  const stabilized = behavior ? stabilize(request, { up, down }) : stabilizeDown(request);
  const bound = behavior
    ? boundByPolicies({ ...request, wanted: stabilized }, behavior.scaleUp ?? {}, behavior.scaleDown ?? {})
    : boundByRate({ ...request, wanted: stabilized });
  const stabilization = !behavior || wanted < request.current ? DOWN_STABILIZED : UP_STABILIZED;
  const able =
    stabilized === wanted
      ? { reason: "ReadyForNewScale", message: "recommended size matches current size" }
      : stabilization;
  const limited = bound.replicas !== stabilized;
  const oldest = now - Math.max(up, down);
  return {
    replicas: bound.replicas,
    conditions: [
      { type: "AbleToScale", status: "True", ...able },
      { type: "ScalingLimited", status: limited ? "True" : "False", reason: bound.reason, message: bound.message },
    ],
    memory: {
      ...memory,
      recommendations: [...memory.recommendations.filter(({ at }) => at >= oldest), { replicas: wanted, at: now }],
    },
    held: stabilized !== wanted || (limited && (bound.reason === "ScaleUpLimit" || bound.reason === "ScaleDownLimit")),
  };
}

/** Remembers that the target was scaled, as long as some policy may ask for it. */
export function withScaleEvent(
  memory: Memory,
  hpa: HorizontalPodAutoscaler,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): Memory {
  const { behavior } = hpa.spec;
  if (!behavior) return memory;
  const kept = (events: readonly ScaleEvent[], rules: HPAScalingRules | undefined): readonly ScaleEvent[] => {
    const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds));
    return events.filter(({ at }) => at >= now - longest * 1000);
  };
  const event = { change: Math.abs(to - from), at: now };
  return to > from
    ? { ...memory, ups: [...kept(memory.ups, behavior.scaleUp), event] }
    : { ...memory, downs: [...kept(memory.downs, behavior.scaleDown), event] };
}

/** Without a behavior: down only to the highest of the last five minutes. */
function stabilizeDown({ memory, wanted, now }: Request): number {
  const recent = memory.recommendations.filter(({ at }) => at >= now - DOWN_STABILIZATION);
  return Math.max(wanted, ...recent.map(({ replicas }) => replicas));
}

function stabilize(
  { memory, wanted, current, now }: Request,
  windows: { readonly up: number; readonly down: number },
): number {
  let lowest = wanted;
  let highest = wanted;
  for (const { replicas, at } of memory.recommendations) {
    if (at > now - windows.up) lowest = Math.min(lowest, replicas);
    if (at > now - windows.down) highest = Math.max(highest, replicas);
  }
  return Math.min(Math.max(current, lowest), highest);
}

function boundByRate({ hpa, wanted, current, min }: Request): Bound {
  const { maxReplicas } = hpa.spec;
  const rate = Math.max(2 * current, 4);
  const [max, why] = maxReplicas > rate ? ([rate, TOO_FAST_UP] as const) : ([maxReplicas, TOO_MANY] as const);
  if (wanted < min) return { replicas: min, ...TOO_FEW };
  if (wanted > max) return { replicas: max, ...why };
  return { replicas: wanted, ...WITHIN };
}

function boundByPolicies(request: Request, scaleUp: HPAScalingRules, scaleDown: HPAScalingRules): Bound {
  const { hpa, wanted, current, min } = request;
  const { maxReplicas } = hpa.spec;
  if (wanted > current) {
    const rate = Math.max(rateLimit(request, scaleUp, "up"), current);
    const [max, why] = maxReplicas > rate ? ([rate, TOO_FAST_UP] as const) : ([maxReplicas, TOO_MANY] as const);
    if (wanted > max) return { replicas: max, ...why };
  } else if (wanted < current) {
    const rate = Math.min(rateLimit(request, scaleDown, "down"), current);
    const [least, why] = min < rate ? ([rate, TOO_FAST_DOWN] as const) : ([min, TOO_FEW] as const);
    if (wanted < least) return { replicas: least, ...why };
  }
  return { replicas: wanted, ...WITHIN };
}

/** How far the policies let it go now. */
function rateLimit(
  { memory, current, now }: Request,
  { policies = [], selectPolicy = "Max" }: HPAScalingRules,
  direction: "up" | "down",
): number {
  if (selectPolicy === "Disabled") return current;
  const during = (events: readonly ScaleEvent[], seconds: number): number =>
    events.filter(({ at }) => at > now - seconds * 1000).reduce((sum, { change }) => sum + change, 0);
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const start = current - during(memory.ups, periodSeconds) + during(memory.downs, periodSeconds);
    const sign = direction === "up" ? 1 : -1;
    if (type === "Pods") return start + sign * value;
    const proposed = start * (1 + (sign * value) / 100);
    return direction === "up" ? Math.ceil(proposed) : Math.trunc(proposed);
  });
  const farthest = (direction === "up") === (selectPolicy !== "Min");
  return farthest ? Math.max(...proposals) : Math.min(...proposals);
}
