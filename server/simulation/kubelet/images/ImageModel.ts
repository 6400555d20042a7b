/** What an image does when it runs: a small program as data. Models are in this folder, one file a family. */
import type { Json } from "../../../protocol/kubernetes/index.ts";
import type { HttpResponse } from "../../controllerkit/Processes.ts";
import type { ImageFiles } from "./fileSystems.ts";

export interface LaunchContext {
  readonly podName: string;
  readonly namespace: string;
  readonly image: string;
  /** `command` then `args` of the container; empty when the image's own are to run. */
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Bytes the container may use; undefined without a limit. */
  readonly memoryLimit?: number;
  readonly env: { readonly [name: string]: string };
  /** Whether another process of the pod already listens on a port. */
  isTaken(port: number): boolean;
}

/** Something a running program does by itself, `after` ms from its start. */
export interface Step {
  readonly after: number;
  readonly log?: string;
  readonly write?: string;
  readonly remove?: string;
  readonly exit?: number;
  /** Ports it listens on from here on. */
  readonly listen?: readonly number[];
  /** The program's state from here on. */
  readonly state?: Json;
  /** Why it ended, where that is not its own doing: `OOMKilled`. */
  readonly reason?: string;
}

/** A program that has started. Plain data: it lives in snapshots. */
export interface Program {
  readonly listens: readonly number[];
  /** Those of the ports that answer gRPC's health protocol: SERVING, unless the state is NOT_SERVING. */
  readonly grpc?: readonly number[];
  readonly logs: readonly string[];
  readonly steps?: readonly Step[];
  /** A line written again and again, worked out when somebody reads the log. */
  readonly repeats?: { readonly every: number; readonly line: string };
  /** Cores it uses all the time, and bytes it holds; little when left out. */
  readonly cores?: number;
  readonly memory?: number;
  /** Files it made, by path. */
  readonly files?: readonly string[];
  /** What SIGTERM does: nothing, or an exit after some ms. */
  readonly onTerm: "ignored" | { readonly exit: number; readonly after: number };
  readonly state?: Json;
  /** Its processes are simulated one by one: signals, ports and its end are theirs. */
  readonly machine?: true;
}

export interface HttpOutcome {
  readonly response: HttpResponse;
  /** The program's state afterwards, when the request changed it. */
  readonly state?: Json;
  readonly log?: string;
  /** CPU the answer costs, core-ms. */
  readonly work?: number;
  /** The program ends with this code after it has answered. */
  readonly exit?: number;
}

export interface ImageModel {
  /** Files and programs; left out: those of a Debian with curl. */
  readonly files?: ImageFiles;
  /** What runs when a pod names no command, as ps shows it; left out: `/app`. */
  readonly argv?: readonly string[];
  /** Programs in the files that are this model's own server: `nginx`. */
  readonly serves?: readonly string[];
  /** It runs whatever it is told, a shell when it is told nothing. */
  readonly isShell?: true;
  /** The program that what it is told are arguments of. */
  readonly entrypoint?: readonly string[];
  readonly workdir?: string;
  /** Whom it runs as, by number or by name; left out: root. */
  readonly user?: number | string;
  readonly env?: { readonly [name: string]: string };
  /** Bytes, compressed, as an event tells it. */
  readonly size: number;
  start(context: LaunchContext): Program;
  http?(request: {
    readonly method: string;
    readonly path: string;
    readonly port: number;
    readonly podName: string;
    readonly image: string;
    readonly state: Json | undefined;
    readonly headers: { readonly [name: string]: string };
    readonly body: string;
    readonly from: string;
    readonly podIP: string;
    readonly nodeName: string;
    /** A file of the container as text; undefined when there is none. */
    readFile(path: string): string | undefined;
  }): HttpOutcome | undefined;
}

/** State of a program that answers gRPC's health protocol. */
export const NOT_SERVING = "NOT_SERVING";

export const text = (status: number, body: string): HttpResponse => ({
  status,
  body,
  contentType: "text/plain; charset=utf-8",
});
