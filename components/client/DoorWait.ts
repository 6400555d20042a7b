/** Waits at a room's door until an instructor lets this browser in: one socket, over which nothing of the room comes. Without React. */
import { io, type Socket } from "socket.io-client";
import {
  CLIENT_EVENT,
  type ClientMessage,
  type ErrorCode,
  PROTOCOL_VERSION,
  SERVER_EVENT,
  type ServerMessage,
} from "../../server/protocol/messages.ts";

export interface DoorWaitOptions {
  readonly roomId: string;
  /** It waits, under this nickname; `false`: the line is broken, and it tries again by itself. */
  onWait(nickname: string): void;
  onLine(isThere: boolean): void;
  /** The door may be tried: they were let in, or nobody waits any more. */
  onLetIn(): void;
  /** It waits no more: turned away, the link renewed, the room gone. */
  onEnd(code: ErrorCode): void;
  /** The server, when it is not the page's own; for programs outside a browser. */
  readonly url?: string;
  readonly extraHeaders?: { readonly [name: string]: string };
}

export class DoorWait {
  private readonly socket: Socket;

  constructor(private readonly options: DoorWaitOptions) {
    const { url, extraHeaders } = options;
    const settings = {
      transports: ["websocket", "polling"],
      withCredentials: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 8_000,
      forceNew: true,
      ...(extraHeaders ? { extraHeaders: { ...extraHeaders } } : {}),
    };
    this.socket = url ? io(url, settings) : io(settings);
    this.socket.on("connect", () => this.knock());
    this.socket.on("disconnect", () => options.onLine(false));
    this.socket.on(SERVER_EVENT, (message: ServerMessage) => this.receive(message));
  }

  close(): void {
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }

  private knock(): void {
    this.options.onLine(true);
    const message: ClientMessage = { type: "join", version: PROTOCOL_VERSION, room: this.options.roomId };
    this.socket.emit(CLIENT_EVENT, message);
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case "wait":
        return this.options.onWait(message.nickname);
      case "let-in":
      // Let in while the line was broken.
      case "welcome":
        this.close();
        return this.options.onLetIn();
      case "error":
        // A room that stops or sleeps is asked for again with the next line.
        if (message.code === "room-stopped" || message.code === "too-fast") return undefined;
        this.close();
        // Who was turned away while the line was broken is nobody here any more.
        return this.options.onEnd(message.code === "not-allowed" ? "turned-away" : message.code);
      default:
        return undefined;
    }
  }
}
