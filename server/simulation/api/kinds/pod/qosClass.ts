/** A pod's quality-of-service class. Models kubernetes pkg/apis/core/helper/qos/qos.go. */
import type { PodSpec } from "../../../../protocol/kubernetes/index.ts";
import { addQuantity, compareQuantity } from "../../../runtime/quantity.ts";

export type QosClass = "Guaranteed" | "Burstable" | "BestEffort";
type ResourceList = { readonly [name: string]: string } | undefined;
type Totals = { cpu?: string; memory?: string };

const COMPUTE = ["cpu", "memory"] as const;

export function qosClassOf(spec: PodSpec): QosClass {
  const requests: Totals = {};
  const limits: Totals = {};
  let guaranteed = true;
  const count = (
    resources: { readonly requests?: ResourceList; readonly limits?: ResourceList } | undefined,
    needsLimits: boolean,
  ): void => {
    add(requests, resources?.requests);
    const limited = add(limits, resources?.limits);
    if (needsLimits && limited < 2) guaranteed = false;
  };
  if (spec.resources) count(spec.resources, Object.keys(spec.resources.limits ?? {}).length > 0);
  else {
    for (const container of spec.containers ?? []) count(container.resources, true);
    for (const container of spec.initContainers ?? []) count(container.resources, true);
  }
  if (isNone(requests) && isNone(limits)) return "BestEffort";
  if (!guaranteed) return "Burstable";
  for (const name of COMPUTE) {
    const request = requests[name];
    const limit = limits[name];
    if ((request === undefined) !== (limit === undefined)) return "Burstable";
    if (request !== undefined && limit !== undefined && compareQuantity(request, limit) !== 0) return "Burstable";
  }
  return "Guaranteed";
}

/** Adds cpu and memory above zero; answers how many of the two there were. */
function add(totals: Totals, list: ResourceList): number {
  let found = 0;
  if (!list) return found;
  for (const name of COMPUTE) {
    const amount = list[name];
    if (amount === undefined || compareQuantity(amount, "0") <= 0) continue;
    found++;
    const before = totals[name];
    totals[name] = before === undefined ? amount : addQuantity(before, amount);
  }
  return found;
}

function isNone(totals: Totals): boolean {
  return totals.cpu === undefined && totals.memory === undefined;
}
