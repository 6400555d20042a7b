/** One browser tab in a room: its socket, whose it is, and what it may see. */
import type { Socket } from "socket.io";
import type { ErrorCode, BilingualText, Looking, ServerMessage } from "../protocol/messages.ts";
import type { Rights } from "../rooms/rights.ts";
import { PreEncoded, SERVER_EVENT } from "./preEncoded.ts";

/** Bytes that may wait for a slow browser before it is left to resync. */
const SLOW_BYTES = 4 * 1024 * 1024;

/** Bytes of answers and frames together beyond which a browser that does not read is refused further answers. */
const OVERLOAD_BYTES = 4 * SLOW_BYTES;

/** Beyond these it is cut off: what is said in the class and refusals go on coming to whoever reads nothing. */
const CUT_BYTES = 6 * SLOW_BYTES;

export class Member {
  rights: Rights;
  looking: Looking | undefined;
  /** The class whose frames it gets; undefined while a state is on its way or it is too slow. */
  group: string | undefined;
  /** Follows of logs, by request id. */
  readonly follows = new Map<number, () => void>();
  /** Moments of the past that are being looked for. */
  seeking = 0;
  /** Ends what it is told of the class. */
  stopMonitor: (() => void) | undefined;
  /** Called once it is no member any more. */
  onLeave: (() => void) | undefined;
  private waitingBytes = 0;

  constructor(
    readonly socket: Socket,
    /** "" for whoever only looks on from another page. */
    readonly personId: string,
    rights: Rights,
  ) {
    this.rights = rights;
    socket.conn.on("drain", this.onDrain);
    socket.once("disconnect", () => socket.conn.off("drain", this.onDrain));
  }

  /** Nobody of the room: an embedded view. */
  get looksOn(): boolean {
    return this.personId === "";
  }

  private readonly onDrain = (): void => {
    this.waitingBytes = 0;
  };

  /** The characters that were sent. */
  send(message: ServerMessage): number {
    return this.sendEncoded(JSON.stringify(message));
  }

  /** A message as JSON text. */
  sendEncoded(json: string): number {
    this.socket.emit(SERVER_EVENT, new PreEncoded(json));
    this.sent(json.length);
    return json.length;
  }

  error(code: ErrorCode, text: BilingualText, id?: number): void {
    this.send({ type: "error", code, text, ...(id === undefined ? {} : { id }) });
  }

  /** Answers what is no request to the cluster's API. */
  result(id: number, body: unknown): void {
    const json = body instanceof PreEncoded ? body.json : JSON.stringify(body);
    const answer = { type: "result", id, status: 200, contentType: "application/json", warnings: [] };
    this.sendEncoded(`${JSON.stringify(answer).slice(0, -1)},"body":${json}}`);
  }

  /** Notes bytes that were handed to the socket. True when too much waits there. */
  sent(bytes: number): boolean {
    this.waitingBytes = this.drained ? 0 : this.waitingBytes + bytes;
    // Without a word that it would not read: it comes back when it can, and gets what it missed.
    if (this.waitingBytes > CUT_BYTES) this.socket.conn.close(true);
    return this.waitingBytes > SLOW_BYTES;
  }

  /** Answers it asked for wait unread beyond measure: nothing more is done for it until it reads. */
  get overloaded(): boolean {
    return !this.drained && this.waitingBytes > OVERLOAD_BYTES;
  }

  /** Calls back once nothing waits for the browser any more. */
  whenDrained(action: () => void): void {
    if (this.drained) action();
    else this.socket.conn.once("drain", () => this.whenDrained(action));
  }

  /** Nothing waits behind what is on the wire. */
  private get drained(): boolean {
    return (this.socket.conn as unknown as { readonly writeBuffer: readonly unknown[] }).writeBuffer.length === 0;
  }
}
