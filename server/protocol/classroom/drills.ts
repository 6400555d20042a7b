/** Faults caused on purpose, and how long each student's workloads took to be well again. Cluster times are of the cluster hit. */
import type { NodeFault } from "../faults.ts";

export type DrillFault = NodeFault | "kill";

/** What a student had when the fault began, and when that was gone and back. */
export interface DrillPerson {
  /** Pods that were ready. */
  readonly ready: number;
  /** Services with a ready endpoint, `namespace/name`. */
  readonly served: readonly string[];
  /** Uids of pods that were not ready: what becomes of them is not this fault's, and does not stand in for what it takes. */
  readonly down?: readonly string[];
  /** Cluster time when something of that was missing, ms. */
  readonly hit?: number;
  /** Cluster time when all of it was there again, ms. */
  readonly recovered?: number;
}

export interface DrillAction {
  readonly type: "drill";
  readonly id: string;
  readonly by: string;
  readonly fault: DrillFault;
  /** A node, a pod as `namespace/name`, or "" for the registry of everybody. */
  readonly target: string;
  readonly cluster: string;
  /** Cluster time, ms. */
  readonly time: number;
  readonly people: { readonly [person: string]: DrillPerson };
}

/** What became of a drill: of one student, or the fault itself is taken back. */
export interface DrillNews {
  readonly type: "drill-news";
  readonly id: string;
  readonly news: { readonly hit: string } | { readonly recovered: string } | { readonly ended: true };
  /** Cluster time, ms. */
  readonly time: number;
}

export interface Drill extends Omit<DrillAction, "type"> {
  /** Wall time, ms. */
  readonly at: number;
  /** Cluster time when the fault was taken back, ms; a kill is over at once. */
  readonly ended?: number;
}

/** Drills kept; the oldest go. */
const KEPT = 60;

export function foldDrill(drills: readonly Drill[], action: DrillAction | DrillNews, at: number): readonly Drill[] {
  if (action.type === "drill") {
    const { type: _, ...drill } = action;
    const over = action.fault === "kill" ? { ended: action.time } : {};
    return [...drills, { ...drill, at, ...over }].slice(-KEPT);
  }
  return drills.map((drill) => (drill.id === action.id ? after(drill, action) : drill));
}

function after(drill: Drill, { news, time }: DrillNews): Drill {
  if ("ended" in news) return { ...drill, ended: time };
  const [person, field] = "hit" in news ? ([news.hit, "hit"] as const) : ([news.recovered, "recovered"] as const);
  const known = Object.hasOwn(drill.people, person) ? drill.people[person] : undefined;
  return known ? { ...drill, people: { ...drill.people, [person]: { ...known, [field]: time } } } : drill;
}
