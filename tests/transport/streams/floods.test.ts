/** What a person sends by streams and requests is read no faster than what their pages send. */
import { request } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_RATES, Visitors } from "../../../server/transport/visitors.ts";
import { createRoom } from "../../support/rooms/serverProcess.ts";
import { SpdyClient } from "../../support/streams/SpdyClient.ts";
import { runningPod, startStreamServer, type StreamServer, until } from "../../support/streams/streamServer.ts";

const MiB = 1024 * 1024;
const EXEC = "/api/v1/namespaces/default/pods/web/exec?command=sink&stdin=true&stdout=true";
/** As much at once, and what comes until it has been looked at. */
const MOST = 6 * MiB;

let server: StreamServer;
let heard = 0;

beforeAll(async () => {
  server = await startStreamServer(
    () => ({
      write: (data) => {
        heard += data.length;
      },
      endInput: () => {},
      resize: () => {},
      close: () => {},
    }),
    { visitors: new Visitors({ trustedProxies: 0, rates: { ...DEFAULT_RATES, address: 10_000, person: 10_000 } }) },
  );
  await runningPod(server, "web");
});
afterAll(() => server.close());

/** Bytes heard since, once hardly more come: what is made up for meanwhile goes on to be read. */
async function heardSince(before: number): Promise<number> {
  for (let last = -MiB; heard - last > MiB / 8; ) {
    last = heard;
    await sleep(150);
  }
  return heard - before;
}

it("STREAM-53 the input of commands over a WebSocket and over SPDY is read with all else that their person sends", async () => {
  const line = await server.open(EXEC, ["v5.channel.k8s.io"]);
  const part = Buffer.alloc(256 * 1024);
  for (let sent = 0; sent < 32 * MiB; sent += part.length) line.socket.send(part);
  await until(() => heard > 2 * MiB, "it is read at all", 20_000);
  expect(await heardSince(0)).toBeLessThan(MOST);

  const asking = request(`${server.url}${EXEC}`, {
    method: "POST",
    headers: { Connection: "Upgrade", Upgrade: "SPDY/3.1", "X-Stream-Protocol-Version": "v4.channel.k8s.io" },
  }).end();
  const socket = await new Promise<Socket>((resolve) => asking.on("upgrade", (_response, wire) => resolve(wire)));
  socket.on("error", () => {});
  const client = new SpdyClient((bytes) => void socket.write(bytes));
  socket.on("data", (bytes: Buffer) => client.receive(bytes));
  const before = heard;
  await client.open({ streamtype: "error" });
  const input = await client.open({ streamtype: "stdin" });
  await client.open({ streamtype: "stdout" });
  for (let sent = 0; sent < 32 * MiB; sent += part.length) client.write(input, part);
  // The person has had their share.
  expect(await heardSince(before)).toBeLessThan(MiB);
  socket.destroy();
  line.socket.terminate();
});

it("OPER-34 bodies of requests that only read count, too: what is beyond is not read", async () => {
  // Of another room's instructor.
  const { clusterUrl } = await createRoom(new URL(server.url).origin);
  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const body = Buffer.alloc(3_000_000, "x");
      const asking = request(`${clusterUrl}/api/v1/pods`, { headers: { "Content-Length": body.length } });
      asking.on("response", (response) => {
        resolve(response.statusCode ?? 0);
        response.resume();
      });
      asking.on("error", reject);
      asking.end(body);
    });
  expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
});
