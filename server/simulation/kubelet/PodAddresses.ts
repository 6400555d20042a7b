import type { Node } from "../../protocol/kubernetes/index.ts";
import type { Runtime } from "../runtime/Runtime.ts";
import type { Store } from "../store/Store.ts";

/** Pod addresses out of each node's range, one after another, so that one that was given back is not seen again soon. */
export class PodAddresses {
  constructor(
    private readonly runtime: Runtime,
    private readonly store: Store,
  ) {}

  /** The next free address of a node; undefined when its range is used up. */
  allocate(nodeName: string): string | undefined {
    const node = this.store.get("nodes", "", nodeName) as Node | undefined;
    const cidr = node?.spec?.podCIDR;
    if (!cidr) return undefined;
    const [base = "", bits = "24"] = cidr.split("/");
    const size = 2 ** (32 - Number(bits));
    const state = this.runtime.state<number>("pod-addresses");
    let last = state.get(nodeName) ?? 1;
    for (let tried = 0; tried < size; tried++) {
      last = last + 1 >= size - 1 ? 2 : last + 1;
      const ip = addressAt(base, last);
      if (![...this.store.byIndex("pods", "ip", ip)].length) {
        state.set(nodeName, last);
        return ip;
      }
    }
    return undefined;
  }
}

function addressAt(base: string, offset: number): string {
  const number = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
