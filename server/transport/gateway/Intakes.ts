/**
 * The intake of each line: the bytes of its wire are counted as they come, whatever they are, from the handshake until the wire is
 * gone. A line that was ended goes on to be read until its other end says so, too, and what it had sent by then is as dear as before.
 */
import type { IncomingMessage } from "node:http";
import type { Socket as NetSocket } from "node:net";
import type { Socket } from "socket.io";
import { Intake, type Wire } from "../Intake.ts";

/** What a wire may send that is of no line yet, bytes. */
const MOST_BEFORE = 256 * 1024;

/** A line, as Engine.IO has it. */
export type Line = Socket["conn"];

interface Transport {
  readonly name: string;
  /** Of a WebSocket. */
  readonly socket?: Wire & { readonly _socket: NetSocket };
}

export class Intakes {
  private readonly byLine = new WeakMap<Line, Intake>();
  private readonly byWire = new WeakMap<NetSocket, Intake>();

  /** `isSlowed`: false: what comes is counted, and read all the same. */
  constructor(private readonly isSlowed: boolean) {}

  of(line: Line): Intake {
    const intake = this.byLine.get(line);
    if (!intake) throw new Error("a line that was never opened");
    return intake;
  }

  /** A wire that is to become a line's. Within this turn that begins to read it. */
  asked({ socket: wire }: IncomingMessage): void {
    let before = 0;
    wire.on("data", ({ length }: Buffer) => {
      const intake = this.byWire.get(wire);
      if (intake) return intake.took(length);
      before += length;
      if (before > MOST_BEFORE) wire.destroy();
    });
  }

  opened(line: Line): void {
    const intake = new Intake(() => (this.isSlowed ? webSocketOf(line) : undefined));
    const connect = (): void => {
      const wire = webSocketOf(line)?._socket;
      if (wire) this.byWire.set(wire, intake);
    };
    this.byLine.set(line, intake);
    connect();
    line.on("upgrade", connect);
    // What comes by single requests is on no wire of its own. A packet may hold nothing.
    line.on("data", (data: string | Buffer | undefined) => {
      if (!webSocketOf(line)) intake.took(data?.length ?? 0);
    });
  }
}

/** What a browser's messages come by; undefined while it asks by single requests, which are bounded by their own. */
function webSocketOf(line: Line): Transport["socket"] {
  const { transport } = line as unknown as { readonly transport: Transport };
  return transport.name === "websocket" ? transport.socket : undefined;
}
