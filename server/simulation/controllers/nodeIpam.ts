/** Gives every node its range of pod addresses, a /24 of the cluster's. Models kubernetes pkg/controller/nodeipam/ipam/range_allocator.go. */
import type { Node } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

/** The cluster's pod range, 20.96.0.0/12, as a number and its size. */
const BASE = 20 * 2 ** 24 + 96 * 2 ** 16;
const RANGES = 2 ** 12;
const RANGE_SIZE = 2 ** 8;
const NEXT = "next";

export const nodeIpamController: ControllerFactory = (context) => new NodeIpamController(context);

class NodeIpamController {
  readonly name = "node-ipam-controller";
  readonly watches = [
    {
      resource: "nodes",
      handle: ({ type, object }: StoreEvent) =>
        type !== "DELETED" && !(object as Node).spec?.podCIDR && this.context.enqueue(object.metadata.name),
    },
  ];
  /** Where to look for a free range next: a range is not used again before all others were. */
  private readonly cursor: Map<string, number>;

  constructor(private readonly context: ControllerContext) {
    this.cursor = context.runtime.state("node-ipam");
  }

  reconcile(name: string): ReconcileResult {
    const { store, client, recorder } = this.context;
    const node = store.get("nodes", "", name) as Node | undefined;
    if (!node || node.spec?.podCIDR || node.metadata.deletionTimestamp !== undefined) return undefined;
    const taken = new Set([...store.list("nodes")].flatMap((other) => (other as Node).spec?.podCIDRs ?? []));
    const start = this.cursor.get(NEXT) ?? 0;
    for (let step = 0; step < RANGES; step++) {
      const index = (start + step) % RANGES;
      const range = rangeOf(index);
      if (taken.has(range)) continue;
      this.cursor.set(NEXT, index + 1);
      client.update("nodes", { ...node, spec: { ...node.spec, podCIDR: range, podCIDRs: [range] } });
      return undefined;
    }
    recorder.event(node, "Normal", {
      reason: "CIDRNotAvailable",
      message: `Node ${name} status is now: CIDRNotAvailable`,
    });
    return { retry: "no range is free" };
  }
}

function rangeOf(index: number): string {
  const address = BASE + index * RANGE_SIZE;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".")}/24`;
}
