import type { Hop } from "../../protocol/network.ts";
import type { Peer } from "./policies.ts";
import type { Source } from "./source.ts";
import type { Target } from "./target.ts";

/** A request on its way. */
export interface Journey {
  readonly source: Source;
  /** How policies see the sender now: a node that passes a request on puts its own address in place of the sender's. */
  readonly sender: Peer;
  readonly target: Target;
  readonly hops: Hop[];
}
