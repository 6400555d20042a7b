/** A Socket.IO connection with as little between the wire and whoever measures as can be. */
import { createRequire } from "node:module";

/** What is used of the package `ws`, on which Socket.IO stands. */
interface WebSocketLike {
  on(event: "message", listener: (data: Buffer) => void): void;
  on(event: "close" | "error", listener: (reason: unknown) => void): void;
  send(text: string): void;
  pause(): void;
  close(): void;
}

export interface WireClient {
  emit(event: string, message: unknown): void;
  /** Reads no more. */
  pause(): void;
  close(): void;
}

const PING = "2";
const PONG = "3";

/**
 * Connects; `connected` is called once events may go out, `received` with the text of each event that comes in, `closed` when the
 * line is gone. Without that a broken line throws.
 */
export function wireClient(
  url: string,
  cookie: string,
  on: {
    readonly connected: (client: WireClient) => void;
    readonly received: (text: string) => void;
    readonly closed?: () => void;
  },
): WireClient {
  const WebSocketClient = createRequire(import.meta.url)("ws") as new (
    url: string,
    options: { readonly headers: object; readonly perMessageDeflate: false },
  ) => WebSocketLike;
  const socket = new WebSocketClient(`${url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`, {
    headers: cookie ? { cookie } : {},
    perMessageDeflate: false,
  });
  const client = {
    emit: (event: string, message: unknown) => socket.send(`42${JSON.stringify([event, message])}`),
    pause: () => socket.pause(),
    close: () => socket.close(),
  };
  socket.on("error", (error) => {
    if (!on.closed) throw error;
  });
  if (on.closed) socket.on("close", on.closed);
  socket.on("message", (data) => {
    const text = data.toString("utf8");
    if (text === PING) socket.send(PONG);
    else if (text.startsWith("42")) on.received(text);
    else if (text.startsWith("40")) on.connected(client);
    else if (text.startsWith("0")) socket.send("40");
  });
  return client;
}
