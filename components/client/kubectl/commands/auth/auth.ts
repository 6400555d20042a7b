/** `kubectl auth`. */
import type { Command } from "../../cli/Command.ts";
import { canI } from "./canI.ts";
import { reconcile } from "./reconcile.ts";
import { whoami } from "./whoami.ts";

export const auth: Command = {
  name: "auth",
  short: "Inspect authorization",
  commands: [canI, reconcile, whoami],
};
