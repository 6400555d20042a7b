/** The real server in this process: rooms in a SQLite file of their own, HTTP and sockets on a free port, no pages. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { clusterFactory } from "../server/clusterFactory.ts";
import { openStorageThread } from "../server/persistence/thread/storageThread.ts";
import { DEFAULT_QUOTAS, type Quotas } from "../server/rooms/quotas.ts";
import type { Room } from "../server/rooms/Room.ts";
import { RoomDirectory } from "../server/rooms/RoomDirectory.ts";
import { ROOM_USER } from "../server/rooms/modes/roomRequests.ts";
import type { StoragePort } from "../server/rooms/StoragePort.ts";
import { TurnScheduler } from "../server/rooms/TurnScheduler.ts";
import type { ApiResponse } from "../server/simulation/api/ApiRequest.ts";
import { deploymentOf as deployment } from "../tests/support/manifests.ts";
import { createPodroomServer, type HttpServerOptions, type PodroomServer } from "../server/transport/httpServer.ts";

export { deployment };

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const factory = clusterFactory({ root: ROOT, freeze: false });

/** A folder on the same disk as rooms' own, for one benchmark. */
export class BenchFolder {
  readonly path: string;

  constructor() {
    mkdirSync(join(ROOT, ".build"), { recursive: true });
    this.path = mkdtempSync(join(ROOT, ".build/bench-"));
  }

  get database(): string {
    return `file:${join(this.path, "bench.db")}`;
  }

  storage(): Promise<StoragePort> {
    return openStorageThread({
      file: join(ROOT, ".build/storage.mjs"),
      url: this.database,
      migrations: join(ROOT, "prisma/migrations"),
      report: (problem, error) => report("", problem, error),
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface DirectorySettings {
  readonly snapshotEvery?: number;
  readonly sleepAfter?: number;
  /** Left out: more may wait than in production. */
  readonly quotas?: Quotas;
  readonly wall?: () => number;
}

export function openDirectory(storage: StoragePort, settings: DirectorySettings = {}): RoomDirectory {
  return new RoomDirectory({
    storage,
    factory,
    turns: new TurnScheduler(),
    quotas: settings.quotas ?? { ...DEFAULT_QUOTAS, waiting: 20_000, waitingOfPerson: 20_000 },
    wall: settings.wall ?? (() => Date.now()),
    report,
    snapshotEvery: settings.snapshotEvery ?? 1_000,
    ...(settings.sleepAfter === undefined ? {} : { sleepAfter: settings.sleepAfter }),
    simulationVersion: factory.version,
  });
}

function report(room: string, problem: string, error: unknown): void {
  console.error(`room ${room}: ${problem}:`, error);
}

export interface BenchServer {
  readonly url: string;
  readonly directory: RoomDirectory;
  readonly server: PodroomServer;
  close(): Promise<void>;
}

/** `more`: what production has and a measurement of one part has not. */
export async function startServer(
  storage: StoragePort,
  settings: DirectorySettings = {},
  more: Partial<HttpServerOptions> = {},
): Promise<BenchServer> {
  const directory = openDirectory(storage, settings);
  const server = createPodroomServer({
    directory,
    publicUrl: undefined,
    pages: undefined,
    ready: async () => void (await storage.lastBeat()),
    report,
    ...more,
  });
  await new Promise<void>((done) => server.http.listen(0, "127.0.0.1", done));
  const { port } = server.http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    directory,
    server,
    async close() {
      await directory.closeAll();
      await server.close();
      await storage.close();
    },
  };
}

/** A request in the room's own name; throws when it is refused. */
export async function ask(
  room: Room,
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: object,
): Promise<ApiResponse> {
  const response = await room.request(
    {
      method,
      path,
      user: ROOM_USER,
      contentType: method === "PATCH" ? "application/merge-patch+json" : "application/json",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    "",
  );
  if (response.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(response.body)}`);
  return response;
}

export const PODS = "/api/v1/namespaces/default/pods";
export const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

export function service(name: string, selector: object): object {
  return { apiVersion: "v1", kind: "Service", metadata: { name }, spec: { selector, ports: [{ port: 80 }] } };
}

/** Grows a Deployment to so many ready pods, waits skipped; then the room's clock goes on as before. Names of its pods. */
export async function growTo(room: Room, pods: number): Promise<readonly string[]> {
  const { store } = room.cluster;
  if (store.get("deployments.apps", "default", "web"))
    await ask(room, "PATCH", `${DEPLOYMENTS}/web`, { spec: { replicas: pods } });
  else await ask(room, "POST", DEPLOYMENTS, deployment("web", pods));
  const isReady = (): boolean => {
    const status = store.get("deployments.apps", "default", "web")?.status as
      | { readonly readyReplicas?: number }
      | undefined;
    return (status?.readyReplicas ?? 0) >= pods;
  };
  await room.setClock({ type: "clock", speed: 1000 }, "");
  const end = Date.now() + 120_000;
  while (!isReady()) {
    if (Date.now() > end) throw new Error(`${pods} pods did not become ready`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await room.setClock({ type: "clock", speed: 1 }, "");
  await room.settled();
  return Array.from(store.list("pods", "default"), ({ metadata }) => metadata.name);
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
