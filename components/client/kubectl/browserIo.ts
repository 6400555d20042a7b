/**
 * What kubectl needs, in a browser: the room's API by fetch, containers by WebSocket. The terminal brings the rest (texts,
 * files, keys). Load `runKubectl.ts` and this on demand, since both are large:
 *
 *     const [{ runKubectl }, { browserIo }] = await Promise.all([import("…/runKubectl.ts"), import("…/browserIo.ts")]);
 *     const code = await runKubectl(["kubectl", "get", "pods"], browserIo({ … }));
 *
 * The kubeconfig is a file of `files`, `~/.kube/config`; `fetchKubeconfig` of `../rooms.ts` gives its text. It names the
 * room's cluster, with the token in it or in its URL, so no cookie is used.
 */
import { ConnectionError } from "./errors.ts";
import {
  type ApiAnswer,
  type ApiCall,
  type ApiStream,
  type ExecCall,
  type KubectlApi,
  type KubectlFiles,
  type KubectlIo,
  type KubectlStreams,
  UpgradeRefused,
} from "./io.ts";

/** The person's side of a container's terminal. */
export interface TerminalLink {
  size(): { readonly columns: number; readonly rows: number };
  /** Calls back with each key or paste; returns how to stop. */
  onInput(listener: (data: Uint8Array) => void): () => void;
  onResize(listener: () => void): () => void;
}

export interface BrowserIoOptions {
  stdout(text: string): void;
  stderr(text: string): void;
  /** What was piped in; undefined when the person's keys are standard input. */
  readonly piped?: string;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly home: string;
  readonly cwd: string;
  readonly files: KubectlFiles;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Absent when output goes to a pipe or a file. */
  readonly terminal?: TerminalLink;
  edit?(text: string, fileName: string): Promise<string>;
  /** The instructor who typed the command, holding the person's keyboard: the room's log names them. */
  readonly typedBy?: string;
}

const TYPED_BY = "X-Podroom-Typed-By";

export function browserIo(options: BrowserIoOptions): KubectlIo {
  const { piped, terminal, edit } = options;
  return {
    stdin: async () => piped ?? "",
    stdinIsPiped: () => piped !== undefined,
    stdout: (text) => options.stdout(text),
    stderr: (text) => options.stderr(text),
    env: options.env ?? {},
    home: options.home,
    cwd: options.cwd,
    files: options.files,
    api: fetchApi(options.typedBy === undefined ? {} : { [TYPED_BY]: options.typedBy }),
    now: () => Date.now(),
    sleep,
    signal: options.signal,
    random: () => Math.random(),
    terminal: terminal !== undefined,
    streams: webSocketStreams(terminal, options.signal),
    ...(edit ? { edit: (text: string, fileName: string) => edit(text, fileName) } : {}),
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });
}

/** The API by fetch. A server that cannot be reached is a ConnectionError, as kubectl words it. */
export function fetchApi(more: { readonly [name: string]: string } = {}): KubectlApi {
  const send = (call: ApiCall): Promise<Response> => fetched({ ...call, headers: { ...call.headers, ...more } });
  return {
    async request(call) {
      const response = await send(call);
      return { ...headOf(response), body: await response.text() };
    },
    async open(call): Promise<ApiStream> {
      const ended = new AbortController();
      const stop = (): void => ended.abort();
      call.signal?.addEventListener("abort", stop);
      const response = await send({ ...call, signal: ended.signal });
      async function* chunks(): AsyncGenerator<string> {
        const reader = response.body?.getReader();
        const decoder = new TextDecoder();
        try {
          for (;;) {
            const next = await reader?.read();
            if (!next || next.done) break;
            yield decoder.decode(next.value, { stream: true });
          }
        } catch (error) {
          // Ended from this side.
          if (!ended.signal.aborted) throw refused(call, error);
        } finally {
          call.signal?.removeEventListener("abort", stop);
        }
      }
      return { ...headOf(response), chunks: chunks(), close: stop };
    },
  };
}

async function fetched(call: ApiCall): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(call.headers)) {
    if (name === "User-Agent") continue;
    for (const line of value.split("\n")) headers.append(name, line);
  }
  try {
    return await fetch(`${call.server}${call.path}`, {
      method: call.method,
      headers,
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.signal ? { signal: call.signal } : {}),
      credentials: "omit",
      cache: "no-store",
    });
  } catch (error) {
    throw refused(call, error);
  }
}

function refused({ method, server, path }: ApiCall, error: unknown): ConnectionError {
  const { hostname, port, protocol } = new URL(server);
  const address = `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
  const aborted = error instanceof DOMException && error.name === "AbortError";
  return new ConnectionError(
    method[0] + method.slice(1).toLowerCase(),
    `${server}${path}`,
    aborted ? "context canceled" : `dial tcp ${address}: connect: connection refused`,
  );
}

function headOf(response: Response): Omit<ApiAnswer, "body"> {
  return {
    status: response.status,
    contentType: response.headers.get("Content-Type") ?? "",
    warnings: warningsOf(response.headers.get("Warning") ?? ""),
  };
}

/** Texts of `299 - "…"` headers, joined by commas as fetch does. */
export function warningsOf(header: string): string[] {
  return [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
    fromLatin(text.replace(/\\(.)/g, "$1")),
  );
}

/** Headers come as Latin; the server writes UTF-8 into them. */
function fromLatin(text: string): string {
  if (![...text].every((char) => char.charCodeAt(0) < 256)) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(text, (char) => char.charCodeAt(0)));
  } catch {
    return text;
  }
}

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;
const CLOSE = 255;

/** exec and attach over WebSocket, `v5.channel.k8s.io`. */
function webSocketStreams(terminal: TerminalLink | undefined, signal: AbortSignal): KubectlStreams {
  return {
    exec: (call) =>
      new Promise<unknown>((resolve, reject) => {
        const socket = new WebSocket(socketUrl(call), ["v5.channel.k8s.io"]);
        socket.binaryType = "arraybuffer";
        const undo: (() => void)[] = [];
        let opened = false;
        let status: unknown;
        const write = (channel: number, data: Uint8Array): void => {
          const frame = new Uint8Array(data.length + 1);
          frame[0] = channel;
          frame.set(data, 1);
          socket.send(frame);
        };
        const resize = (): void => {
          const { columns = 80, rows = 24 } = terminal?.size() ?? {};
          write(RESIZE, new TextEncoder().encode(JSON.stringify({ Width: columns, Height: rows })));
        };
        const stop = (): void => socket.close();
        socket.onopen = () => {
          opened = true;
          if (call.tty && terminal) {
            resize();
            undo.push(terminal.onResize(resize));
          }
          if (call.interactive && terminal) undo.push(terminal.onInput((data) => write(STDIN, data)));
          else if (call.stdin) {
            for (let at = 0; at < call.stdin.length; at += CHUNK) write(STDIN, call.stdin.subarray(at, at + CHUNK));
            socket.send(Uint8Array.of(CLOSE, STDIN));
          }
          // With a terminal Ctrl-C is a key for the container.
          if (!call.interactive) {
            signal.addEventListener("abort", stop);
            undo.push(() => signal.removeEventListener("abort", stop));
          }
        };
        socket.onmessage = ({ data }) => {
          const frame = new Uint8Array(data as ArrayBuffer);
          const body = frame.subarray(1);
          if (frame[0] === STDOUT) call.stdout(body);
          else if (frame[0] === STDERR) call.stderr(body);
          else if (frame[0] === ERROR) status = parsed(new TextDecoder().decode(body));
        };
        socket.onclose = () => {
          for (const one of undo) one();
          if (opened) resolve(status);
          else reject(new UpgradeRefused("the stream was not opened"));
        };
      }),
  };
}

const CHUNK = 32 * 1024;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A WebSocket of a browser sends no headers, so the token goes into the path. */
function socketUrl({ server, path, headers }: ExecCall): string {
  const token = /^Bearer (.+)$/.exec(headers["Authorization"] ?? "")?.[1];
  const base = token && !/\/t\/[\w-]+$/.test(server) ? `${server}/t/${token}` : server;
  return `${base.replace(/^http/, "ws")}${path}`;
}
