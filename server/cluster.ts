/**
 * `npm run --silent cluster`: one cluster in memory behind the Kubernetes API, without rooms, people or pages. Prints one
 * line of JSON when it is ready and serves until SIGTERM. See docs/http.md for the options.
 */
import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generate } from "selfsigned";
import { MemoryStorage } from "./persistence/MemoryStorage.ts";
import type { KubeObject } from "./protocol/kubernetes/index.ts";
import { Activity } from "./rooms/Activity.ts";
import { Classroom } from "./rooms/Classroom.ts";
import { kubeconfig } from "./rooms/kubeconfig.ts";
import { Pacer } from "./rooms/Pacer.ts";
import { People } from "./rooms/People.ts";
import { DEFAULT_QUOTAS } from "./rooms/quotas.ts";
import { Room } from "./rooms/Room.ts";
import { makeToken } from "./rooms/secrets.ts";
import type { RoomRecord } from "./rooms/StoragePort.ts";
import { TurnScheduler } from "./rooms/TurnScheduler.ts";
import type { UserInfo } from "./simulation/api/ApiRequest.ts";
import { openShell } from "./shell/ShellSession.ts";
import { Cluster, SIMULATION_VERSION } from "./simulation/cluster.ts";
import { ANONYMOUS, type DoorKeeper } from "./transport/ClusterDoor.ts";
import { accountOfToken } from "./transport/identity.ts";
import { KubernetesHttp } from "./transport/KubernetesHttp.ts";
import { KubernetesStreams, type StreamPlace } from "./transport/streams/KubernetesStreams.ts";

const USAGE =
  "cluster [--nodes course|N|none] [--load FILE …] [--now RFC3339] [--speed X|max] [--frozen] [--port N] [--https] [--kubeconfig FILE] [--token TOKEN=user,group…]";
/** One user may be all the clients there are. */
const STREAM_LIMITS = { watches: 10_000, person: 10_000, cluster: 10_000 };
const ADMIN: UserInfo = {
  username: "kubernetes-admin",
  groups: ["kubeadm:cluster-admins", "system:masters", "system:authenticated"],
};

interface Options {
  readonly nodes: "course" | "none" | number;
  readonly load: readonly string[];
  readonly now: number;
  readonly speed: number;
  readonly frozen: boolean;
  readonly port: number;
  readonly https: boolean;
  readonly kubeconfig: string | undefined;
  readonly users: ReadonlyMap<string, UserInfo>;
}

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      nodes: { type: "string", default: "course" },
      load: { type: "string", multiple: true, default: [] },
      now: { type: "string" },
      speed: { type: "string", default: "1" },
      frozen: { type: "boolean", default: false },
      port: { type: "string", default: "0" },
      https: { type: "boolean", default: false },
      kubeconfig: { type: "string" },
      token: { type: "string", multiple: true, default: [] },
    },
  });
  const nodes =
    values.nodes === "course" || values.nodes === "none" ? values.nodes : wholeNumber("--nodes", values.nodes, 5_000);
  const now = values.now === undefined ? Date.now() : Date.parse(values.now);
  if (Number.isNaN(now)) throw new Error(`--now is no time: ${values.now}`);
  const speed = values.speed === "max" ? Number.POSITIVE_INFINITY : Number(values.speed);
  if (!(speed >= 0)) throw new Error(`--speed is a number or max: ${values.speed}`);
  return {
    nodes,
    now,
    speed,
    load: values.load,
    frozen: values.frozen,
    https: values.https,
    kubeconfig: values.kubeconfig,
    port: wholeNumber("--port", values.port, 65_535),
    users: new Map(values.token.map(userOfFlag)),
  };
}

function wholeNumber(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new Error(`${flag} is a whole number up to ${most}: ${text}`);
  return value;
}

function userOfFlag(text: string): [string, UserInfo] {
  const at = text.indexOf("=");
  const [username = "", ...groups] = text
    .slice(at + 1)
    .split(",")
    .filter(Boolean);
  if (at < 1 || !username) throw new Error(`--token is TOKEN=user,group…: ${text}`);
  return [text.slice(0, at), { username, groups: [...new Set([...groups, "system:authenticated"])] }];
}

async function openCluster({ nodes, now, frozen, speed, load, users }: Options): Promise<Room> {
  const options = { seed: randomInt(2 ** 31), now, nodes, frozen, userOfToken: (token: string) => users.get(token) };
  const cluster = Cluster.create(options);
  for (const file of load) {
    const value = JSON.parse(readFileSync(file, "utf8")) as KubeObject | { readonly items: readonly KubeObject[] };
    cluster.load("items" in value ? value.items : [value]);
  }
  const storage = new MemoryStorage({ forget: true });
  const wall = (): number => Date.now();
  const record: RoomRecord = {
    id: "cluster",
    name: "cluster",
    mode: "shared",
    template: String(nodes),
    seed: options.seed,
    startTime: now,
    createdAt: wall(),
    epoch: "1",
  };
  await storage.createRoom(record, []);
  const people = await People.load({ roomId: record.id, storage, limit: 0, wall });
  const pacer = new Pacer(wall, { time: now, speed: frozen ? 0 : speed });
  const around = {
    storage,
    wall,
    turns: new TurnScheduler(),
    quotas: { ...DEFAULT_QUOTAS, logBytes: Number.POSITIVE_INFINITY, waiting: 20_000, waitingOfPerson: 20_000 },
    report,
    snapshotEvery: Number.POSITIVE_INFINITY,
    simulationVersion: SIMULATION_VERSION,
  };
  return new Room(
    {
      record,
      cluster,
      people,
      pacer,
      activity: new Activity(),
      classroom: new Classroom(),
      nextSeq: 1,
      logBytes: 0,
      snapshotSeq: 0,
      lastKept: { seq: 0, steps: 0 },
      history: undefined,
    },
    around,
  );
}

function report(_cluster: string, problem: string, error: unknown): void {
  console.error(problem, error);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const room = await openCluster(options);
  const adminToken = makeToken();
  const users = new Map(options.users).set(adminToken, ADMIN);
  const keeper: DoorKeeper = {
    async enter(_cluster, token) {
      const user = token === undefined ? ANONYMOUS : (users.get(token) ?? (await accountOfToken(room, token))?.user);
      return user ? { door: room, user, who: "" } : "unauthorized";
    },
  };
  const streams = new KubernetesStreams({ keeper, openShell, report, limits: STREAM_LIMITS });
  const kubernetes = new KubernetesHttp({ keeper, metrics: undefined, report, open: streams.open, headers: {} });
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    response.on("error", () => response.destroy());
    void kubernetes.serve(request, response, placeOf(request.url ?? "/"));
  };
  const certificate = options.https ? await selfSigned() : undefined;
  const server = certificate
    ? createHttps({ key: certificate.private, cert: certificate.cert }, handle)
    : createHttp(handle);
  server.on("upgrade", (request, socket, head) => {
    void streams.upgrade(request, socket, head, placeOf(request.url ?? "/"));
  });
  server.on("clientError", (_error, socket) => void socket.destroy());
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(options.port, "127.0.0.1", done);
  });
  const base = `${options.https ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const file = options.kubeconfig ?? join(mkdtempSync(join(tmpdir(), "podroom-cluster-")), "kubeconfig");
  writeFileSync(
    file,
    kubeconfig({
      name: "podroom",
      server: base,
      token: adminToken,
      user: ADMIN.username,
      ...(certificate ? { certificateAuthority: certificate.cert } : {}),
    }),
    { mode: 0o600 },
  );
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
  // With tokens of its own the caller decides who asks; without, the URL alone lets its holder do everything.
  const url = options.users.size > 0 || options.https ? base : `${base}/t/${adminToken}`;
  process.stdout.write(`${JSON.stringify({ ready: true, url, kubeconfig: file })}\n`);
}

/** `/t/<token>/rest` or `/rest`, taken apart. */
function placeOf(url: string): StreamPlace {
  const inPath = /^\/t\/([\w-]{1,128})(?=[/?]|$)(.*)$/s.exec(url);
  const rest = inPath ? (inPath[2] ?? "") : url;
  return { cluster: "cluster", path: rest.startsWith("/") ? rest : `/${rest}`, token: inPath?.[1] };
}

function selfSigned(): ReturnType<typeof generate> {
  return generate([{ name: "commonName", value: "podroom" }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(`Usage: ${USAGE}`);
  process.exit(1);
});
