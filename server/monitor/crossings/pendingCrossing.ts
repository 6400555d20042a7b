/** Which pod of somebody else's has the place a pending pod would need. Pure. */
import type { ExplainedDecision, Holder, Missing } from "../../protocol/scheduling.ts";

export interface Taken {
  readonly node: string;
  readonly resource: string;
  readonly holder: Holder;
}

/** What a pod has on a node and another could have in its place. */
const TAKEN: ReadonlySet<string> = new Set(["cpu", "memory", "pods", "port", "ephemeral-storage"]);

/**
 * A node that would take the pod but for others' pods: each thing it lacks there is held by them, in enough of it. `isOthers`
 * says whose a pod is; `bornAt` orders pods, the newest last. The newest pod that alone has enough comes first.
 */
export function takenBy(
  { decision, node }: ExplainedDecision,
  isOthers: (holder: Holder) => boolean,
  bornAt: (holder: Holder) => number,
): Taken | undefined {
  if (node !== undefined) return undefined;
  const found: (Taken & { readonly alone: boolean })[] = [];
  for (const [name, { missing }] of Object.entries(decision.refusals)) {
    if (missing.length === 0 || !missing.every((lack) => couldFree(lack, isOthers))) continue;
    for (const lack of missing)
      for (const holder of lack.holders)
        if (isOthers(holder))
          found.push({ node: name, resource: lack.what, holder, alone: missing.length === 1 && frees(lack, holder) });
  }
  return found.sort(
    (left, right) =>
      Number(right.alone) - Number(left.alone) ||
      (left.alone ? 0 : (right.holder.amount ?? 0) - (left.holder.amount ?? 0)) ||
      bornAt(right.holder) - bornAt(left.holder) ||
      (left.node < right.node ? -1 : 1),
  )[0];
}

const short = ({ requested = 0, used = 0, allocatable = 0 }: Missing): number => requested + used - allocatable;

/** Whether there would be place if one pod were not there. */
const frees = (lack: Missing, { amount }: Holder): boolean => amount === undefined || amount >= short(lack);

function couldFree(lack: Missing, isOthers: (holder: Holder) => boolean): boolean {
  if (!TAKEN.has(lack.what) || (lack.requested ?? 0) > (lack.allocatable ?? Number.POSITIVE_INFINITY)) return false;
  const others = lack.holders.filter(isOthers);
  if (lack.what === "port") return others.length > 0 && others.length === lack.holders.length;
  return others.length > 0 && others.reduce((sum, { amount = 0 }) => sum + amount, 0) >= short(lack);
}
