import type { Node } from "../../../protocol/kubernetes/index.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { readyStatus } from "./taints.ts";

/** Time between evictions of two nodes: normally, and while most of a large cluster is down. */
const NORMAL_MS = 10_000;
const SLOW_MS = 100_000;
const SMALL_CLUSTER = 50;
const LAST = "last";

/**
 * How fast nodes that went away may be emptied: slowly, since many at once are more likely a fault of the network than of
 * the nodes. Models the zone states of pkg/controller/nodelifecycle, with the whole cluster as one zone.
 */
export class NoExecuteLimiter {
  private readonly state: Map<string, number>;

  constructor(private readonly context: ControllerContext) {
    this.state = context.runtime.state("node-evictions");
  }

  /** 0: the node may be tainted now, and that counts. Else how long to wait before asking again, ms. */
  waitFor(): number {
    const { now } = this.context.runtime;
    const between = this.interval();
    if (between === undefined) return NORMAL_MS;
    const next = (this.state.get(LAST) ?? Number.NEGATIVE_INFINITY) + between;
    if (next > now) return next - now;
    this.state.set(LAST, now);
    return 0;
  }

  /** Undefined: nobody is evicted at present. */
  private interval(): number | undefined {
    let ready = 0;
    let down = 0;
    for (const node of this.context.store.list("nodes") as Iterable<Node>) {
      if (readyStatus(node) === "True") ready++;
      else down++;
    }
    if (ready === 0) return undefined;
    const mostAreDown = down > 2 && down / (ready + down) >= 0.55;
    if (!mostAreDown) return NORMAL_MS;
    return ready + down > SMALL_CLUSTER ? SLOW_MS : undefined;
  }
}
