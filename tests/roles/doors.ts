/** The server's doors, as a program of somebody's would knock at them. */
import { setTimeout as sleep } from "node:timers/promises";
import { request as httpRequest } from "node:http";
import { type Socket, io } from "socket.io-client";
import { WebSocket } from "ws";
import type { ServerMessage } from "../../server/protocol/messages.ts";
import { PROTOCOL_VERSION } from "../../server/protocol/messages.ts";

/** Whether an answer says that somebody may not; what is neither that nor done is an error of the test. */
export function verdict(status: number, what: string, done: (status: number) => boolean = isDone): boolean {
  if (done(status)) return true;
  if (status === 401 || status === 403 || status === 404) return false;
  throw new Error(`${what}: unexpected status ${status}`);
}
const isDone = (status: number): boolean => status < 300 || status === 101;

export async function askHttp(
  url: string,
  {
    method = "GET",
    cookie,
    body,
    headers = {},
  }: { method?: string; cookie?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(cookie ? { cookie } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

/** The status of a stream's beginning: a watch or a followed log, which does not end by itself. */
export function beginStream(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, (answer) => {
      resolve(answer.statusCode ?? 0);
      asked.destroy();
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** How an upgrade to a WebSocket is answered. */
export function upgrade(url: string, protocols: readonly string[] = []): Promise<number> {
  const socket = new WebSocket(url.replace(/^http/, "ws"), [...protocols]);
  return new Promise((resolve) => {
    socket.on("error", () => undefined);
    socket.once("open", () => {
      resolve(101);
      socket.terminate();
    });
    socket.once("unexpected-response", (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
  });
}

/** What comes first over a WebSocket that reads: 101, or the status of what is told in its place. */
export function readOverWebSocket(url: string): Promise<number> {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  return new Promise((resolve) => {
    socket.on("error", () => undefined);
    socket.once("message", (data) => {
      const text = String(data);
      const refused = /"kind":"Status".*"code":(\d+)/.exec(text);
      resolve(refused ? Number(refused[1]) : 101);
      socket.terminate();
    });
    socket.once("unexpected-response", (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
  });
}

/** The same for SPDY, which older kubectl speaks. */
export function upgradeToSpdy(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, {
      method: "POST",
      headers: { connection: "Upgrade", upgrade: "SPDY/3.1", "x-stream-protocol-version": "v4.channel.k8s.io" },
    });
    asked.on("upgrade", (answer, socket) => {
      resolve(answer.statusCode ?? 0);
      socket.destroy();
    });
    asked.on("response", (answer) => {
      resolve(answer.statusCode ?? 0);
      asked.destroy();
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** Until more may be said, ms. */
const TOO_FAST_MS = 300;

/** A Socket.IO client that says what it likes, joined or not. */
export class Wire {
  private readonly socket: Socket;
  private next = 1;
  private readonly heard: ((message: ServerMessage) => void)[] = [];

  constructor(
    url: string,
    private readonly cookie: string,
  ) {
    this.socket = io(url, { transports: ["websocket"], extraHeaders: { cookie }, forceNew: true, reconnection: false });
    this.socket.on("server", (message: ServerMessage) => {
      for (const hear of Array.from(this.heard)) hear(message);
    });
  }

  /** Whether the room takes them in. */
  async join(room: string): Promise<boolean> {
    // Who is taken in is there when the whole state has come.
    const answer = this.first(
      (heard) => (heard.type === "state" && heard.last) || heard.type === "error" || heard.type === "wait",
    );
    this.socket.emit("client", { type: "join", version: PROTOCOL_VERSION, room });
    const { type } = await answer;
    return type === "state";
  }

  /** Whether what is asked is done. */
  async ask(
    message: { readonly type: string } & Record<string, unknown>,
    done?: (status: number) => boolean,
  ): Promise<boolean> {
    const id = this.next++;
    const answer = await this.answerTo({ ...message, id }, id);
    if (answer.type === "log") return true;
    if (answer.type === "result") return verdict(answer.status, message.type, done);
    if (answer.type === "error" && (answer.code === "not-allowed" || answer.code === "not-joined")) return false;
    if (answer.type === "error" && answer.code === "too-fast") {
      await sleep(TOO_FAST_MS);
      return this.ask(message, done);
    }
    throw new Error(`${message.type}: ${JSON.stringify(answer)}`);
  }

  /** Whether something that gets no answer is taken: what is asked after it has one. */
  async tries(message: { readonly type: string } & Record<string, unknown>): Promise<boolean> {
    const problems: string[] = [];
    const hear = (heard: ServerMessage): void => {
      if (heard.type === "error") problems.push(heard.code);
    };
    this.heard.push(hear);
    this.socket.emit("client", message);
    await this.ask({ type: "request", method: "GET", path: "/version" }, () => true);
    this.heard.splice(this.heard.indexOf(hear), 1);
    if (problems.includes("too-fast")) {
      await sleep(TOO_FAST_MS);
      return this.tries(message);
    }
    return !problems.includes("not-allowed") && !problems.includes("not-joined");
  }

  /** Hears all that is said. */
  onMessage(hear: (message: ServerMessage) => void): void {
    this.heard.push(hear);
  }

  /** Ends what the last question began. */
  stop(): void {
    this.socket.emit("client", { type: "stop", id: this.next - 1 });
  }

  /** Says something that is answered by a message of a type, or by "not-joined". */
  async tell(
    message: { readonly type: string } & Record<string, unknown>,
    type: ServerMessage["type"],
  ): Promise<boolean> {
    const answer = this.first((heard) => heard.type === type || heard.type === "error");
    this.socket.emit("client", message);
    return (await answer).type === type;
  }

  private async answerTo(message: Record<string, unknown>, id: number): Promise<ServerMessage> {
    const answer = this.first((heard) => "id" in heard && heard.id === id && heard.type !== "person-gone");
    this.socket.emit("client", message);
    return answer;
  }

  private first(fits: (message: ServerMessage) => boolean): Promise<ServerMessage> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${this.cookie.slice(0, 20)}`)), 10_000);
      const hear = (message: ServerMessage): void => {
        if (!fits(message)) return;
        clearTimeout(late);
        this.heard.splice(this.heard.indexOf(hear), 1);
        resolve(message);
      };
      this.heard.push(hear);
    });
  }

  close(): void {
    this.socket.disconnect();
  }
}
