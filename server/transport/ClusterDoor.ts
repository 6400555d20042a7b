/** How transport reaches a cluster: a room, or anything that answers like one. */
import type { LogPlace } from "../protocol/logPath.ts";
import type { ChangeMeter } from "../rooms/ChangeMeter.ts";
import type { WatchResult } from "../rooms/Room.ts";
import type { WatchEvent } from "../rooms/SimulatedCluster.ts";
import type { ApiRequest, ApiResponse, UserInfo } from "../simulation/api/ApiRequest.ts";

export interface ClusterDoor {
  /**
   * Any request but a watch. Never rejects. `who` is the person's id for the log; empty for nobody in particular. `meter`
   * is asked and told of a change in its turn; left out: nobody is slowed down.
   */
  request(request: ApiRequest, who: string, meter?: ChangeMeter): Promise<ApiResponse>;
  /** Marks that change with what is written to logs and with their pods, see `Room.logMarks`. */
  logMarks(logs: readonly LogPlace[]): Promise<readonly string[]>;
  /** `who`: as for `request`. */
  watch(request: ApiRequest, sink: (event: WatchEvent) => void, who: string): Promise<WatchResult>;
}

/** Whom a token belongs to. */
export interface Entrant {
  readonly door: ClusterDoor;
  readonly user: UserInfo;
  readonly who: string;
  /** Whether somebody else types in their name now: the id, if `claimed` is right. */
  readonly typedBy?: (claimed: string) => string | undefined;
}

/** Decides who may speak to which cluster. */
export interface DoorKeeper {
  /** `cluster`: the id in the path. Without a token: anonymous. Undefined: no such cluster, or a token nobody has. */
  enter(cluster: string, token: string | undefined): Promise<Entrant | "unknown-cluster" | "unauthorized">;
}

export const ANONYMOUS: UserInfo = { username: "system:anonymous", groups: ["system:unauthenticated"] };
