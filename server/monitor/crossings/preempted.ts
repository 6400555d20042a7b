/** A pod that had to go for a more important one, as the scheduler's event tells it. Pure. */
import type { KubeObject } from "../../protocol/kubernetes/index.ts";
import type { Change } from "../../protocol/messages.ts";

interface Named {
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
}

export interface Preempted {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly preemptor: { readonly namespace: string; readonly name: string; readonly uid: string };
}

export function preemptionIn(change: Change): Preempted | undefined {
  if (change.op !== "upsert" || change.resource !== "events") return undefined;
  const told = change.object as KubeObject & {
    readonly reason?: string;
    readonly message?: string;
    readonly involvedObject?: Named;
    readonly related?: Named;
  };
  const { reason, message = "", involvedObject: victim, related } = told;
  if (reason !== "Preempted" || !victim?.uid || !related?.uid) return undefined;
  return {
    namespace: victim.namespace ?? "",
    name: victim.name ?? "",
    uid: victim.uid,
    node: / on node (\S+)$/.exec(message)?.[1] ?? "",
    preemptor: { namespace: related.namespace ?? "", name: related.name ?? "", uid: related.uid },
  };
}
