/** Tables of `kubectl top`. Mirrors kubectl pkg/metricsutil. */
import { addQuantity, milliValue, wholeValue } from "../../../../../server/protocol/kubernetes/quantity.ts";
import { compareText, type JsonObject } from "../../json.ts";
import { goSortedOrder } from "../../print/goSort.ts";

export type Usage = { readonly [resource: string]: string };

export interface Measured {
  readonly name: string;
  readonly namespace: string;
  readonly usage: Usage;
}

const MEBI = 1024 * 1024;

/** Which resources are shown: swap only when asked for. */
export function measuredResources(swap: boolean): readonly string[] {
  return swap ? ["cpu", "memory", "swap"] : ["cpu", "memory"];
}

export function usageText(resource: string, amount: string): string {
  return resource === "cpu" ? `${milliValue(amount)}m` : `${Math.trunc(wholeValue(amount) / MEBI)}Mi`;
}

/** `25%`; rounded down. */
export function shareText(amount: string, available: string): string {
  const whole = milliValue(available);
  return `${whole === 0 ? 0 : Math.trunc((milliValue(amount) / whole) * 100)}%`;
}

/** Names in order, or the largest first by a resource. */
export function sortMeasured<T extends Measured>(
  items: readonly T[],
  { by, withNamespace }: { readonly by: string; readonly withNamespace: boolean },
): T[] {
  const order = goSortedOrder(items.length, (left, right) => {
    const [a, b] = [items[left] as T, items[right] as T];
    if (by === "cpu") return milliValue(a.usage["cpu"] ?? "0") > milliValue(b.usage["cpu"] ?? "0");
    if (by === "memory") return wholeValue(a.usage["memory"] ?? "0") > wholeValue(b.usage["memory"] ?? "0");
    if (withNamespace && a.namespace !== b.namespace) return compareText(a.namespace, b.namespace) < 0;
    return compareText(a.name, b.name) < 0;
  });
  return order.map((index) => items[index] as T);
}

export function totalOf(usages: readonly Usage[], resources: readonly string[]): Usage {
  return Object.fromEntries(
    resources.map((resource) => [
      resource,
      usages.reduce((sum, usage) => addQuantity(sum, usage[resource] ?? "0"), "0"),
    ]),
  );
}

export function usageOf(object: JsonObject | undefined): Usage {
  return (object?.["usage"] ?? {}) as Usage;
}
