/** Every command kubectl has here. A new one is a file and a line. */
import type { Command } from "../cli/Command.ts";
import { describe } from "./describe/describe.ts";
import { get } from "./get/get.ts";

export const COMMANDS: readonly Command[] = [get, describe];
