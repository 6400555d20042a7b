/** `kubectl set resources`. */
import { canonicalQuantity } from "../../../../../server/protocol/kubernetes/quantity.ts";
import type { Command } from "../../cli/Command.ts";
import { textFlag } from "../../cli/flags.ts";
import { podSpecOf, selectedContainers } from "../../edit/podSpecs.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { dryRunOf, operationPrinter } from "../writing/writeFlags.ts";
import { changesOf } from "./patching.ts";
import { checkSetting, selected, SELECTING_FLAGS, writeChanges } from "./setting.ts";

export const setResources: Command = {
  name: "resources",
  short: "Update resource requests/limits on objects with pod templates",
  usage: "(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
  examples: ["kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi"],
  flags: [
    ...SELECTING_FLAGS,
    textFlag("containers", "Names of containers to change, wildcards allowed", { short: "c", default: "*" }),
    textFlag("limits", "Limits, cpu=100m,memory=256Mi"),
    textFlag("requests", "Requests, cpu=100m,memory=256Mi"),
  ],
  async run(context) {
    const { flags, args } = context;
    const dryRun = dryRunOf(context);
    const print = await operationPrinter(context, "resource requirements updated", dryRun);
    const infos = await selected(context, args);
    const [problem] = checkSetting(context, dryRun);
    if (problem) throw problem;
    const given = { limits: flags.text("limits"), requests: flags.text("requests") };
    if (!given.limits && !given.requests)
      throw new Error("you must specify an update to requests or limits (in the form of --requests/--limits)");
    const amounts = { limits: amountsOf(given.limits), requests: amountsOf(given.requests) };
    const wildcard = flags.text("containers");
    const missing: Error[] = [];
    const changes = changesOf(context, infos, (object) => {
      const containers = selectedContainers(podSpecOf(object), wildcard);
      if (containers.length === 0) {
        missing.push(new Error(`error: unable to find container named ${wildcard}`));
        return false;
      }
      for (const container of containers)
        for (const field of ["limits", "requests"] as const) {
          if (given[field] === "") continue;
          if (!isObject(container.resources)) container.resources = {};
          const resources = container.resources as JsonObject;
          resources[field] = { ...(isObject(resources[field]) ? resources[field] : {}), ...amounts[field] };
        }
      return true;
    });
    await writeChanges(context, changes, {
      print,
      dryRun,
      failure: "failed to patch resources update to pod template ",
      problems: missing,
    });
  },
};

function amountsOf(text: string): JsonObject {
  const amounts: JsonObject = {};
  if (text === "") return amounts;
  for (const statement of text.split(",")) {
    const parts = statement.split("=");
    if (parts.length !== 2) throw new Error(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
    amounts[parts[0] as string] = canonicalQuantity(parts[1] as string);
  }
  return amounts;
}
