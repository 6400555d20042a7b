/** Lines whose other end is no browser: what they send when they are ended, have not begun, or have nothing to say. */
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_RATES, Visitors } from "../../server/transport/visitors.ts";
import { type LocalServer, startLocalServer, until } from "../support/rooms/localServer.ts";
import { maskedFrame } from "../support/streams/rawWebSocket.ts";

const MiB = 1024 * 1024;
/** What the machine itself takes from a sender before anybody reads it. */
const IN_THE_WIRE = 16 * MiB;

let server: LocalServer;
let wire: Socket;
let got: string;
beforeEach(async () => {
  server = await startLocalServer(undefined, { visitors: new Visitors({ trustedProxies: 0, rates: DEFAULT_RATES }) });
});
afterEach(async () => {
  wire.destroy();
  await server.close();
});

/** A text, in a frame of a browser's. */
const frame = (text: string): Buffer => maskedFrame(0x81, Buffer.from(text));

/** Opens a wire for a WebSocket of Engine.IO's; `more`: of a line that began by single requests. */
async function open(more = ""): Promise<void> {
  wire = connect(Number(new URL(server.url).port), "127.0.0.1");
  wire.on("error", () => {});
  got = "";
  wire.on("data", (data) => {
    got += data.toString("latin1");
  });
  wire.write(
    `GET /socket.io/?EIO=4&transport=websocket${more} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await until(() => got.includes("101 Switching"), "the wire is open");
}

/** Sends much, and says how much of it was taken when no more is, or the wire is cut. */
async function taken(bytes: number): Promise<number> {
  const one = frame(`4${"x".repeat(256 * 1024)}`);
  for (let sent = 0; sent < bytes; sent += one.length) wire.write(one);
  for (let before = -1, now = 0; before !== now && !wire.destroyed; ) {
    before = now;
    await sleep(400);
    now = wire.bytesWritten - wire.writableLength;
  }
  return wire.bytesWritten - wire.writableLength;
}

describe("OPER-34 a line", () => {
  it("OPER-34 that the server ended is read no faster than before, whatever its other end goes on to send", async () => {
    await open();
    // No packet of Engine.IO's: the line ends.
    wire.write(frame("9"));
    await until(() => server.server.gateway.socketCount === 0, "the line is ended");
    expect(await taken(64 * MiB)).toBeLessThan(IN_THE_WIRE);
  });

  it("SYNC-42 that says nothing in a packet does no harm", async () => {
    await open();
    wire.write(frame("40"));
    await until(() => got.includes('40{"sid"'), "the line is connected");
    wire.write(frame("4"));
    await until(() => server.server.gateway.socketCount === 0, "the line is ended");
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it("OPER-34 that has not begun takes little", async () => {
    const handshake = (await (await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`)).text()).slice(1);
    const { sid } = JSON.parse(handshake) as { sid: string };
    await open(`&sid=${sid}`);
    expect(await taken(64 * MiB)).toBeLessThan(IN_THE_WIRE);
  });
});
