/** `kubectl rollout status`. */
import type { Command } from "../../cli/Command.ts";
import { boolFlag, durationFlag, int64Flag } from "../../cli/flags.ts";
import { rolloutStatus } from "../../rollout/status.ts";
import { followObject } from "../writing/following.ts";
import { kindText } from "../writing/selecting.ts";
import { checkResources, ROLLOUT_FLAGS, rollouts } from "./rolling.ts";

const KNOWN = new Set(["Deployment.apps", "DaemonSet.apps", "StatefulSet.apps"]);

export const status: Command = {
  name: "status",
  short: "Show the status of the rollout",
  usage: "(TYPE NAME | TYPE/NAME) [flags]",
  examples: ["kubectl rollout status deployment/nginx"],
  flags: [
    ...ROLLOUT_FLAGS,
    boolFlag("watch", "Watch the rollout until it is done", { short: "w", default: "true" }),
    int64Flag("revision", "The revision to wait for, 0 for the last"),
    durationFlag("timeout", "How long to wait, zero: for ever"),
  ],
  async run(context) {
    const { flags, session, io } = context;
    const namespace = await session.namespace();
    checkResources(context);
    const revision = flags.number("revision");
    if (revision < 0) throw new Error(`revision must be a positive integer: ${revision}`);
    let found = false;
    await (await rollouts(context)).visit(async (info) => {
      found = true;
      const kind = kindText(info);
      if (!KNOWN.has(kind)) throw new Error(`no status viewer has been implemented for ${kind}`);
      const timeout = flags.number("timeout");
      await followObject(context, info, {
        deadline: timeout > 0 ? io.now() + timeout : undefined,
        next: ({ type, object }) => {
          if (type === "DELETED") throw new Error("object has been deleted");
          const { text, done } = rolloutStatus(object, kind, revision);
          context.out(text);
          return done || !flags.bool("watch");
        },
      });
    });
    if (!found) context.err(`No resources found in ${namespace.name} namespace.\n`);
  },
};
