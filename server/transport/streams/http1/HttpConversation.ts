/**
 * A TCP connection to a simulated server: bytes come in, requests are asked of the simulation one after the other, answers
 * go out as bytes. Keep-alive, pipelining and chunked bodies as a small HTTP/1.1 server has them.
 */
import { STATUS_CODES } from "node:http";
import { BadRequest, type HttpMessage, RequestReader } from "./RequestReader.ts";

export interface HttpReply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export interface HttpConversationOptions {
  /** Undefined: nobody listens any more, the connection breaks. */
  readonly ask: (message: HttpMessage) => Promise<HttpReply | undefined>;
  readonly send: (bytes: Buffer) => void;
  /** Called once: the server hung up. */
  readonly onEnd: () => void;
}

/** Bytes a client may send ahead of the answers. */
export const MOST_AHEAD = 2 * 1024 * 1024;

export class HttpConversation {
  private readonly reader = new RequestReader();
  private busy = false;
  private over = false;
  private clientEnded = false;

  constructor(private readonly options: HttpConversationOptions) {}

  receive(bytes: Uint8Array): void {
    if (this.over) return;
    this.reader.push(bytes);
    if (this.reader.waiting > MOST_AHEAD) return this.hangUp();
    this.go();
  }

  /** The client sends no more; what it asked is still answered. */
  endInput(): void {
    this.clientEnded = true;
    this.go();
  }

  /** The client went away. */
  drop(): void {
    this.over = true;
  }

  private go(): void {
    if (this.busy || this.over) return;
    let message: HttpMessage | undefined;
    try {
      message = this.reader.next(() => this.options.send(Buffer.from("HTTP/1.1 100 Continue\r\n\r\n")));
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      this.options.send(
        replyBytes({ status: error.status, headers: {}, body: "" }, { keepAlive: false, withBody: true }),
      );
      return this.hangUp();
    }
    if (!message) {
      if (this.clientEnded) this.hangUp();
      return;
    }
    this.busy = true;
    const asked = message;
    this.options.ask(asked).then(
      (reply) => this.answer(asked, reply),
      () => this.hangUp(),
    );
  }

  private answer(message: HttpMessage, reply: HttpReply | undefined): void {
    this.busy = false;
    if (this.over) return;
    if (!reply) return this.hangUp();
    const { keepAlive } = message;
    this.options.send(replyBytes(reply, { keepAlive, withBody: message.method !== "HEAD" }));
    if (keepAlive) this.go();
    else this.hangUp();
  }

  private hangUp(): void {
    if (this.over) return;
    this.over = true;
    this.options.onEnd();
  }
}

function replyBytes(
  { status, headers, body }: HttpReply,
  { keepAlive, withBody }: { readonly keepAlive: boolean; readonly withBody: boolean },
): Buffer {
  const bodyless = status === 204 || status === 304;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`.trimEnd()];
  for (const [name, value] of Object.entries(headers)) {
    if (/^(content-length|transfer-encoding|connection)$/i.test(name)) continue;
    lines.push(`${name}: ${value.replace(/[\r\n]+/g, " ")}`);
  }
  if (!bodyless) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  lines.push(`Connection: ${keepAlive ? "keep-alive" : "close"}`, "", "");
  return Buffer.from(lines.join("\r\n") + (withBody && !bodyless ? body : ""), "utf8");
}
