/** Commands that read, settings, access and streams. */
import type { Command } from "../cli/Command.ts";
import { auth } from "./auth/auth.ts";
import { config } from "./config/config.ts";
import { events } from "./events/events.ts";
import { explain } from "./explain/explain.ts";
import { get } from "./get/get.ts";
import { apiResources, apiVersions } from "./server/apiResources.ts";
import { clusterInfo } from "./server/clusterInfo.ts";
import { version } from "./server/version.ts";
import { top } from "./top/top.ts";

export const READING: readonly Command[] = [
  apiResources,
  apiVersions,
  auth,
  clusterInfo,
  config,
  events,
  explain,
  get,
  top,
  version,
];
