/** `kubectl rollout`. */
import type { Command } from "../../cli/Command.ts";
import { pause, restart, resume } from "./changing.ts";
import { history } from "./history.ts";
import { status } from "./status.ts";
import { undo } from "./undo.ts";

export const rollout: Command = {
  name: "rollout",
  short: "Manage the rollout of a resource",
  usage: "SUBCOMMAND",
  helpOnStdout: true,
  commands: [history, pause, restart, resume, status, undo],
};
