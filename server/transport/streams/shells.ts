/** What exec and attach ask of whoever runs shells. */
import type { ShellDoor, ShellOptions, ShellSession } from "../../shell/ShellSession.ts";

export type ShellOpener = (door: ShellDoor, options: ShellOptions) => ShellSession;
