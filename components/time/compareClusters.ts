/** What two moments of a cluster differ in, object by object. Pure. */
import type { ClusterState } from "../../server/protocol/clusterState.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { podColumns } from "../../server/protocol/kubernetes/podColumns.ts";
import type { Pod } from "../../server/protocol/kubernetes/types.generated.ts";
import { isTrimmed } from "../../server/protocol/trimmed.ts";
import { type DiffLine, lineDiff } from "../inspector/lineDiff.ts";
import { comparableYaml, own } from "../inspector/comparable.ts";

/** `again`: another object under the same name. */
export type HowChanged = "came" | "went" | "changed" | "again";

export interface Difference {
  readonly how: HowChanged;
  /** Group resource. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** Of one that came or went: none, it is all of it. */
  readonly lines: readonly DiffLine[];
  /** It is too large to be held whole: its lines are those of `linesBetween` its wholes. */
  readonly large?: true;
}

/** What comes and goes by itself and is about others. */
const UNTOLD = new Set(["events", "events.events.k8s.io", "leases.coordination.k8s.io"]);

/** Of unchanged lines so many stay around what differs. */
const AROUND = 3;

export function compareClusters(before: ClusterState, after: ClusterState): readonly Difference[] {
  const resources = [...new Set([...before.tables.keys(), ...after.tables.keys()])].filter((one) => !UNTOLD.has(one));
  return resources.sort().flatMap((resource) => {
    const [old, now] = [before, after].map(({ tables }) => tables.get(resource) ?? new Map<string, KubeObject>());
    const keys = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
    return keys.flatMap((key) => differenceOf(resource, old?.get(key), now?.get(key)) ?? []);
  });
}

function differenceOf(
  resource: string,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): Difference | undefined {
  const one = after ?? before;
  if (!one || before === after) return undefined;
  const { namespace = "", name } = one.metadata;
  const place = { resource, namespace, name };
  if (!before || !after) return { ...place, how: before ? "went" : "came", lines: [] };
  const again = before.metadata.uid !== after.metadata.uid;
  const how = again ? "again" : "changed";
  if (isTrimmed(before) || isTrimmed(after)) {
    const same = !again && before.metadata.resourceVersion === after.metadata.resourceVersion;
    return same ? undefined : { ...place, how, lines: [], large: true };
  }
  const lines = linesBetween(resource, before, after);
  return !again && lines.length === 0 ? undefined : { ...place, how, lines };
}

/** What differs of two that are held whole, with a few lines around it. */
export function linesBetween(resource: string, before: KubeObject, after: KubeObject): readonly DiffLine[] {
  return around(lineDiff(textOf(resource, before), textOf(resource, after)));
}

/** What people set; of a pod also what became of it. */
function textOf(resource: string, object: KubeObject): string {
  if (resource !== "pods") return comparableYaml(own(object));
  const pod = object as Pod;
  return comparableYaml({ ...own(object), status: { STATUS: podColumns(pod).status, IP: pod.status?.podIP } });
}

/** Lines that differ, and a few around them. */
function around(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries())
    if (kind !== "same") for (let at = index - AROUND; at <= index + AROUND; at++) near.add(at);
  return lines.filter((_, index) => near.has(index));
}
