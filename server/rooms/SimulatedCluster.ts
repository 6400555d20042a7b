/** What a room needs of a cluster: the surface of `simulation/cluster.ts`, so that tests can put another in its place. */
import type { LogPlace } from "../protocol/logPath.ts";
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import type { WatchEvent, WatchHandle } from "../simulation/api/rest/watching.ts";
import type { ResourceDefinition } from "../simulation/api/ResourceDefinition.ts";
import type { SentRequest } from "../simulation/network/Network.ts";
import type { Runtime } from "../simulation/runtime/Runtime.ts";
import type { Store } from "../simulation/store/Store.ts";

export type { SentRequest, WatchEvent, WatchHandle };

/** A command a cluster applies. What concerns the clock is the room's own matter, see `LogEntry.ts`. */
export type ClusterCommand = { readonly type: "request"; readonly request: ApiRequest };

export interface SimulatedCluster {
  readonly runtime: Runtime;
  readonly store: Store;
  readonly api: { readonly definitions: Iterable<ResourceDefinition> };
  /** Applies one command now; `cause` is its number in the log. A failed command changes nothing. */
  apply(command: ClusterCommand, cause: number): ApiResponse;
  read(request: ApiRequest): ApiResponse;
  /** Another text whenever something was written to the log or its pod changed; "" when that is not there. */
  logMark(log: LogPlace): string;
  openWatch(request: ApiRequest, sink: (event: WatchEvent) => void): WatchHandle | ApiResponse;
  /** Runs tasks due up to `to` (cluster ms), at most `maxTasks`; true when nothing due is left and now is `to`. */
  advance(to: number, maxTasks?: number): boolean;
  nextDue(): number | undefined;
  /** Its network, where it has one: whoever listens hears of every request. */
  readonly network?: { readonly listeners: Set<(sent: SentRequest) => void> };
  /** A shallow capture of immutable parts. */
  snapshot(): unknown;
}

/** What a room's first cluster is made of. */
export interface ClusterSeed {
  readonly seed: number;
  /** Cluster time at the beginning, ms since 1970. */
  readonly now: number;
  readonly nodes: "course" | "none" | number;
  readonly objectLimit: number;
}

export interface ClusterFactory {
  /** Changes whenever a cluster could behave differently: a replay is exact only under the version that recorded it. */
  readonly version: string;
  create(seed: ClusterSeed): SimulatedCluster;
  restore(snapshot: unknown, seed: ClusterSeed): SimulatedCluster;
  /** A snapshot as if taken later: at this cluster time (ms), after so many tasks, under this revision. */
  moved(
    snapshot: unknown,
    place: { readonly time: number; readonly steps: number; readonly revision: number },
  ): unknown;
}

export function isWatchHandle(result: WatchHandle | ApiResponse): result is WatchHandle {
  return "close" in result;
}
