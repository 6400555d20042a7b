/** What exec and attach ask of whoever runs shells. A shell is a client of the cluster: what it changes, it asks the door for. */
import type { ApiRequest, ApiResponse, UserInfo } from "../../simulation/api/ApiRequest.ts";

export type ShellTarget =
  | { readonly kind: "container"; readonly namespace: string; readonly pod: string; readonly container: string }
  | { readonly kind: "node"; readonly node: string };

export interface ShellOptions {
  readonly target: ShellTarget;
  /** argv to run; empty: attach to what the container runs. */
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly size?: { readonly columns: number; readonly rows: number };
  onOutput(channel: "stdout" | "stderr", data: Uint8Array): void;
  onExit(end: ShellEnd): void;
}

/** An exit code, or why the runtime could not run it: `OCI runtime exec failed: …`. */
export type ShellEnd = { readonly code: number } | { readonly failure: string };

export interface ShellSession {
  write(data: Uint8Array): void;
  endInput(): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

/** Asks the room as `user`. */
export interface ShellDoor {
  readonly user: UserInfo;
  request(request: ApiRequest): Promise<ApiResponse>;
}

export type ShellOpener = (door: ShellDoor, options: ShellOptions) => ShellSession;
