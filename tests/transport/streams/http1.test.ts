import { describe, expect, it } from "vitest";
import { HttpConversation } from "../../../server/transport/streams/http1/HttpConversation.ts";
import type { HttpMessage } from "../../../server/transport/streams/http1/RequestReader.ts";

interface Talk {
  readonly asked: HttpMessage[];
  said: string;
  ended: boolean;
  readonly conversation: HttpConversation;
}

function talk(): Talk {
  const result = { asked: [] as HttpMessage[], said: "", ended: false } as Talk;
  const conversation = new HttpConversation({
    ask: (message) => {
      result.asked.push(message);
      return Promise.resolve(
        message.target === "/gone"
          ? undefined
          : { status: 200, headers: { "Content-Type": "text/plain" }, body: `${message.target} 값` },
      );
    },
    send: (bytes) => {
      result.said += bytes.toString();
    },
    onEnd: () => {
      result.ended = true;
    },
  });
  return Object.assign(result, { conversation });
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function hear(...parts: readonly string[]): Promise<Talk> {
  const result = talk();
  for (const part of parts) {
    result.conversation.receive(Buffer.from(part));
    await settled();
  }
  await settled();
  return result;
}

describe("STREAM-21 bytes as HTTP/1.1", () => {
  it("STREAM-21 keep-alive, pipelining, and requests in any pieces", async () => {
    const two = "GET /a HTTP/1.1\r\nHost: x\r\n\r\nPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    for (const parts of [[two], [...two]]) {
      const { asked, said, ended } = await hear(...parts);
      expect(asked.map(({ method, target, body }) => `${method} ${target} ${body}`)).toEqual([
        "GET /a ",
        "POST /b hello",
      ]);
      expect(
        said.match(
          /HTTP\/1\.1 200 OK\r\nContent-Type: text\/plain\r\nContent-Length: 6\r\nConnection: keep-alive\r\n\r\n\/[ab] 값/g,
        ),
      ).toHaveLength(2);
      expect(ended).toBe(false);
    }
  });

  it("STREAM-21 chunks with extensions and trailers", async () => {
    const text =
      "PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n \r\n5\r\nthere\r\n0\r\nX-Sum: 1\r\n\r\nGET /d HTTP/1.1\r\n\r\n";
    for (const parts of [[text], [...text]]) {
      const { asked } = await hear(...parts);
      expect(asked.map(({ target, body }) => `${target} ${body}`)).toEqual(["/c hello there", "/d "]);
    }
  });

  it("STREAM-21 closes when asked, for old clients, and when the process is gone", async () => {
    expect((await hear("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).ended).toBe(true);
    expect((await hear("GET / HTTP/1.0\r\n\r\n")).ended).toBe(true);
    expect((await hear("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")).ended).toBe(false);
    expect(await hear("GET /gone HTTP/1.1\r\n\r\n")).toMatchObject({ ended: true, said: "" });
    const half = talk();
    half.conversation.receive(Buffer.from("GET /last HTTP/1.1\r\n\r\n"));
    half.conversation.endInput();
    await settled();
    expect([half.asked.length, half.said.length > 0, half.ended]).toEqual([1, true, true]);
  });

  it("STREAM-21 HEAD has no body, and who expects to go on is told to", async () => {
    expect((await hear("HEAD /h HTTP/1.1\r\n\r\n")).said).toMatch(
      /Content-Length: 6\r\nConnection: keep-alive\r\n\r\n$/,
    );
    const { said } = await hear("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", "ok");
    expect(said).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  it.each([
    ["no HTTP", "\u0001\u0002\u0003\u0004", 400],
    ["a line of redis", "PING\r\n\r\n", 400],
    ["another version", "GET / HTTP/2.0\r\n\r\n", 505],
    ["a header without a name", "GET / HTTP/1.1\r\n: x\r\n\r\n", 400],
    ["a folded header", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400],
    ["two lengths", "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400],
    ["a length and chunks", "GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400],
    ["another coding", "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501],
    ["a length that is none", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400],
    ["a body too large", "GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413],
    ["chunks too large", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n", 413],
    ["a chunk without a size", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400],
    ["a line too long", `GET /${"x".repeat(9_000)}`, 414],
    ["a head too long", `GET / HTTP/1.1\r\n${"a: b\r\n".repeat(6_000)}`, 431],
    ["too many headers", `GET / HTTP/1.1\r\n${"a: b\r\n".repeat(200)}\r\n`, 431],
  ])("STREAM-21 %s is refused and the line closed", async (_what, text, status) => {
    const { said, ended, asked } = await hear(text);
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect([ended, asked.length]).toEqual([true, 0]);
  });
});
