/** Commands that read, settings, access and streams. */
import type { Command } from "../cli/Command.ts";
import { config } from "./config/config.ts";
import { get } from "./get/get.ts";

export const READING: readonly Command[] = [config, get];
