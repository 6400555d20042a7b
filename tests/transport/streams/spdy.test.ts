import { createHash } from "node:crypto";
import { constants, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ByteLink } from "../../../server/transport/streams/ByteLink.ts";
import { DICTIONARY } from "../../../server/transport/streams/spdy/headerBlock.ts";
import { SpdyConnection, type SpdyStream } from "../../../server/transport/streams/spdy/SpdyConnection.ts";
import { control, SpdyClient, uint32 } from "../../support/streams/SpdyClient.ts";

interface Pair {
  readonly client: SpdyClient;
  readonly opened: SpdyStream[];
  readonly state: { ended: boolean; destroyed: boolean; closed: boolean };
  raw(bytes: Buffer): void;
}

/** A client and a server joined by nothing but calls. */
function pair(accept: (stream: SpdyStream) => boolean = () => true): Pair {
  const state = { ended: false, destroyed: false, closed: false };
  let deliver: (bytes: Buffer) => void = () => undefined;
  const link: ByteLink = {
    send: (bytes) => {
      if (client.streams.size > 0) client.receive(Buffer.from(bytes));
    },
    waiting: 0,
    end: () => {
      state.ended = true;
    },
    destroy: () => {
      state.destroyed = true;
    },
    onBytes: (handler) => {
      deliver = handler;
    },
    onClose: () => undefined,
  };
  const client = new SpdyClient((bytes) => deliver(bytes));
  const opened: SpdyStream[] = [];
  const connection = new SpdyConnection(link, (stream) => {
    opened.push(stream);
    return accept(stream);
  });
  connection.onClose = () => {
    state.closed = true;
  };
  return { client, opened, state, raw: (bytes) => deliver(bytes) };
}

describe("STREAM-10 header blocks", () => {
  it("STREAM-10 the dictionary is the protocol's", () => {
    expect(DICTIONARY.length).toBe(1423);
    expect(createHash("sha256").update(DICTIONARY).digest("hex")).toBe(
      "51d27341373f923f3cd88e1eb7162aeaa3723d7585ff2399201dc06498407f02",
    );
  });

  it("STREAM-10 reads many blocks of one compressed stream, in pieces of any size", async () => {
    const { client, opened, raw } = pair();
    const sent: Buffer[] = [];
    const other = new SpdyClient((bytes) => sent.push(bytes));
    for (let index = 0; index < 50; index++)
      await other.open({ streamtype: index % 2 ? "data" : "error", port: "80", requestid: String(index >> 1) });
    void client;
    for (const byte of Buffer.concat(sent.slice(0, 3))) raw(Buffer.from([byte]));
    raw(Buffer.concat(sent.slice(3)));
    expect(opened.map(({ headers }) => `${headers.get("streamtype")}${headers.get("requestid")}`)).toEqual(
      Array.from({ length: 50 }, (_, index) => `${index % 2 ? "data" : "error"}${index >> 1}`),
    );
  });
});

describe("a SPDY connection", () => {
  it("STREAM-11 streams carry bytes both ways, end on both sides, and answer pings", async () => {
    const { client, opened, state } = pair();
    const stream = await client.open({ streamtype: "data" });
    const [server] = opened as [SpdyStream];
    const heard: string[] = [];
    server.onData = (data) => heard.push(data.toString());
    server.onEnd = () => heard.push("end");
    client.write(stream, "hello");
    client.write(stream, " again", true);
    client.write(stream, "too late");
    expect(heard).toEqual(["hello", " again", "end"]);
    server.write(Buffer.alloc(200_000, 97));
    server.end();
    server.write(Buffer.from("too late"));
    expect([stream.replied, stream.data.length, stream.ended]).toEqual([true, 200_000, true]);
    client.ping(1);
    client.ping(2);
    expect(client.pings).toEqual([1]);
    expect(state.closed).toBe(false);
  });

  it("STREAM-11 refuses what is not accepted, and more than 256 at a time", async () => {
    const picky = pair((stream) => stream.headers.get("streamtype") === "data");
    expect((await picky.client.open({ streamtype: "video" })).reset).toBe(true);
    expect((await picky.client.open({ streamtype: "data" })).reset).toBe(false);
    const many = pair();
    for (let index = 0; index < 256; index++) await many.client.open({ n: String(index) });
    expect((await many.client.open({ n: "one too many" })).reset).toBe(true);
    expect(many.state.closed).toBe(false);
  });

  const bomb = deflateSync(Buffer.concat([uint32(1), uint32(1), Buffer.from("a"), uint32(9e6), Buffer.alloc(9e6)]), {
    dictionary: DICTIONARY,
    finishFlush: constants.Z_SYNC_FLUSH,
    level: 9,
  });
  const open = (id: number, block: Buffer): Buffer =>
    control(1, Buffer.concat([uint32(id), uint32(0), Buffer.from([0, 0]), block]));
  it.each([
    ["another version", Buffer.from("8002000100000000", "hex")],
    ["no zlib", open(1, Buffer.from("nonsense"))],
    ["a zlib bomb", open(1, bomb)],
    ["a control frame too large", Buffer.from("80030001000fffff", "hex")],
    ["a data frame too large", Buffer.from("0000000100ffffff", "hex")],
    ["a frame cut short", control(1, Buffer.from([0, 0]))],
    ["an even number", open(2, Buffer.alloc(0))],
    ["http", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n".padEnd(9_000, "x"))],
  ])("STREAM-11 %s ends the connection", (_what, bytes) => {
    const { state, raw, opened } = pair();
    raw(bytes);
    // Bytes that look like the beginning of a long frame are waited for, and never more than a frame's worth of them.
    if (!state.closed) for (let more = 0; more < 2_000 && !state.closed; more++) raw(Buffer.alloc(1024, 0xff));
    expect(state.closed).toBe(true);
    expect(opened).toEqual([]);
  });
});
