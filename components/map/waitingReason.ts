/** Why a pod has no node, as one of a few reasons that fit in five words. Pure; read from the scheduler's own message. */
import type { Pod } from "../../server/protocol/kubernetes/index.ts";

export type WaitingReason =
  | { readonly code: "insufficient"; readonly resource: string; readonly nodes: number }
  | {
      readonly code: "selector" | "taint" | "ports" | "affinity" | "volume" | "cordoned" | "spread";
      readonly nodes: number;
    }
  | { readonly code: "gated" | "queued" }
  | { readonly code: "other"; readonly message: string };

const PATTERNS: readonly (readonly [
  Exclude<WaitingReason["code"], "insufficient" | "other" | "gated" | "queued">,
  RegExp,
])[] = [
  ["selector", /(\d+) node\(s\) didn't match Pod's node affinity\/selector/],
  ["ports", /(\d+) node\(s\) didn't have free ports/],
  ["affinity", /(\d+) node\(s\) didn't (?:match|satisfy)[^,.]*(?:anti-)?affinity/],
  ["spread", /(\d+) node\(s\) didn't match pod topology spread constraints/],
  ["volume", /(\d+) node\(s\)[^,.]*(?:volume|PersistentVolume)/],
  ["cordoned", /(\d+) node\(s\) were unschedulable/],
  ["taint", /(\d+) node\(s\) had untolerated taint/],
];

/** The reason a pod has no node yet. */
export function waitingReason(pod: Pod): WaitingReason {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.reason === "SchedulingGated") return { code: "gated" };
  const message = scheduled?.status === "False" ? scheduled.message : undefined;
  return message ? refusalIn(message) : { code: "queued" };
}

/** Of a message of the scheduler the reason nearest to the person: what the pod asks for comes before what nodes keep out. */
export function refusalIn(message: string): WaitingReason {
  const lacking = [...message.matchAll(/(\d+) Insufficient ([\w-]+(?:\.[\w-]+)*(?:\/[\w.-]*[\w-])?)/g)];
  const [most] = lacking.sort((left, right) => Number(right[1]) - Number(left[1]));
  if (most) return { code: "insufficient", resource: most[2] ?? "", nodes: Number(most[1]) };
  for (const [code, pattern] of PATTERNS) {
    const found = pattern.exec(message);
    if (found) return { code, nodes: Number(found[1]) };
  }
  if (/persistentvolumeclaim|unbound immediate/.test(message)) return { code: "volume", nodes: 0 };
  return { code: "other", message };
}
