/** A WebSocket spoken by hand: for protocol names with a slash, which `ws` refuses to ask for, and for bytes nobody should send. */
import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";

export interface RawWebSocket {
  readonly socket: Socket;
  readonly protocol: string | undefined;
  send(data: Buffer): void;
  onMessage(handler: (data: Buffer) => void): void;
}

/** Rejects with the status when the server refuses. */
export async function openRawWebSocket(url: string, protocol: string): Promise<RawWebSocket> {
  const asking = request(url.replace(/^ws/, "http"), {
    headers: {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": Buffer.alloc(16, 7).toString("base64"),
      "Sec-WebSocket-Protocol": protocol,
    },
  }).end();
  const [response, socket, head] = (await Promise.race([
    once(asking, "upgrade"),
    once(asking, "response").then(([refused]) =>
      Promise.reject(new Error(String((refused as { statusCode: number }).statusCode))),
    ),
  ])) as [{ headers: Record<string, string | undefined> }, Socket, Buffer];
  socket.on("error", () => undefined);
  let held = head;
  let heard: (data: Buffer) => void = () => undefined;
  const take = (): void => {
    for (;;) {
      const parsed = parseFrame(held);
      if (!parsed) return;
      held = parsed.rest;
      if (parsed.opcode <= 2) heard(parsed.payload);
    }
  };
  socket.on("data", (bytes) => {
    held = Buffer.concat([held, bytes]);
    take();
  });
  return {
    socket,
    protocol: response.headers["sec-websocket-protocol"],
    send: (data) => void socket.write(maskedFrame(0x82, data)),
    onMessage(handler) {
      heard = handler;
      take();
    },
  };
}

/** `first`: the frame's first byte, 0x82 for a whole binary message. */
export function maskedFrame(first: number, data: Buffer): Buffer {
  const head =
    data.length < 126
      ? Buffer.from([first, 0x80 | data.length])
      : Buffer.from([first, 0xff, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (data.length >>> shift) & 255)]);
  // A mask of zeros leaves the data as it is.
  return Buffer.concat([head, Buffer.alloc(4), data]);
}

function parseFrame(bytes: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] as number) & 127;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return undefined;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < head + length) return undefined;
  return {
    opcode: (bytes[0] as number) & 15,
    payload: bytes.subarray(head, head + length),
    rest: bytes.subarray(head + length),
  };
}
