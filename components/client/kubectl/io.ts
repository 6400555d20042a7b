/** What kubectl asks of the world around it. The browser, a test and a terminal each bring their own. */
import type { ApiGroup } from "./rest/served.ts";

export interface ApiCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";
  /** As the kubeconfig has it, `https://10.0.0.1:6443` or with a path; never with a slash at the end. */
  readonly server: string;
  /** Path with query, `/api/v1/pods?limit=500`. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface ApiAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Texts of `Warning: 299` headers, unquoted. */
  readonly warnings: readonly string[];
  readonly body: string;
}

/** An answer that comes in pieces: a watch, or a log that is followed. */
export interface ApiStream {
  readonly status: number;
  readonly contentType: string;
  readonly warnings: readonly string[];
  readonly chunks: AsyncIterable<string>;
  close(): void;
}

export interface KubectlApi {
  /** Rejects with a ConnectionError when the server cannot be reached. */
  request(call: ApiCall): Promise<ApiAnswer>;
  open(call: ApiCall): Promise<ApiStream>;
}

/** A file system with paths as in Unix; relative ones begin at the working directory. */
export interface KubectlFiles {
  /** Undefined: there is no such file, or it is a folder. */
  read(path: string): Promise<Uint8Array | undefined>;
  write(path: string, content: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  kind(path: string): Promise<"file" | "directory" | undefined>;
  /** Names in a folder, sorted. */
  list(path: string): Promise<readonly string[]>;
}

export interface KubectlIo {
  /** All of standard input; empty when there is none. */
  stdin(): Promise<string>;
  /** Whether standard input is a pipe or a file rather than the person's keys. */
  stdinIsPiped?(): Promise<boolean> | boolean;
  stdout(text: string): void;
  stderr(text: string): void;
  readonly env: { readonly [name: string]: string | undefined };
  readonly home: string;
  readonly cwd: string;
  readonly files: KubectlFiles;
  readonly api: KubectlApi;
  /** What servers serve, kept by address from call to call; absent: each call asks anew. */
  readonly discovered?: Map<string, readonly ApiGroup[]>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborts when the person presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Between 0 and 1, for names of temporary things. */
  random(): number;
  /** Lets the person change a text; undefined when there is no editor. Resolves with the text after it. */
  edit?(text: string, fileName: string): Promise<string>;
  /** Whether standard output is a terminal that shows colours and takes keys. */
  readonly terminal?: boolean;
  /** Opens local ports and keeps them until the person ends it; absent where there are none. */
  forward?(request: ForwardRequest): Promise<void>;
  /** Streams of exec, attach and cp; absent where there are none. */
  readonly streams?: KubectlStreams;
}

export interface ForwardRequest {
  readonly namespace: string;
  readonly pod: string;
  /** `8080:80`, or `80` for the same on both sides. */
  readonly ports: readonly string[];
  readonly addresses: readonly string[];
}

export interface ExecCall {
  readonly server: string;
  /** Path and query of exec, attach or portforward. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  /** The person's keys go to the container. */
  readonly interactive: boolean;
  readonly tty: boolean;
  /** What the container reads when it is not the person who types. */
  readonly stdin?: Uint8Array;
  stdout(data: Uint8Array): void;
  stderr(data: Uint8Array): void;
}

export interface KubectlStreams {
  /**
   * Runs or attaches; resolves with the Status the server ends with, undefined when the connection just ended. Rejects
   * with UpgradeRefused when the server did not open the stream.
   */
  exec(call: ExecCall): Promise<unknown>;
}

/** The server answered a stream with something else. */
export class UpgradeRefused extends Error {}
