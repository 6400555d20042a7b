/** One session: requests in the order typed, output fetched while something is under way, terminal editing on this side. */
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import { LineEditor } from "../protocol/terminal/LineEditor.ts";
import type { ShellAnswer } from "../protocol/terminal/ShellAnswer.ts";
import type { ShellDoor, ShellOptions, ShellSession } from "./sessionTypes.ts";

/** How soon output is fetched again while something runs, and while nothing seems to, ms. */
const BUSY_INTERVAL = 120;
const CALM_INTERVAL = 1500;
/** Input sent with one request, bytes. */
const PIECE = 256 * 1024;

const toBytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

export class SessionDriver implements ShellSession {
  private session: string | undefined;
  private next = 0;
  private over = false;
  private waiting: Uint8Array[] = [];
  private inputEnded = false;
  /** Requests go one after another. */
  private line: Promise<void>;
  private timer: NodeJS.Timeout | undefined;
  private readonly editor: LineEditor | undefined;
  private pendingInput = false;

  constructor(
    private readonly door: ShellDoor,
    private readonly options: ShellOptions,
  ) {
    const { tty, stdin, size, command } = options;
    if (tty && stdin)
      this.editor = new LineEditor({
        columns: size?.columns ?? 80,
        echo: (text) => this.emit("stdout", new TextEncoder().encode(text)),
        send: (bytes, end) => this.queueInput(bytes, end),
        interrupt: () => this.enqueue(() => this.order({ op: "signal", signal: "INT" })),
        complete: (typed, done) => this.enqueue(() => this.complete(typed, done)),
      });
    const start = command.length === 0 ? { op: "attach" } : { op: "start", command, tty, stdin };
    this.line = this.order({ ...start, ...size }, true).catch((error: unknown) => this.fail(error));
  }

  write(data: Uint8Array): void {
    if (this.over || !this.options.stdin) return;
    if (this.editor) this.editor.type(data);
    else this.queueInput(data, false);
  }

  endInput(): void {
    if (this.over || this.inputEnded) return;
    this.inputEnded = true;
    this.queueInput(new Uint8Array(), true);
  }

  resize(columns: number, rows: number): void {
    this.editor?.resize(columns);
    this.enqueue(() => this.order({ op: "resize", columns, rows }));
  }

  close(): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.line = this.line.then(() => this.leave()).catch(() => {});
  }

  private async leave(): Promise<void> {
    if (this.session !== undefined) await this.ask("POST", { op: "close", session: this.session });
  }

  private queueInput(data: Uint8Array, end: boolean): void {
    if (data.length > 0) this.waiting.push(data);
    if (end) this.inputEnded = true;
    if (this.pendingInput) return;
    this.pendingInput = true;
    this.enqueue(() => this.sendInput());
  }

  /** All that was typed since the last request, in pieces. */
  private async sendInput(): Promise<void> {
    this.pendingInput = false;
    let text = "";
    for (const piece of this.waiting.splice(0))
      for (let at = 0; at < piece.length; at += 8192) text += String.fromCharCode(...piece.subarray(at, at + 8192));
    const ends = this.inputEnded;
    if (this.options.tty) this.inputEnded = false;
    do {
      const data = text.slice(0, PIECE);
      text = text.slice(PIECE);
      await this.order({ op: "input", data, ...(ends && text === "" ? { eof: true } : {}) });
    } while (text !== "" && !this.over);
  }

  private enqueue(work: () => Promise<void>): void {
    this.line = this.line.then(() => (this.over ? undefined : work())).catch((error: unknown) => this.fail(error));
  }

  private async complete(typed: string, done: (words: readonly string[]) => void): Promise<void> {
    const answer = await this.ask("GET", undefined, { session: this.session ?? "", complete: typed });
    done(answer.words ?? []);
  }

  private async order(body: object, starts = false): Promise<void> {
    if (!starts && this.session === undefined) return;
    const answer = await this.ask("POST", starts ? body : { ...body, session: this.session, from: this.next });
    if (answer.failure !== undefined) return this.end({ failure: answer.failure });
    if (starts) {
      this.session = answer.session;
      this.next = answer.next ?? 0;
      // Whoever closed meanwhile leaves nothing behind.
      if (this.over) return this.leave();
    }
    this.take(answer);
  }

  private take(answer: ShellAnswer): void {
    if (answer.output) {
      for (const [channel, data] of answer.output) this.emit(channel === 1 ? "stdout" : "stderr", toBytes(data));
      this.next = answer.next ?? this.next;
    }
    if (answer.exit !== undefined) return void this.finish(answer.exit);
    if (answer.output) this.poll(answer.busy ?? false);
  }

  private poll(busy: boolean): void {
    clearTimeout(this.timer);
    if (this.over) return;
    this.timer = setTimeout(
      () =>
        this.enqueue(async () =>
          this.take(await this.ask("GET", undefined, { session: this.session ?? "", from: String(this.next) })),
        ),
      busy ? BUSY_INTERVAL : CALM_INTERVAL,
    );
    this.timer.unref?.();
  }

  private async finish(code: number): Promise<void> {
    if (this.over) return;
    const { session } = this;
    this.end({ code });
    if (session !== undefined) await this.ask("POST", { op: "close", session }).catch(() => {});
  }

  private emit(channel: "stdout" | "stderr", data: Uint8Array): void {
    if (data.length === 0) return;
    const { tty } = this.options;
    // A terminal has one channel and wants carriage returns.
    const bytes = tty ? withReturns(data) : data;
    this.editor?.printed(data);
    this.options.onOutput(tty ? "stdout" : channel, bytes);
  }

  private end(end: Parameters<ShellOptions["onExit"]>[0]): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.options.onExit(end);
  }

  private fail(error: unknown): void {
    this.end(
      error instanceof Gone ? { code: 137 } : { failure: error instanceof Error ? error.message : String(error) },
    );
  }

  private get path(): { readonly base: string; readonly query: URLSearchParams } {
    const { target } = this.options;
    if (target.kind === "node")
      return { base: `/api/v1/nodes/${encodeURIComponent(target.node)}/shell`, query: new URLSearchParams() };
    const { namespace, pod, container } = target;
    return {
      base: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/shell`,
      query: new URLSearchParams(container ? { container } : {}),
    };
  }

  private async ask(
    method: "GET" | "POST",
    body?: object,
    more: { readonly [name: string]: string } = {},
  ): Promise<ShellAnswer> {
    const { base, query } = this.path;
    for (const name of Object.keys(more)) query.set(name, more[name] as string);
    const request: ApiRequest = {
      method,
      path: query.size > 0 ? `${base}?${query}` : base,
      user: this.door.user ?? { username: "system:anonymous", groups: ["system:unauthenticated"] },
      accept: "application/json",
      ...(body ? { contentType: "application/json", body: JSON.stringify(body) } : {}),
    };
    const response: ApiResponse = await this.door.request(request);
    if (response.status === 200) return response.body as ShellAnswer;
    const { message } = response.body as { readonly message?: string };
    // The container has ended and its sessions with it.
    if (
      this.session !== undefined &&
      (response.status === 404 || /^(no session|container not found)/.test(message ?? ""))
    )
      throw new Gone();
    throw new Error(message ?? `status ${response.status}`);
  }
}

class Gone extends Error {}

function withReturns(data: Uint8Array): Uint8Array {
  const count = data.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
  if (count === 0) return data;
  const bytes = new Uint8Array(data.length + count);
  let at = 0;
  for (let index = 0; index < data.length; index++) {
    const byte = data[index] as number;
    if (byte === 10 && data[index - 1] !== 13) bytes[at++] = 13;
    bytes[at++] = byte;
  }
  return bytes.subarray(0, at);
}
