import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { parseClientMessage } from "../../server/protocol/clientMessages.ts";
import { LIVE_LIMITS } from "../../server/protocol/live.ts";
import { PROTOCOL_VERSION } from "../../server/protocol/messages.ts";
import { normalizeNickname, nicknameKey, refuseOffice } from "../../server/rooms/nickname.ts";
import { Random } from "../../server/simulation/runtime/Random.ts";
import { type LocalServer, startLocalServer } from "../support/rooms/localServer.ts";
import { type CreatedRoom, createRoom } from "../support/rooms/serverProcess.ts";

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const random = Random.fromSeed(seed);
const pick = <T>(items: readonly T[]): T => items[random.uint32() % items.length] as T;

const SCALARS: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER,
  () => "",
  () => "__proto__",
  () => "x".repeat(10_000),
  () => "\u0000\u202e\ud800",
  () => "join",
  () => "request",
  () => "/api/v1/pods",
  () => "GET",
  () => random.uint32(),
];
function hostile(depth = 0): unknown {
  const kind = random.uint32() % (depth > 4 ? 1 : 4);
  if (kind <= 1) return pick(SCALARS)();
  if (kind === 2) return Array.from({ length: random.uint32() % 5 }, () => hostile(depth + 1));
  const keys = [
    "type",
    "id",
    "method",
    "path",
    "body",
    "room",
    "version",
    "since",
    "person",
    "view",
    "sight",
    "of",
    "on",
    "by",
    "data",
    "at",
    "__proto__",
    "constructor",
    "toString",
    "x",
  ];
  return JSON.parse(
    JSON.stringify(
      Object.fromEntries(Array.from({ length: random.uint32() % 6 }, () => [pick(keys), hostile(depth + 1)])),
    ),
  );
}
const likely = (): unknown => ({
  ...(hostile() as object),
  type: pick([
    ...["join", "request", "follow", "stop", "looking", "resync", "clock", "leave"],
    ...["lead", "go-along", "watch", "sight", "ask-keyboard", "give-keyboard", "type"],
  ]),
  id: pick([1, -1, "1", 2 ** 60]),
  room: room.id,
  version: PROTOCOL_VERSION,
});

let server: LocalServer;
let room: CreatedRoom;
beforeAll(async () => {
  console.log(`hostile messages with SEED=${seed}`);
  server = await startLocalServer();
  room = await createRoom(server.url);
});
afterAll(() => server.close());

/** The server answers others as quickly as ever. */
async function healthy(): Promise<void> {
  const began = performance.now();
  expect((await fetch(`${room.clusterUrl}/api/v1/pods`)).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(1_000);
}

describe(`hostile input (SEED=${seed})`, () => {
  it("SYNC-40 parses or refuses any message without throwing", () => {
    for (let count = 0; count < 5_000; count++) parseClientMessage(hostile());
    const deep = JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`) as unknown;
    expect(parseClientMessage({ type: "looking", at: deep })).toBeUndefined();
    expect(parseClientMessage({ type: "stop", id: 1, extra: 1 })).toBeUndefined();
    const terminal = { text: "", columns: 80, rows: 24, row: 0, column: 0 };
    for (const message of [
      { type: "lead", view: "x".repeat(LIVE_LIMITS.view + 1) },
      { type: "sight", sight: { view: "", more: 1 } },
      { type: "sight", sight: { cluster: "../../api" } },
      { type: "sight", sight: { editor: { text: "x".repeat(LIVE_LIMITS.editor + 1), from: 1, line: 1 } } },
      { type: "sight", sight: { terminal: { ...terminal, text: "x".repeat(LIVE_LIMITS.terminal + 1) } } },
      { type: "sight", sight: { terminal: { ...terminal, rows: 1e9 } } },
      { type: "type", person: "p", data: "x".repeat(LIVE_LIMITS.keys + 1) },
      { type: "type", person: "p", data: "" },
      { type: "watch", person: "p", on: true },
    ])
      expect(parseClientMessage(message)).toBeUndefined();
    expect(parseClientMessage({ type: "sight", sight: { terminal, editor: null } })).toBeDefined();
  });

  it("SYNC-41 no message over Socket.IO ends or slows the server", async () => {
    const sockets = Array.from({ length: 4 }, (_, index) =>
      io(server.url, {
        transports: ["websocket"],
        forceNew: true,
        reconnection: false,
        extraHeaders: index < 2 ? { cookie: room.cookie } : {},
      }),
    );
    await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.on("connect", () => resolve()))));
    sockets[0]?.emit("client", { type: "join", version: PROTOCOL_VERSION, room: room.id });
    await sleep(50);
    for (let count = 0; count < 150; count++) {
      for (const socket of sockets) {
        const event = pick(["client", "client", "client", "server", "disconnecting", "x"]);
        if (event === "disconnecting") continue;
        socket.emit(event, pick([hostile, likely])(), pick([undefined, hostile()]));
      }
      if (count % 30 === 0) await sleep(5);
    }
    await sleep(200);
    await healthy();
    for (const socket of sockets) socket.close();
  });

  it("SYNC-42 raw bytes on the WebSocket and the port do no harm", async () => {
    for (let count = 0; count < 30; count++) {
      await new Promise<void>((resolve) => {
        const wire = connect(Number(new URL(server.url).port), "127.0.0.1", () => {
          const noise = Buffer.from(Array.from({ length: 200 }, () => random.uint32() & 255));
          const upgrade = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;
          if (count % 2) wire.write(upgrade);
          wire.write(
            pick([
              noise,
              Buffer.from(`GET /clusters/${room.id}/%ff%00 HTTP/1.1\r\nHost: a\r\n\r\n`),
              Buffer.from("POST /api/rooms HTTP/1.1\r\nContent-Length: 5\r\n\r\n{"),
              Buffer.from("\r\n\r\n"),
            ]),
          );
          setTimeout(() => wire.destroy(), 10);
        });
        wire.on("error", () => {});
        wire.on("close", () => resolve());
      });
    }
    for (const text of [
      '42["client",',
      "4",
      '451-["client",{"_placeholder":true,"num":9}]',
      '42/admin,["client",{}]',
      "2probe",
      "42[]",
      '42{"__proto__":1}',
      `42["client","${"\\u0000".repeat(1000)}"]`,
    ]) {
      const handshake = (await (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)).text()).slice(1);
      const { sid } = JSON.parse(handshake) as { sid: string };
      await fetch(`${server.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
        method: "POST",
        body: `40\x1e${text}`,
      }).catch(() => undefined);
    }
    await healthy();
  });

  it("SYNC-42 packets of any kind on an open line do no harm", async () => {
    const packets: readonly (() => string | Buffer)[] = [
      () => `${random.uint32() % 10}`,
      () => `4${random.uint32() % 10}`,
      () => `4${random.uint32() % 10}${JSON.stringify(hostile())}`,
      () => `4${random.uint32() % 10}${random.uint32() % 99}-[${JSON.stringify(hostile())}]`,
      () => `4${random.uint32() % 10}/${pick(["", "admin", "x".repeat(300)])},${random.uint32() % 99}[]`,
      () => `42${JSON.stringify(["client", likely()])}`,
      () => `b${pick(["", "AA==", "?"])}`,
      () => "",
      () => Buffer.from([random.uint32() & 255]),
      () => Buffer.alloc(0),
    ];
    for (let count = 0; count < 150; count++) {
      await new Promise<void>((resolve) => {
        const line = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
        line.on("error", () => {});
        line.on("close", () => resolve());
        line.once("message", () => {
          line.send("40");
          line.once("message", () => {
            for (let packet = 0; packet < 8; packet++) line.send(pick(packets)());
            setTimeout(() => line.terminate(), 15);
          });
        });
      });
    }
    await healthy();
  });

  it("SYNC-42 wires that ask for something else than HTTP and are cut do no harm", async () => {
    const port = Number(new URL(server.url).port);
    const paths = [
      "/",
      "/_next/x",
      "/socket.io/",
      "/socket.iox",
      "/socket.io",
      "/socket.io/?EIO=9",
      "//",
      "http://[",
      "*",
    ];
    const rooms = ["api/v1/pods?watch=1", "api/v1/namespaces/default/pods/x/exec?command=sh", "%zz", ""];
    const all = [...paths, ...rooms.map((path) => `/clusters/${room.id}/${path}`), "/clusters/x/api"];
    for (let count = 0; count < 300; count++)
      await new Promise<void>((resolve) => {
        const wire = connect(port, "127.0.0.1", () => {
          const protocol = pick(["websocket", "SPDY/3.1", "h2c", ""]);
          const key = pick(["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n", ""]);
          const head = `${pick(["GET", "POST", "CONNECT"])} ${pick(all)} HTTP/1.1\r\nHost: x\r\n`;
          wire.write(`${head}Upgrade: ${protocol}\r\nConnection: Upgrade\r\n${key}\r\n${pick(["", "x"])}`);
          setTimeout(
            () => pick([() => wire.resetAndDestroy(), () => wire.destroy(), () => wire.end()])(),
            random.uint32() % 6,
          );
        });
        wire.on("error", () => {});
        wire.on("close", () => resolve());
        wire.resume();
      });
    await healthy();
  });

  it("SYNC-43 hostile paths and bodies over HTTP get a Status or a refusal", async () => {
    const paths = [
      "/api/v1/pods?limit=-1&continue=%00",
      "/api/v1/namespaces/%2e%2e/pods",
      "/apis/%zz",
      `/api/v1/${"a/".repeat(2_000)}`,
      "/api/v1/pods?watch=1&timeoutSeconds=0&resourceVersion=99999999999999999999",
      "/__proto__/constructor",
      "//",
      "/api/v1/pods?labelSelector=(((((",
    ];
    for (const path of paths) {
      const response = await fetch(room.clusterUrl + path, { signal: AbortSignal.timeout(300) }).catch(() => undefined);
      if (response) expect(response.status).toBeLessThan(500);
      await response?.body?.cancel();
    }
    const bombs = [
      "a: &a [x]\n" +
        Array.from(
          { length: 30 },
          (_, index) => `b${index}: &b${index} [*${index ? `b${index - 1}` : "a"}, *${index ? `b${index - 1}` : "a"}]`,
        ).join("\n"),
      "[".repeat(100_000),
      "apiVersion: v1\nkind: Nothing",
      "- 1",
      "\u0000",
      '{"apiVersion":"v1","kind":"List","items":[{"__proto__":{"x":1}}]}',
    ];
    for (const manifest of bombs) {
      const response = await fetch(`${server.url}/api/rooms`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ manifests: manifest }),
      });
      expect(response.status).toBe(400);
    }
    for (let count = 0; count < 200; count++) {
      const response = await fetch(
        `${server.url}/api/rooms/${pick([room.id, "x", "%00", "../.."])}/${pick(["join", "links/student", "people/x", "kubeconfig", ""])}`,
        {
          method: pick(["POST", "PATCH", "DELETE", "PUT"]),
          body: pick([JSON.stringify(hostile()), "{", "\u0000"]),
          headers: { "content-type": "application/json" },
        },
      );
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
    await healthy();
    expect(server.world.problems.filter((problem) => !/message failed/.test(problem))).toEqual([]);
  });

  it("ROOM-22 nicknames: what is invisible, too long or a look-alike is refused", () => {
    for (const bad of [
      "",
      "   ",
      "a\u202eb",
      "a\u200bb",
      "\u2066x",
      "a\u0007",
      "x".repeat(31),
      "e" + "\u0301".repeat(500),
      "\ufeff",
      "a\u200db",
      "\u3164",
    ])
      expect(() => normalizeNickname(bad)).toThrow();
    expect(normalizeNickname("  김 민아 ")).toBe("김 민아");
    expect(normalizeNickname("👩‍💻 dev")).toBe("👩‍💻 dev");
    expect(normalizeNickname("가".repeat(30))).toHaveLength(30);
    for (const [left, right] of [
      ["Mina", "mina"],
      ["Mina", "Міna"],
      ["Bob", "B0b"],
      ["paul", "рaul"],
      ["ｍina", "mina"],
      ["José", "jose"],
      ["Kim", "ΚΙΜ"],
      ["Ann", "ᴀɴɴ"],
      ["Nina", "Νina"],
      ["ニ口", "二ロ"],
    ] as const)
      expect(nicknameKey(left)).toBe(nicknameKey(right));
    expect(nicknameKey("mina")).not.toBe(nicknameKey("mino"));
    for (const name of [
      "the room",
      "방",
      "Instructor",
      "１nstructor",
      "강사",
      "강사님 1",
      "(선생님)",
      "аdmin",
      "Podroom!",
    ]) {
      expect(() => refuseOffice(name, "student"), name).toThrow();
      expect(() => refuseOffice(name, "instructor"), name).not.toThrow();
    }
    for (const name of ["민아", "방울", "محمد", "Иван", "さくら", "강사랑", "Roomie"])
      expect(() => refuseOffice(normalizeNickname(name), "viewer"), name).not.toThrow();
    for (let count = 0; count < 2_000; count++) {
      try {
        normalizeNickname(JSON.stringify(hostile()).slice(0, 40));
      } catch (error) {
        expect((error as { code?: string }).code).toBe("bad-nickname");
      }
    }
  });
});
