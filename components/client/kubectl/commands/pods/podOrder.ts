/** Which pod of several is the best for a purpose. Mirrors kubectl pkg/util/podutils. */
import { at, type JsonObject } from "../../json.ts";

const text = (pod: JsonObject, ...path: (string | number)[]): string => {
  const value = at(pod, ...path);
  return typeof value === "string" ? value : "";
};

interface Facts {
  readonly assigned: boolean;
  readonly node: string;
  readonly phase: number;
  readonly ready: boolean;
  /** When it became ready, ms; undefined when it is not. */
  readonly readySince: number | undefined;
  readonly deleting: string;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly created: number | undefined;
}

/** Running, unknown, pending; everything else counts as the first. */
const PHASES: { readonly [phase: string]: number } = { Running: 0, Unknown: 1, Pending: 2 };

function factsOf(pod: JsonObject): Facts {
  const conditions = (at(pod, "status", "conditions") ?? []) as JsonObject[];
  const ready = conditions.find(({ type, status }) => type === "Ready" && status === "True");
  const time = (value: string): number | undefined => (value === "" ? undefined : Date.parse(value));
  const most = (list: unknown, names?: ReadonlySet<string>): number =>
    Math.max(
      0,
      ...((list ?? []) as JsonObject[])
        .filter(({ name }) => !names || names.has(String(name)))
        .map(({ restartCount }) => Number(restartCount ?? 0)),
    );
  const sidecars = new Set(
    ((at(pod, "spec", "initContainers") ?? []) as JsonObject[])
      .filter(({ restartPolicy }) => restartPolicy === "Always")
      .map(({ name }) => String(name)),
  );
  return {
    assigned: text(pod, "spec", "nodeName") !== "",
    node: text(pod, "spec", "nodeName"),
    phase: PHASES[text(pod, "status", "phase")] ?? 0,
    ready: ready !== undefined,
    readySince: ready ? time(String(ready["lastTransitionTime"] ?? "")) : undefined,
    deleting: text(pod, "metadata", "deletionTimestamp"),
    restarts: most(at(pod, "status", "containerStatuses")),
    sidecarRestarts: most(at(pod, "status", "initContainerStatuses"), sidecars),
    created: time(text(pod, "metadata", "creationTimestamp")),
  };
}

/** Whether a time is later, none being the latest. */
function afterOrNone(left: number | undefined, right: number | undefined): boolean {
  if (left === undefined || right === undefined) return left === undefined;
  return left > right;
}

/** For logs: the pod that has most to tell comes first. */
export function lessForLogs(left: JsonObject, right: JsonObject): boolean {
  const [a, b] = [factsOf(left), factsOf(right)];
  if (a.node !== b.node && (!a.assigned || !b.assigned)) return a.assigned;
  if (a.phase !== b.phase) return a.phase < b.phase;
  if (a.ready !== b.ready) return a.ready;
  if (a.ready && a.readySince !== b.readySince) return afterOrNone(b.readySince, a.readySince);
  if (a.restarts !== b.restarts) return a.restarts > b.restarts;
  if (a.sidecarRestarts !== b.sidecarRestarts) return a.sidecarRestarts > b.sidecarRestarts;
  return a.created !== b.created && afterOrNone(b.created, a.created);
}

/** For exec and attach: the pod that is most alive comes first. */
export function lessForAttach(left: JsonObject, right: JsonObject): boolean {
  return lessActive(right, left);
}

/** As controllers choose whom to delete: the least alive first. */
function lessActive(left: JsonObject, right: JsonObject): boolean {
  const [a, b] = [factsOf(left), factsOf(right)];
  const active = ({ phase }: Facts, pod: JsonObject): number =>
    text(pod, "status", "phase") in PHASES ? 2 - phase : 0;
  if (a.node !== b.node && (!a.assigned || !b.assigned)) return !a.assigned;
  const [x, y] = [active(a, left), active(b, right)];
  if (x !== y) return x < y;
  if (a.ready !== b.ready) return !a.ready;
  if ((a.deleting !== "") !== (b.deleting !== "")) return a.deleting !== "";
  if (a.deleting !== b.deleting) return Date.parse(a.deleting) < Date.parse(b.deleting);
  if (a.ready && a.readySince !== b.readySince) return afterOrNone(a.readySince, b.readySince);
  if (a.restarts !== b.restarts) return a.restarts > b.restarts;
  if (a.sidecarRestarts !== b.sidecarRestarts) return a.sidecarRestarts > b.sidecarRestarts;
  return a.created !== b.created && afterOrNone(a.created, b.created);
}
