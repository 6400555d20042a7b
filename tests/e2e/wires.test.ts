/** The server as it runs, with its pages, asked by what is no browser: requests of any kind on wires that are cut at any moment. */
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRoom, freePort, joinRoom, type ServerProcess, startServer } from "../support/rooms/serverProcess.ts";
import { chooser } from "../support/randomLife.ts";

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const WIRES = 1_500;
const AT_ONCE = 16;

const choose = chooser(SEED);
const pick = <T>(items: readonly T[]): T => items[choose(items.length)] as T;
const folder = mkdtempSync(join(tmpdir(), "podroom-wires-"));
let server: ServerProcess;

beforeAll(async () => {
  const env = { PAGES: "on", ADDRESS_RATE: "10000", PERSON_RATE: "10000" };
  server = await startServer(join(folder, "podroom.db"), await freePort(), { env });
});
afterAll(async () => {
  await server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** What is answered, as it came; `cut`: ms after which the wire is. */
function say(text: string, cut: { readonly after: number; readonly how: "reset" | "gone" | "ended" }): Promise<string> {
  return new Promise((resolve) => {
    let got = "";
    const wire = connect(Number(new URL(server.url).port), "127.0.0.1", () => {
      wire.write(text, "latin1");
      setTimeout(() => {
        if (cut.how === "reset") wire.resetAndDestroy();
        else if (cut.how === "gone") wire.destroy();
        else wire.end();
      }, cut.after);
    });
    wire.on("data", (bytes) => {
      got += bytes.toString("latin1");
    });
    wire.on("error", () => {});
    wire.on("close", () => resolve(got));
  });
}

const METHODS = ["GET", "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT", "TRACE"];
const HEADERS = [
  ...["Host", "Origin", "Accept", "Accept-Encoding", "Accept-Language", "Content-Type", "Range", "If-None-Match"],
  ...["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Authorization", "Expect", "Impersonate-User"],
  ...["Sec-Fetch-Site", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "X-Stream-Protocol-Version"],
  ...["Next-Action", "RSC", "Next-Router-State-Tree", "Cookie"],
];
const VALUES = [
  ...[
    "x",
    "",
    ",",
    '"',
    "%",
    "\xe9",
    "[",
    "x:99999",
    "..",
    "a".repeat(3_000),
    "0",
    "-1",
    "null",
    "chunked",
    "ko;q=9,en",
  ],
  ...["gzip;q=x, br", "bytes=0-", "100-continue", "application/json;;", "application/vnd.kubernetes.protobuf"],
];
const BODIES = [
  "",
  "",
  "{",
  "{}",
  "[]",
  "null",
  "a: b: c",
  "x".repeat(5_000),
  "\x81\x82\0\0\0\x0040\x81\x81\0\0\0\x004",
];
const places = (room: string, cluster: string): readonly string[] => [
  ...[
    "/",
    "//",
    "/%",
    "/%ff",
    "*",
    "http://[",
    "http://x:99999/",
    `/${"a/".repeat(500)}`,
    "/_next/x",
    "/_next/static/x.js",
  ],
  ...[
    "/socket.iox",
    "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=4&transport=websocket",
    "/socket.io/?EIO=9",
  ],
  ...[
    "/new?x=[]&lang=%",
    "/lessons",
    "/privacy",
    "/admin",
    "/healthz",
    "/metrics",
    "/api/courses/x",
    "/api/lessons/shared",
    "/api/rooms",
  ],
  ...["", "/monitor?t=x", "/embed", "/results", "/lessons", "/%E0%A4%A"].map((rest) => `/room/${room}${rest}`),
  ...["", "/mine", "/join", "/people", "/state", "/results.csv", "/history?at=NaN"].map(
    (rest) => `/api/rooms/${room}${rest}`,
  ),
  ...[
    "/pods?watch=1",
    "/namespaces/default/pods/x/exec?command=sh&stdin=1",
    "/%zz",
    "/namespaces/default/services/a:b:c:/proxy/%2e",
  ].map((rest) => `${cluster}/api/v1${rest}`),
];

function request(places: readonly string[], cookie: string): string {
  const upgrade = choose(3) === 0;
  const body = pick(BODIES);
  const lines = [`${pick(METHODS)} ${pick(places)} HTTP/1.${pick([1, 1, 0])}`];
  if (choose(9) > 0) lines.push(`Host: ${pick(["x", "x", "[", "x:y", ""])}`);
  if (choose(2) > 0) lines.push(`Cookie: ${cookie}`);
  for (let left = choose(4); left > 0; left--) lines.push(`${pick(HEADERS)}: ${pick(VALUES)}`);
  if (upgrade)
    lines.push(
      `Upgrade: ${pick(["websocket", "SPDY/3.1", "h2c"])}`,
      "Connection: Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Sec-WebSocket-Version: ${pick([13, 8])}`,
    );
  else if (body !== "")
    lines.push(
      pick([`Content-Length: ${body.length}`, `Content-Length: ${body.length + 10}`, "Transfer-Encoding: chunked"]),
    );
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

test(`SYNC-44 no request on a wire that is cut at any moment ends the server or is an error of its own (seed ${SEED})`, async () => {
  const room = await createRoom(server.url);
  // Who asks is a student: an instructor's room would soon be gone.
  const { cookie } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "민아" });
  const all = places(room.id, new URL(room.clusterUrl).pathname);
  const failed: string[] = [];
  let left = WIRES;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) {
        const text = request(all, cookie);
        const answer = await say(text, { after: choose(40), how: pick(["reset", "gone", "ended"] as const) });
        if (answer.startsWith("HTTP/1.1 500 ")) failed.push(text);
      }
    }),
  );
  expect(failed).toEqual([]);
  expect(server.process.exitCode).toBe(null);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect((await fetch(server.url)).status).toBe(200);
  // Nothing of it is an error for the operator.
  expect(server.output()).not.toMatch(/"level":[56]0/);
});

test("SYNC-44 who asks this server as a proxy, or by a name that is none, is told so or gets the page", async () => {
  const ask = async (target: string, host: string): Promise<string> =>
    (
      await say(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`, { after: 5_000, how: "gone" })
    ).split("\r\n", 1)[0] ?? "";
  for (const target of ["*", "http://[", "http://x:99999/"]) expect(await ask(target, "x"), target).toContain(" 400 ");
  for (const host of ["[", "x:y", "x:99999", "..", ""]) expect(await ask("/", host), host).toContain(" 200 ");
});
