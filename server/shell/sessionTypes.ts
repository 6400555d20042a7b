/** What a shell session is asked and tells. */
import type { ApiRequest, ApiResponse, UserInfo } from "../simulation/api/ApiRequest.ts";

export type ShellTarget =
  | { readonly kind: "container"; readonly namespace: string; readonly pod: string; readonly container: string }
  | { readonly kind: "node"; readonly node: string };

/** How it ended: an exit code, or a runtime's text such as `OCI runtime exec failed: …`. */
export type ShellEnd = { readonly code: number } | { readonly failure: string };

export interface ShellOptions {
  readonly target: ShellTarget;
  /** argv to run; empty: attach to what the container runs. */
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly size?: { readonly columns: number; readonly rows: number };
  onOutput(channel: "stdout" | "stderr", data: Uint8Array): void;
  /** Called once, last. Not after `close`. */
  onExit(end: ShellEnd): void;
}

export interface ShellSession {
  write(data: Uint8Array): void;
  endInput(): void;
  resize(columns: number, rows: number): void;
  /** The client went away. */
  close(): void;
}

/** Asks the room as the person; `user` is who asks where the door does not say so itself. */
export interface ShellDoor {
  readonly user?: UserInfo;
  request(request: ApiRequest): Promise<ApiResponse>;
}
