/** Every command kubectl has here. A new one is a file and a line. */
import type { Command } from "../cli/Command.ts";
import { describe } from "./describe/describe.ts";
import { READING } from "./reading.ts";

export const COMMANDS: readonly Command[] = [...READING, describe];
