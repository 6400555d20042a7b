/** Every command kubectl has here. A new one is a file and a line in one of the two lists. */
import type { Command } from "../cli/Command.ts";
import { READING } from "./reading.ts";
import { WRITING } from "./writing.ts";

export const COMMANDS: readonly Command[] = [...READING, ...WRITING];
