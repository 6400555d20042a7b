/** `create namespace`, `create serviceaccount`, `create quota`, `create poddisruptionbudget`, `create priorityclass`. */
import type { Command } from "../../cli/Command.ts";
import { boolFlag, int32Flag, textFlag } from "../../cli/flags.ts";
import { namespace, podDisruptionBudget, priorityClass, quota, serviceAccount } from "../../generate/policies.ts";
import { toLabelSelector } from "../../resources/labelSelectorObject.ts";
import { generatingCommand } from "./generating.ts";

export const createNamespace: Command = generatingCommand({
  name: "namespace",
  aliases: ["ns"],
  short: "Create a namespace with the specified name",
  usage: "NAME [--dry-run=server|client|none]",
  flags: [],
  generate: (_context, name) => namespace(name),
});

export const createServiceAccount: Command = generatingCommand({
  name: "serviceaccount",
  aliases: ["sa"],
  short: "Create a service account with the specified name",
  usage: "NAME [--dry-run=server|client|none]",
  flags: [],
  failure: "failed to create serviceaccount: ",
  generate: (_context, name) => serviceAccount(name),
});

export const createQuota: Command = generatingCommand({
  name: "quota",
  aliases: ["resourcequota"],
  short: "Create a quota with the specified name",
  usage: "NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]",
  flags: [textFlag("hard", "Hard limits, resource=quantity,…"), textFlag("scopes", "Scopes of the quota")],
  failure: "failed to create quota: ",
  generate: ({ flags }, name) => quota({ name, hard: flags.text("hard"), scopes: flags.text("scopes") }),
});

export const createPodDisruptionBudget: Command = generatingCommand({
  name: "poddisruptionbudget",
  aliases: ["pdb"],
  short: "Create a pod disruption budget with the specified name",
  usage: "NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]",
  flags: [
    textFlag("min-available", "How many pods must be available"),
    textFlag("max-unavailable", "How many pods may be unavailable"),
    textFlag("selector", "Label selector of the pods"),
  ],
  failure: "failed to create poddisruptionbudgets: ",
  generate: ({ flags }, name) =>
    podDisruptionBudget(
      {
        name,
        minAvailable: flags.text("min-available"),
        maxUnavailable: flags.text("max-unavailable"),
        selector: flags.text("selector"),
      },
      toLabelSelector,
    ),
});

export const createPriorityClass: Command = generatingCommand({
  name: "priorityclass",
  aliases: ["pc"],
  short: "Create a priority class with the specified name",
  usage: "NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]",
  flags: [
    int32Flag("value", "The value of the class"),
    boolFlag("global-default", "Whether it is for pods that name no class"),
    textFlag("description", "When the class should be used"),
    textFlag("preemption-policy", "The policy for preempting pods", { default: "PreemptLowerPriority" }),
  ],
  failure: "failed to create priorityclass: ",
  generate: ({ flags }, name) =>
    priorityClass({
      name,
      value: flags.number("value"),
      globalDefault: flags.bool("global-default"),
      description: flags.text("description"),
      preemptionPolicy: flags.text("preemption-policy"),
    }),
});
