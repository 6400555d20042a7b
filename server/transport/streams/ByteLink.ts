/** A two-way line of bytes: a TCP socket, or the binary messages of a WebSocket. What speaks over it does not see which. */
import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";

export interface ByteLink {
  send(bytes: Uint8Array): void;
  /** Bytes sent that the other side has not taken yet. */
  readonly waiting: number;
  /** Ends in good order: what was sent still arrives. */
  end(): void;
  destroy(): void;
  /** One handler each; what comes earlier is lost. */
  onBytes(handler: (bytes: Buffer) => void): void;
  onClose(handler: () => void): void;
}

/** How long an ended line may take to go before it is cut, ms. */
const LINGER_MS = 5_000;

/** `head`: bytes that came along with the upgrade request. */
export function socketLink(socket: Duplex, head: Buffer): ByteLink {
  return {
    send: (bytes) => void (socket.writable && socket.write(bytes)),
    get waiting() {
      return socket.writableLength;
    },
    end() {
      socket.end();
      setTimeout(() => socket.destroy(), LINGER_MS).unref();
    },
    destroy: () => void socket.destroy(),
    onBytes(handler) {
      if (head.length > 0) socket.unshift(head);
      socket.on("data", handler);
      socket.on("end", () => socket.end());
    },
    onClose: (handler) => void socket.on("close", handler),
  };
}

export function webSocketLink(socket: WebSocket): ByteLink {
  return {
    send: (bytes) => void (socket.readyState === socket.OPEN && socket.send(bytes, { binary: true })),
    get waiting() {
      return socket.bufferedAmount;
    },
    end: () => closeWebSocket(socket),
    destroy: () => void socket.terminate(),
    onBytes: (handler) => void socket.on("message", (data) => handler(bytesOf(data))),
    onClose: (handler) => void socket.on("close", handler),
  };
}

/** Says goodbye and cuts the line when the other side does not answer. */
export function closeWebSocket(socket: WebSocket, code = 1000): void {
  socket.close(code);
  setTimeout(() => socket.terminate(), LINGER_MS).unref();
}

export function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
