/**
 * Kubernetes' channels in a WebSocket: the first byte of a message is the number of the channel it belongs to.
 * Models k8s.io/streaming pkg/httpstream/wsstream/conn.go.
 */
import type { WebSocket } from "ws";
import { bytesOf, closeWebSocket } from "./ByteLink.ts";

/** Bytes that may wait for a client that does not read; then the line is cut. */
const MOST_WAITING = 8 * 1024 * 1024;
const CLOSE_SIGNAL = 255;

export interface ChannelsOptions {
  /** As negotiated; empty when the client named none. */
  readonly protocol: string;
  readonly onData: (channel: number, data: Buffer) => void;
  /** The client sends no more on a channel; only `v5` has a word for it. */
  readonly onEnd: (channel: number) => void;
  readonly onClose: () => void;
}

export class Channels {
  private readonly base64: boolean;
  private readonly endsChannels: boolean;

  constructor(
    private readonly socket: WebSocket,
    private readonly options: ChannelsOptions,
  ) {
    this.base64 = options.protocol.includes("base64.");
    this.endsChannels = options.protocol.startsWith("v5.");
    socket.on("message", (data) => this.receive(bytesOf(data)));
    socket.on("close", () => options.onClose());
  }

  send(channel: number, data: Uint8Array): void {
    const { socket } = this;
    if (socket.readyState !== socket.OPEN) return;
    if (this.base64) socket.send(`${channel}${Buffer.from(data).toString("base64")}`);
    else {
      const message = Buffer.allocUnsafe(data.length + 1);
      message[0] = channel;
      message.set(data, 1);
      socket.send(message, { binary: true });
    }
    if (socket.bufferedAmount > MOST_WAITING) socket.terminate();
  }

  close(): void {
    closeWebSocket(this.socket);
  }

  private receive(message: Buffer): void {
    if (message.length === 0) return;
    const [first = 0, second] = message;
    if (this.endsChannels && first === CLOSE_SIGNAL) {
      if (message.length !== 2) return this.close();
      return this.options.onEnd(second as number);
    }
    const rest = message.subarray(1);
    if (!this.base64) this.options.onData(first, rest);
    else this.options.onData(first - 0x30, Buffer.from(rest.toString("latin1"), "base64"));
  }
}
