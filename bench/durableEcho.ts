/** From one client's apply to another's sight of it, on disk before: against a bare echo with one SQLite commit. */
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Server } from "socket.io";
import { CLIENT_EVENT, SERVER_EVENT } from "../server/protocol/messages.ts";
import { ask, BenchFolder, growTo, PODS, startServer } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { Clients, newPeople } from "./Clients.ts";
import { MARK } from "./clientPart.ts";
import { median } from "./measure.ts";

/** What is used of the driver that lies under Prisma's adapter. */
interface Database {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: readonly unknown[]): unknown };
  close(): void;
}

export async function durableEchoRows({ roundTrips = 120, turns = 2 } = {}): Promise<readonly BenchRow[]> {
  const folder = new BenchFolder();
  const bench = await startServer(await folder.storage());
  const echo = await bareEcho(folder);
  try {
    const { room } = await bench.directory.create({ template: "3" });
    const [pod = ""] = await growTo(room, 10);
    const path = `${PODS}/${pod}`;
    const body = JSON.stringify({ metadata: { labels: { mark: MARK } } });
    await ask(room, "GET", path);
    const cookies = await newPeople(room, "instructor", 2);
    const inRoom = await Clients.start({ url: bench.url, cookies, room: room.id });
    const bare = await Clients.start({ url: echo.url, cookies: ["", ""], room: "" });
    const durable: number[] = [];
    const baseline: number[] = [];
    await inRoom.roundTrips({ count: 30, path, body });
    await bare.roundTrips({ count: 30, path, body });
    // In turns, so that a busy moment of the machine touches both.
    for (let turn = 0; turn < turns; turn++) {
      durable.push(...(await inRoom.roundTrips({ count: roundTrips, path, body })));
      baseline.push(...(await bare.roundTrips({ count: roundTrips, path, body })));
    }
    await inRoom.end();
    await bare.end();
    return [
      benchRow(
        "durable-apply-p50",
        { value: median(durable) / 1e3, unit: "ms", baseline: median(baseline) / 1e3 },
        { of: "ratio", atMost: 2 },
      ),
    ];
  } finally {
    await echo.close();
    await bench.close();
    folder.remove();
  }
}

/** Commits what a client sends in a table of its own, durably like a room, and sends it to everybody. */
async function bareEcho(folder: BenchFolder): Promise<{ readonly url: string; close(): Promise<void> }> {
  const Driver = createRequire(import.meta.url)("libsql") as new (path: string) => Database;
  const database = new Driver(join(folder.path, "echo.db"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE echo (text TEXT NOT NULL)");
  const insert = database.prepare("INSERT INTO echo VALUES (?)");
  const http = createServer();
  const io = new Server(http, { serveClient: false, perMessageDeflate: false });
  io.on("connection", (socket) => {
    socket.on(CLIENT_EVENT, (message: unknown) => {
      insert.run(JSON.stringify(message));
      io.emit(SERVER_EVENT, message);
    });
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async close() {
      await io.close();
      database.close();
    },
  };
}
