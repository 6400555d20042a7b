/** `kubectl cordon` and `uncordon`. Mirrors kubectl pkg/cmd/drain. */
import type { Command } from "../../cli/Command.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";
import { DRY_RUN_FLAG, dryRunOf } from "../writing/writeFlags.ts";
import { checkNodeArguments, markNodes, nodesOf } from "./cordoning.ts";

function marking(name: string, unschedulable: boolean): Command {
  return {
    name,
    clientFirst: true,
    short: `Mark node as ${unschedulable ? "unschedulable" : "schedulable"}`,
    usage: "NODE",
    examples: [`kubectl ${name} foo`],
    flags: [SELECTOR_FLAG, DRY_RUN_FLAG],
    async run(context) {
      checkNodeArguments(context, `${name} NODE`);
      const dryRun = dryRunOf(context);
      await markNodes(context, await nodesOf(context), { unschedulable, dryRun });
    },
  };
}

export const cordon = marking("cordon", true);
export const uncordon = marking("uncordon", false);
