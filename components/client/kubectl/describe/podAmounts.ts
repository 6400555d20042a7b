/** What a pod asks for and may use in all. Models component-helpers resource PodRequests and PodLimits. */
import { addQuantity, compareQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import type { JsonObject } from "../json.ts";
import { has, objects, sortedEntries } from "./fields.ts";

export type Amounts = Map<string, string>;

export interface AmountOptions {
  /** Whether resizes under way count. */
  readonly status: boolean;
}

export function podRequests(pod: JsonObject, options: AmountOptions): Amounts {
  const total = ofContainers(pod, "requests", options);
  for (const [name, amount] of podLevel(pod, "requests")) total.set(name, amount);
  for (const [name, amount] of sortedEntries(pod, "spec", "overhead")) add(total, name, amount);
  return total;
}

export function podLimits(pod: JsonObject, options: AmountOptions): Amounts {
  const total = ofContainers(pod, "limits", options);
  for (const [name, amount] of podLevel(pod, "limits")) total.set(name, amount);
  for (const [name, amount] of sortedEntries(pod, "spec", "overhead"))
    if (compareQuantity(total.get(name) ?? "0", "0") > 0) add(total, name, amount);
  return total;
}

export function addAmounts(to: Amounts, more: Amounts): void {
  for (const [name, amount] of more) add(to, name, amount);
}

type Field = "requests" | "limits";

function podLevel(pod: JsonObject, field: Field): [string, string][] {
  return sortedEntries(pod, "spec", "resources", field).filter(
    ([name]) => name === "cpu" || name === "memory" || name.startsWith("hugepages-"),
  );
}

function ofContainers(pod: JsonObject, field: Field, { status }: AmountOptions): Amounts {
  const statuses = [...objects(pod, "status", "containerStatuses"), ...objects(pod, "status", "initContainerStatuses")];
  const infeasible = objects(pod, "status", "conditions").some(
    ({ type, reason }) => type === "PodResizePending" && reason === "Infeasible",
  );
  const amountsOf = (container: JsonObject, resizable: boolean): Amounts => {
    const spec = new Map(sortedEntries(container, "resources", field));
    const seen = statuses.find(({ name }) => name === container.name);
    if (!status || !resizable || !has(seen, "resources")) return spec;
    const actuated = new Map(sortedEntries(seen, "resources", field));
    const allocated = new Map(field === "requests" ? sortedEntries(seen, "allocatedResources") : []);
    return largest(infeasible ? [actuated, allocated] : [spec, actuated, allocated]);
  };
  const total: Amounts = new Map();
  for (const container of objects(pod, "spec", "containers")) addAmounts(total, amountsOf(container, true));
  const sidecars: Amounts = new Map();
  let init: Amounts = new Map();
  for (const container of objects(pod, "spec", "initContainers")) {
    const sidecar = container.restartPolicy === "Always";
    const own = amountsOf(container, sidecar);
    if (sidecar) {
      addAmounts(total, own);
      addAmounts(sidecars, own);
      init = largest([init, sidecars]);
    } else {
      const running = new Map(own);
      addAmounts(running, sidecars);
      init = largest([init, running]);
    }
  }
  return largest([total, init]);
}

function largest(lists: readonly Amounts[]): Amounts {
  const result: Amounts = new Map();
  for (const list of lists)
    for (const [name, amount] of list) {
      const known = result.get(name);
      if (known === undefined || compareQuantity(amount, known) > 0) result.set(name, amount);
    }
  return result;
}

function add(to: Amounts, name: string, amount: string): void {
  const known = to.get(name);
  to.set(name, known === undefined ? amount : addQuantity(known, amount));
}
