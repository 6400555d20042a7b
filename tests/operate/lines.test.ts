/** Lines of pages: who may open one, how many, how long; and what of them reaches all others. */
import { get } from "node:http";
import { io, type Socket } from "socket.io-client";
import { afterEach, describe, expect, it } from "vitest";
import { CLIENT_EVENT, PROTOCOL_VERSION } from "../../server/protocol/messages.ts";
import { DEFAULT_RATES, Visitors } from "../../server/transport/visitors.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

let server: LocalServer;
const open: Socket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) socket.disconnect();
  await server.close();
});

function line(cookie?: string): Socket {
  const socket = io(server.url, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    ...(cookie ? { extraHeaders: { cookie } } : {}),
  });
  open.push(socket);
  return socket;
}

const knock = (query: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
  fetch(`${server.url}/socket.io/?EIO=4&transport=polling${query}`, { method, headers });

describe("OPER-12 OPER-38 lines", () => {
  it("OPER-12 a page elsewhere gets no line as a script, and none of the site's other origins", async () => {
    server = await startLocalServer();
    expect((await knock("&j=0")).status).toBe(400);
    for (const site of ["cross-site", "same-site"])
      expect((await knock("", { "sec-fetch-site": site })).status).toBe(403);
    for (const site of ["same-origin", "none"]) expect((await knock("", { "sec-fetch-site": site })).status).toBe(200);
  });

  it("OPER-12 the origin of each request over a line counts, not of its first alone", async () => {
    server = await startLocalServer();
    const { sid } = JSON.parse((await (await knock("")).text()).slice(1)) as { readonly sid: string };
    const origin = { origin: "https://elsewhere.example" };
    expect((await knock(`&sid=${sid}`, origin, "POST")).status).toBe(403);
    expect((await knock(`&sid=${sid}`, origin)).status).toBe(403);
    expect((await knock(`&sid=${sid}&j=1`)).status).toBe(400);
  });

  it("OPER-13 requests over a line count as all others of their address do", async () => {
    const rates = { ...DEFAULT_RATES, address: 1 };
    server = await startLocalServer(undefined, { visitors: new Visitors({ rates, trustedProxies: 0 }) });
    const answers: number[] = [];
    // A header alone makes no upgrade of it.
    for (let asked = 0; asked < 14; asked++)
      await new Promise<void>((resolve) =>
        get(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { upgrade: "websocket" } }, (answer) => {
          answers.push(answer.statusCode ?? 0);
          answer.resume().on("end", resolve);
        }),
      );
    expect(answers[0]).toBe(200);
    expect(answers.slice(12)).toEqual([429, 429]);
  });

  it("OPER-38 an address has so many lines open and no more; one that ends makes room", async () => {
    const visitors = new Visitors({ rates: DEFAULT_RATES, trustedProxies: 0, lines: 3 });
    server = await startLocalServer(undefined, { visitors });
    const lines = [line(), line(), line()];
    await until(() => lines.every(({ connected }) => connected), "three lines");
    const fourth = line();
    let refused = false;
    fourth.on("connect_error", () => (refused = true));
    await until(() => refused, "the fourth refused");
    lines[0]?.disconnect();
    await until(() => server.server.gateway.socketCount === 2, "one ended");
    const fifth = line();
    await until(() => fifth.connected, "place again");
  });

  it("OPER-38 a line that is of no room ends; of a room it stays", async () => {
    server = await startLocalServer(undefined, { idleLineMs: 300 });
    const room = await createRoom(server.url);
    const stranger = line();
    const member = line(room.cookie);
    member.emit(CLIENT_EVENT, { type: "join", version: PROTOCOL_VERSION, room: room.id });
    await until(() => stranger.connected && member.connected, "both");
    await until(() => !stranger.connected, "the stranger is cut off");
    // Whatever else the stranger's line says, it is of no room.
    const talker = line();
    const talk = setInterval(() => talker.emit(CLIENT_EVENT, { type: "leave" }), 50);
    await until(() => talker.connected, "another");
    await until(() => !talker.connected, "cut off too");
    clearInterval(talk);
    expect(member.connected).toBe(true);
  });

  it("OPER-38 where a page looks is told all others ten times a second at most", async () => {
    const visitors = new Visitors({ rates: DEFAULT_RATES, trustedProxies: 0 });
    server = await startLocalServer(undefined, { visitors });
    const room = await createRoom(server.url);
    const teacher = line(room.cookie);
    let told = 0;
    teacher.onAny((_event, message: { readonly type?: string }) => (told += message.type === "person" ? 1 : 0));
    teacher.emit(CLIENT_EVENT, { type: "join", version: PROTOCOL_VERSION, room: room.id });
    const { cookie } = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const pages = Array.from({ length: 4 }, () => line(cookie));
    for (const page of pages) page.emit(CLIENT_EVENT, { type: "join", version: PROTOCOL_VERSION, room: room.id });
    await until(() => told >= 5, "all are here");
    told = 0;
    const began = performance.now();
    for (let round = 0; round < 100; round++)
      for (const page of pages) page.emit(CLIENT_EVENT, { type: "looking", at: { view: "map" } });
    const last = line(room.cookie);
    await until(() => last.connected, "the server answers");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(told).toBeGreaterThan(20);
    expect(told).toBeLessThanOrEqual(60 + (10 * (performance.now() - began)) / 1000 + 2);
  });
});
