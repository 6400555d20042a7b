/** Every command kubectl has here. A new one is a file and a line. */
import type { Command } from "../cli/Command.ts";
<<<<<<< HEAD
import { describe } from "./describe/describe.ts";
import { get } from "./get/get.ts";

export const COMMANDS: readonly Command[] = [get, describe];
=======
import { config } from "./config/config.ts";
import { get } from "./get/get.ts";

export const COMMANDS: readonly Command[] = [config, get];
>>>>>>> 3816ca3 (kubectl: config, go-template, Go's sort order)
