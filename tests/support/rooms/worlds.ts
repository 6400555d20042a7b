/** Directories of rooms on a clock the test turns. */
import { MemoryStorage } from "../../../server/persistence/MemoryStorage.ts";
import { DEFAULT_QUOTAS, type Quotas } from "../../../server/rooms/quotas.ts";
import type { AwakeListener } from "../../../server/rooms/AwakeRooms.ts";
import { RoomDirectory } from "../../../server/rooms/RoomDirectory.ts";
import type { ClusterFactory } from "../../../server/rooms/SimulatedCluster.ts";
import type { StoragePort } from "../../../server/rooms/StoragePort.ts";
import { TurnScheduler } from "../../../server/rooms/TurnScheduler.ts";
import type { ApiRequest } from "../../../server/simulation/api/ApiRequest.ts";
import { fakeFactory } from "./FakeCluster.ts";

export const ADMIN = { username: "admin", groups: ["system:masters"] };

export function post(path: string, body: object): ApiRequest {
  return { method: "POST", path, user: ADMIN, contentType: "application/json", body: JSON.stringify(body) };
}
export const createPod = (name: string): ApiRequest =>
  post("/api/v1/namespaces/default/pods", { apiVersion: "v1", kind: "Pod", metadata: { name } });
export const deletePod = (name: string): ApiRequest => ({
  method: "DELETE",
  path: `/api/v1/namespaces/default/pods/${name}`,
  user: ADMIN,
});
export const listPods: ApiRequest = { method: "GET", path: "/api/v1/pods", user: ADMIN };

export interface World {
  readonly storage: StoragePort;
  readonly directory: RoomDirectory;
  readonly problems: string[];
  /** Wall clock, ms; set it to let time pass. */
  clock: { now: number };
}

export function makeWorld(
  options: {
    storage?: StoragePort;
    factory?: ClusterFactory;
    quotas?: Partial<Quotas>;
    snapshotEvery?: number;
    clock?: { now: number };
    onAwake?: AwakeListener;
    mostRooms?: number;
    keepDeleted?: boolean;
    /** Left out: into `problems`. */
    report?: (room: string, problem: string, error: unknown) => void;
    /** What people see is the cluster's own roles' matter; left out: all but Secrets for viewers. */
    rbac?: true;
  } = {},
): World {
  const clock = options.clock ?? { now: 1_790_000_000_000 };
  const storage = options.storage ?? new MemoryStorage();
  const problems: string[] = [];
  const directory = new RoomDirectory({
    storage,
    factory: options.factory ?? fakeFactory(),
    turns: new TurnScheduler(),
    quotas: { ...DEFAULT_QUOTAS, ...options.quotas },
    wall: () => clock.now,
    report: options.report ?? ((_room, problem, error) => problems.push(`${problem}: ${String(error)}`)),
    ...(options.rbac
      ? {}
      : { mayList: (_cluster, user, { plural }) => plural !== "secrets" || !user.groups.includes("podroom:viewers") }),
    snapshotEvery: options.snapshotEvery ?? 1_000,
    ...(options.mostRooms === undefined ? {} : { mostRooms: options.mostRooms }),
    keepDeleted: options.keepDeleted ?? false,
    simulationVersion: (options.factory ?? fakeFactory()).version,
  });
  if (options.onAwake) directory.whenAwake(options.onAwake);
  return { storage, directory, problems, clock };
}
