/**
 * Shells in containers and on nodes, for whoever has a person at a keyboard: kubectl exec and attach, the browser's terminal.
 *
 * The processes are the simulation's own; this is a client of the cluster that types, reads and closes by requests
 * (`pods/shell`, `nodes/shell`), so that what is done is logged, replayed and seen. Read `SessionDriver.ts` next, then
 * `LineEditor.ts`.
 */
import { SessionDriver } from "./SessionDriver.ts";
import type { ShellDoor, ShellOptions, ShellSession } from "./sessionTypes.ts";

export type { ShellDoor, ShellEnd, ShellOptions, ShellSession, ShellTarget } from "./sessionTypes.ts";

/** Starts a program where `options.target` says. Never throws: what goes wrong is told by `onExit`. */
export function openShell(door: ShellDoor, options: ShellOptions): ShellSession {
  return new SessionDriver(door, options);
}
