/** Commands that read, settings, access and streams. */
import type { Command } from "../cli/Command.ts";
import { auth } from "./auth/auth.ts";
import { config } from "./config/config.ts";
import { debug } from "./debug/debug.ts";
import { events } from "./events/events.ts";
import { explain } from "./explain/explain.ts";
import { get } from "./get/get.ts";
import { kustomize } from "./kustomize/kustomize.ts";
import { attach } from "./pods/attach.ts";
import { cp } from "./pods/cp.ts";
import { exec } from "./pods/exec.ts";
import { logs } from "./pods/logs.ts";
import { portForward } from "./pods/portForward.ts";
import { apiResources, apiVersions } from "./server/apiResources.ts";
import { certificate } from "./server/certificate.ts";
import { clusterInfo } from "./server/clusterInfo.ts";
import { alpha, completion, options, plugin, proxy } from "./server/local.ts";
import { version } from "./server/version.ts";
import { top } from "./top/top.ts";

export const READING: readonly Command[] = [
  alpha,
  apiResources,
  apiVersions,
  attach,
  auth,
  certificate,
  clusterInfo,
  completion,
  config,
  cp,
  debug,
  events,
  exec,
  explain,
  get,
  kustomize,
  logs,
  options,
  plugin,
  portForward,
  proxy,
  top,
  version,
];
