/**
 * Hostile bytes at the doors of streams: WebSocket frames, SPDY frames, HTTP over port-forward. STREAM_FUZZ_RUNS and FUZZ_SEED say
 * how many and which; `npm run soak` runs 200,000.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ByteLink } from "../../server/transport/streams/ByteLink.ts";
import { HttpConversation } from "../../server/transport/streams/http1/HttpConversation.ts";
import { SpdyConnection } from "../../server/transport/streams/spdy/SpdyConnection.ts";
import { chooser } from "../support/randomLife.ts";
import { echoShell } from "../support/streams/echoShell.ts";
import { maskedFrame, openRawWebSocket } from "../support/streams/rawWebSocket.ts";
import { control, SpdyClient, uint32 } from "../support/streams/SpdyClient.ts";
import { runningPod, startStreamServer, type StreamServer } from "../support/streams/streamServer.ts";

const RUNS = Number(process.env.STREAM_FUZZ_RUNS ?? 4_000);
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const choose = chooser(SEED);
const pick = <T>(items: readonly T[]): T => items[choose(items.length)] as T;

function noise(most: number): Buffer {
  return Buffer.from(Array.from({ length: choose(most) }, () => choose(256)));
}

/** Valid bytes with something wrong: flipped, cut, doubled, or noise put in. */
function spoiled(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let flips = choose(4); flips > 0 && copy.length > 0; flips--) copy[choose(copy.length)] = choose(256);
  const at = choose(copy.length + 1);
  switch (choose(5)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([copy.subarray(0, at), noise(40), copy.subarray(at)]);
    case 2:
      return Buffer.concat([copy, copy]);
    default:
      return copy;
  }
}

async function spdySamples(): Promise<Buffer> {
  const sent: Buffer[] = [];
  const client = new SpdyClient((bytes) => sent.push(bytes));
  const error = await client.open({ streamtype: "error", port: "80", requestid: "0" });
  const data = await client.open({ streamtype: "data", port: "80", requestid: "0" });
  client.write(error, "", true);
  client.write(data, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  client.ping(1);
  sent.push(control(4, noise(20)), control(3, Buffer.concat([uint32(3), uint32(5)])), control(7, Buffer.alloc(8)));
  return Buffer.concat(sent);
}

const HTTP = [
  "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
  "POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
  "PUT /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "HEAD / HTTP/1.0\r\nExpect: 100-continue\r\nConnection: keep-alive\r\n\r\n",
  "DELETE /../../etc HTTP/1.1\r\n__proto__: x\r\nconstructor: y\r\n\r\n",
].map((text) => Buffer.from(text));

describe("STREAM-52 hostile bytes", () => {
  it(`STREAM-52 SPDY: nothing is thrown and nothing piles up (seed ${SEED})`, async () => {
    const sample = await spdySamples();
    for (let run = 0; run < RUNS; run++) {
      let deliver: (bytes: Buffer) => void = () => undefined;
      let written = 0;
      const link: ByteLink = {
        send: (bytes) => {
          written += bytes.length;
        },
        waiting: 0,
        end: () => undefined,
        destroy: () => undefined,
        onBytes: (handler) => {
          deliver = handler;
        },
        onClose: () => undefined,
      };
      const connection = new SpdyConnection(link, (stream) => {
        stream.onData = (data) => stream.write(data);
        stream.onEnd = () => stream.end();
        return choose(8) > 0;
      });
      const bytes = choose(10) === 0 ? noise(400) : spoiled(sample);
      const at = choose(bytes.length + 1);
      expect(() => {
        deliver(bytes.subarray(0, at));
        deliver(bytes.subarray(at));
      }, `run ${run}`).not.toThrow();
      expect(connection.streamCount).toBeLessThan(10);
      expect(written).toBeLessThan(4 * bytes.length + 10_000);
    }
  }, 3_600_000);

  it(`STREAM-52 HTTP: every talk is answered or waits or ends (seed ${SEED})`, async () => {
    for (let run = 0; run < RUNS; run++) {
      let ended = false;
      let said = "";
      const conversation = new HttpConversation({
        ask: () =>
          choose(10) === 0
            ? Promise.reject(new Error("lost"))
            : Promise.resolve({ status: 200, headers: {}, body: "x" }),
        send: (bytes) => {
          said += bytes.toString("latin1");
        },
        onEnd: () => {
          expect(ended).toBe(false);
          ended = true;
        },
      });
      const bytes = choose(10) === 0 ? noise(300) : spoiled(Buffer.concat([pick(HTTP), pick(HTTP)]));
      const at = choose(bytes.length + 1);
      conversation.receive(bytes.subarray(0, at));
      if (choose(2)) await Promise.resolve();
      conversation.receive(bytes.subarray(at));
      conversation.endInput();
      for (let turn = 0; turn < 12; turn++) await Promise.resolve();
      expect(ended, `run ${run}: ${JSON.stringify(bytes.toString("latin1"))}`).toBe(true);
      expect(said === "" || /^HTTP\/1\.1 \d{3} /.test(said)).toBe(true);
    }
  }, 3_600_000);

  let server: StreamServer;
  beforeAll(async () => {
    server = await startStreamServer(echoShell);
    await runningPod(server, "web");
  });
  afterAll(() => server.close());

  it(`STREAM-52 on the wire: the server goes on, and others are answered (seed ${SEED})`, async () => {
    const pod = "/api/v1/namespaces/default/pods/web";
    const sample = await spdySamples();
    const doors = [
      [`${pod}/portforward`, "SPDY/3.1+portforward.k8s.io"],
      [`${pod}/portforward?ports=80&ports=81`, "v4.channel.k8s.io"],
      [`${pod}/portforward?ports=80`, "v4.base64.channel.k8s.io"],
      [`${pod}/exec?command=cat&stdin=true&stdout=true&tty=true`, "v5.channel.k8s.io"],
      [`${pod}/exec?command=cat&stdin=true&stdout=true`, "base64.channel.k8s.io"],
      [`${pod}/attach?stdout=true`, "v4.channel.k8s.io"],
      [`${pod}/log?follow=true`, "binary.k8s.io"],
    ] as const;
    for (let run = 0; run < Math.min(RUNS / 40, 2_000); run++) {
      const [path, protocol] = pick(doors);
      const line = await openRawWebSocket(`${server.url}${path}`, protocol);
      for (let messages = choose(6); messages > 0; messages--) {
        const content = pick([
          () => spoiled(sample),
          () => noise(300),
          () => Buffer.concat([Buffer.from([choose(6)]), spoiled(pick(HTTP))]),
          () =>
            Buffer.concat([
              Buffer.from([4]),
              Buffer.from(pick(["{}", "null", "[", '{"Width":-1,"Height":"x"}', '{"Width":1e99}'])),
            ]),
          () => Buffer.from([255, choose(256), choose(256)].slice(0, 1 + choose(3))),
        ])();
        const first = pick([0x82, 0x82, 0x82, 0x81, 0x02, 0x80, 0x88, 0x89, 0x8a, 0xff, 0xf2]);
        line.socket.write(choose(8) === 0 ? noise(60) : maskedFrame(first, content));
      }
      line.socket.destroy();
      if (run % 10 === 0) {
        const fine = await server.open(`${pod}/exec?command=echo&command=fine&stdout=true`, ["v5.channel.k8s.io"]);
        await fine.closed();
        expect(fine.text(1), `run ${run}`).toBe("fine\n");
      }
    }
    expect(server.world.problems).toEqual([]);
  }, 3_600_000);
});
