/**
 * Puts the server together: environment, database, rooms, pages, one port; and takes it apart in order at the end.
 *
 * The only place that makes Next, Socket.IO, Prisma and the wall clock. Read `rooms/Room.ts` and `transport/httpServer.ts` next.
 */
import { readFileSync } from "node:fs";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { readCertificate } from "./certificate.ts";
import { clusterFactory } from "./clusterFactory.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { Lessons } from "./lessons/Lessons.ts";
import { Drills } from "./monitor/Drills.ts";
import { Crossings } from "./monitor/crossings/Crossings.ts";
import { Library } from "./lessons/Library.ts";
import { OwnLessons } from "./lessons/own/OwnLessons.ts";
import { openDatabase } from "./persistence/openDatabase.ts";
import { prismaStorage } from "./persistence/prismaStorage.ts";
import { openSettled } from "./persistence/restoring/openSettled.ts";
import { RestoreWatch } from "./persistence/restoring/RestoreWatch.ts";
import { answer } from "./persistence/restoring/serverAnswer.ts";
import { openStorageThread } from "./persistence/thread/storageThread.ts";
import type { BilingualText } from "./protocol/messages.ts";
import { DEFAULT_QUOTAS, QUOTA_TEXTS } from "./rooms/quotas.ts";
import { retain } from "./rooms/retention.ts";
import { RoomDirectory } from "./rooms/RoomDirectory.ts";
import { TurnScheduler } from "./rooms/TurnScheduler.ts";
import { openShell } from "./shell/ShellSession.ts";
import { BEGIN_ANEW, BEGUN_BY } from "./start/flags.mjs";
import { builtFiles } from "./transport/builtFiles.ts";
import { createPodroomServer } from "./transport/httpServer.ts";
import { PastWorker } from "./transport/past/PastWorker.ts";
import { Visitors } from "./transport/visitors.ts";

/** How long an orderly end may take before it is cut short, ms. */
const SHUTDOWN_MS = 20_000;
const SNAPSHOT_EVERY = 1_000;
/** How often rooms beyond their time are looked for, ms. */
const RETENTION_MS = 3_600_000;
const RESTORE_DROPPED = "a restore was interrupted before it changed anything; its copy is gone";
const NOT_BEGUN_ANEW =
  "nothing would begin this server anew, stop it first (이 서버를 다시 시작해 줄 프로그램이 없어요. 서버를 먼저 멈추세요)";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

async function serve(environment: Environment): Promise<void> {
  const log = pino({ level: environment.logLevel });
  const report = (room: string, problem: string, error: unknown): void => log.error({ room, err: error }, problem);
  const database = resolve(root, environment.databaseUrl.slice("file:".length));
  const url = `file:${database}`;
  const migrations = join(root, "prisma/migrations");
  // Threads run what is bundled, and in development nothing is.
  const threads = environment.production;
  const { storage, awaited } = await openSettled(database, {
    open: async () =>
      threads
        ? openStorageThread({
            file: join(root, ".build/storage.mjs"),
            url,
            migrations,
            report: (problem, error) => report("", problem, error),
          })
        : prismaStorage(await openDatabase(url, migrations)),
    waiting: () => log.warn("a backup is being restored; the server goes on when that is done"),
    settled: (how) => log.warn(how === "finished" ? "an interrupted restore was finished" : RESTORE_DROPPED),
  });
  const factory = clusterFactory({ root, freeze: !environment.production });
  const courses = Library.read(join(root, "server/lessons/courses"));
  const directory = new RoomDirectory({
    storage,
    factory,
    turns: new TurnScheduler(),
    quotas: { ...DEFAULT_QUOTAS, ...environment.quotas },
    mostRooms: environment.rooms,
    keepDeleted: environment.grace > 0,
    wall: () => Date.now(),
    report,
    snapshotEvery: SNAPSHOT_EVERY,
    simulationVersion: factory.version,
  });
  const own = new OwnLessons(storage, (course, lesson) => courses.has(course, lesson), Date.now);
  const lessons = new Lessons(courses, report, own);
  directory.whenAwake(lessons.attend);
  directory.whenAwake(new Drills(report).attend);
  directory.whenAwake((room) => Crossings.attend(room, (problem, error) => report(room.id, problem, error)));
  const pages = environment.pages ? await openPages(environment) : undefined;
  const tls = environment.tls && readCertificate(environment.tls);
  const past = threads ? new PastWorker({ file: join(root, ".build/past.mjs"), database: url, report }) : undefined;
  const server = createPodroomServer({
    tls,
    directory,
    ...(past ? { past } : {}),
    publicUrl: environment.publicUrl,
    courses,
    desk: {
      shelf: own.shelf,
      drafts: own.drafts,
      plans: own.plans,
      shares: own.shares,
      copies: own.copies,
      explain: (room, person) => lessons.explain(room, person),
    },
    openShell,
    pages,
    // In development they come and go.
    files: pages && environment.production ? builtFiles(join(root, ".next/static"), "/_next/static/") : undefined,
    visitors: new Visitors(environment),
    streamLimits: environment.streams,
    security: { development: !environment.production, frameAncestors: environment.frameAncestors },
    metricsFor: environment.metrics,
    ...(environment.adminSecret === undefined
      ? {}
      : {
          admin: {
            storage,
            secret: environment.adminSecret,
            grace: environment.grace,
            version: ownVersion(),
            settings: environment.shown,
            note: (what: string, room: string) => log.info({ room }, what),
          },
        }),
    ready: async () => void (await storage.lastBeat()),
    report,
  });
  await new Promise<void>((done, fail) => {
    server.http.once("error", fail);
    server.http.listen(environment.port, environment.host, done);
  });
  const { port } = server.http.address() as AddressInfo;
  // To whoever begins it anew when it fails (start/serve.mjs).
  process.send?.("ready");
  console.log(`Podroom is ready: ${environment.publicUrl ?? `${tls ? "https" : "http"}://localhost:${port}`}`);
  if (awaited) answer(database, { says: "back" });
  // A renewed certificate counts from here on; one that is wrong leaves the old one in place.
  const { tls: files } = environment;
  const { http } = server;
  if (files && "setSecureContext" in http)
    process.on("SIGHUP", () => {
      try {
        const { cert, key } = readCertificate(files);
        http.setSecureContext({ cert, key });
        log.info("the certificate was read anew");
      } catch (error) {
        log.error({ err: error }, "the certificate could not be read anew; the old one stays");
      }
    });

  const retention = { directory, storage, unusedFor: environment.unusedFor, grace: environment.grace, wall: Date.now };
  const keepHouse = (): void =>
    void retain(retention).then(
      (done) => done.deleted + done.purged > 0 && log.info(done, "rooms beyond their time"),
      (error: unknown) => log.error({ err: error }, "rooms beyond their time could not be looked at"),
    );
  keepHouse();
  setInterval(keepHouse, RETENTION_MS).unref();

  let ending = false;
  const goDown = (why: string, text: BilingualText, codes: { readonly done: number; readonly late: number }): void => {
    if (ending) return;
    ending = true;
    log.info({ why }, "saving all rooms and going down");
    const fail = (problem: string, error?: unknown): void => {
      log.fatal(error === undefined ? {} : { err: error }, `${problem}; the logs of all rooms are whole`);
      process.exit(codes.late);
    };
    setTimeout(() => fail("going down took too long"), SHUTDOWN_MS).unref();
    directory
      .closeAll(text)
      .then(() => server.close())
      .then(() => past?.close())
      .then(() => storage.close())
      .then(() => process.exit(codes.done))
      .catch((error: unknown) => fail("could not go down in order", error));
  };
  const end = (signal: NodeJS.Signals): void => goDown(signal, QUOTA_TEXTS.closing, { done: 0, late: 1 });
  new RestoreWatch({
    database,
    migrations,
    refusal: () => (process.env[BEGUN_BY] === String(process.ppid) ? undefined : NOT_BEGUN_ANEW),
    go: () => goDown("a backup is restored", QUOTA_TEXTS.restoring, { done: BEGIN_ANEW, late: BEGIN_ANEW }),
    failed: (error) => log.error({ err: error }, "a restore could not be looked at"),
  });
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  process.on("unhandledRejection", (error) => log.error({ err: error }, "a promise failed and nobody looked"));
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "an error nobody caught; what was acknowledged is safe");
    process.exit(1);
  });
}

function ownVersion(): string {
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string }).version;
}

type Pages = (request: IncomingMessage, response: ServerResponse) => void;

async function openPages({ production, port, host }: Environment): Promise<Pages> {
  const { default: next } = await import("next");
  // It hears by itself of every upgrade there is. Built pages have none: they are given a server that nobody asks.
  const heard = production ? { httpServer: new Server() } : {};
  const app = next({ dev: !production, dir: root, port, hostname: host, ...heard });
  await app.prepare();
  const handle = app.getRequestHandler();
  return (request, response) => void handle(request, response);
}

try {
  await serve(readEnvironment(process.env));
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  const text =
    code === "EADDRINUSE"
      ? `The port is taken (포트를 이미 다른 프로그램이 쓰고 있어요): ${(error as Error).message}`
      : error instanceof Error
        ? error.message
        : String(error);
  console.error(text);
  process.exit(1);
}
