/**
 * An exec or an attach: a shell, or a container's output, on one side; on the other a client, over WebSocket channels or SPDY
 * streams (`CommandLine`). It ends with the shell, with the container, or when the client goes.
 */
import { randomBytes } from "node:crypto";
import type { ShellEnd, ShellSession } from "../../shell/ShellSession.ts";
import type { ConnectionTarget } from "../../simulation/podConnections.ts";
import type { Entrant } from "../ClusterDoor.ts";
import { followLog } from "../logFollow.ts";
import { type Dialect, endText, failureText } from "./commandStatus.ts";
import type { ShellOpener } from "./shells.ts";

/** The client's side. */
export interface CommandLine {
  output(channel: "stdout" | "stderr", data: Uint8Array): void;
  /** The last word: text of the error channel, empty for none. Then the line closes. */
  finish(text: string): void;
}

export interface CommandRequest {
  readonly kind: "exec" | "attach";
  readonly entrant: Entrant;
  readonly openShell: ShellOpener | undefined;
  readonly namespace: string;
  readonly pod: string;
  readonly target: ConnectionTarget;
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export class RemoteCommand {
  private shell: ShellSession | undefined;
  private stopFollowing: (() => void) | undefined;
  private over = false;
  private size: { readonly columns: number; readonly rows: number } | undefined;

  constructor(
    private readonly request: CommandRequest,
    private readonly line: CommandLine,
    private readonly dialect: Dialect,
  ) {}

  /** Begins; output may come at once. */
  start(): void {
    const { kind, target, stdin } = this.request;
    if (!target.running) return this.fail(`unable to upgrade connection: ${notRunning(this.request)}`);
    // Who does not type, or types to a process that does not read, sees what it writes.
    if (kind === "attach" && !(stdin && target.stdin)) return this.followOutput();
    this.openShell();
  }

  input(data: Uint8Array): void {
    if (!this.over && this.request.stdin) this.shell?.write(data);
  }

  endInput(): void {
    if (!this.over) this.shell?.endInput();
  }

  /** JSON of the resize channel: `{"Width":80,"Height":24}`. */
  resize(json: string): void {
    let size: { Width?: unknown; Height?: unknown };
    try {
      size = JSON.parse(json) as typeof size;
    } catch {
      return;
    }
    const columns = Number(size?.Width);
    const rows = Number(size?.Height);
    if (!(columns >= 1 && columns <= 10_000 && rows >= 1 && rows <= 10_000)) return;
    this.size = { columns: Math.floor(columns), rows: Math.floor(rows) };
    if (!this.over) this.shell?.resize(this.size.columns, this.size.rows);
  }

  /** The client went away. */
  close(): void {
    this.stop();
    this.shell?.close();
  }

  private openShell(): void {
    const { entrant, openShell, namespace, pod, target, command, stdin, tty } = this.request;
    if (!openShell) return this.fail("Podroom does not run commands in containers yet");
    const { door, user, who } = entrant;
    this.shell = openShell(
      { user, request: (request) => door.request(request, who) },
      {
        target: { kind: "container", namespace, pod, container: target.container },
        command,
        tty,
        stdin,
        ...(this.size ? { size: this.size } : {}),
        onOutput: (channel, data) => this.output(channel, data),
        onExit: (end) => this.exited(end),
      },
    );
    if (this.over) this.shell.close();
  }

  /** The output of the container's own process, from now on. */
  private followOutput(): void {
    const { entrant, namespace, pod, target } = this.request;
    const { door, user, who } = entrant;
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
    const query = `container=${encodeURIComponent(target.container)}&tailLines=0`;
    followLog({
      door,
      user,
      who,
      path: `${path}?${query}`,
      onText: (text) => this.output("stdout", Buffer.from(this.request.tty ? text.replaceAll("\n", "\r\n") : text)),
      onEnd: () => this.exited({ code: 0 }),
    }).then(
      (result) => {
        if (typeof result !== "function") return this.fail(`the container's output cannot be read (${result.status})`);
        if (this.over) result();
        else this.stopFollowing = result;
      },
      () => this.fail("the container's output cannot be read"),
    );
  }

  private output(channel: "stdout" | "stderr", data: Uint8Array): void {
    if (this.over || data.length === 0) return;
    // A terminal has one output.
    const to = this.request.tty ? "stdout" : channel;
    if (this.request[to]) this.line.output(to, data);
  }

  private exited(end: ShellEnd): void {
    if (this.over) return;
    this.stop();
    const begun = `failed to exec in container: failed to start exec "${randomBytes(32).toString("hex")}": `;
    // Of an attach the end is told, not how: that stands in the pod's status.
    if ("code" in end && this.request.kind === "attach")
      return this.line.finish(endText({ code: 0 }, this.dialect, []));
    const told = "failure" in end && this.request.kind === "exec" ? { failure: begun + end.failure } : end;
    this.line.finish(endText(told, this.dialect, this.request.command));
  }

  private fail(problem: string): void {
    if (this.over) return;
    this.stop();
    this.line.finish(failureText(problem, this.dialect));
  }

  private stop(): void {
    this.over = true;
    this.stopFollowing?.();
  }
}

/** What a node says of a container that does not run. */
export function notRunning({ target, kind, namespace, pod }: CommandRequest): string {
  return kind === "exec"
    ? `container not found ("${target.container}")`
    : `container ${target.container} not found in pod ${pod}_${namespace}`;
}
