/** `kubectl kustomize`: prints what a kustomization makes. */
import { arrayFlag, boolFlag, textFlag } from "../../cli/flags.ts";
import type { Command } from "../../cli/Command.ts";
import { buildKustomization } from "../../kustomize/build.ts";
import { writeYaml } from "../../yaml/writeYaml.ts";

const REORDER = ["legacy", "none"];
const RESTRICTORS = ["LoadRestrictionsRootOnly", "LoadRestrictionsNone"];

export const kustomize: Command = {
  name: "kustomize",
  short: "Build a kustomization target from a directory or URL",
  usage: "DIR",
  examples: ["kubectl kustomize", "kubectl kustomize overlays/production"],
  flags: [
    textFlag("output", "If specified, write output to this path.", { short: "o" }),
    textFlag("reorder", "Reorder the resources just before output: legacy or none.", {
      default: "legacy",
      deprecated: "use the new 'sortOptions' field in kustomization.yaml instead.",
    }),
    textFlag("load-restrictor", "Where files may be: LoadRestrictionsRootOnly or LoadRestrictionsNone.", {
      default: RESTRICTORS[0] as string,
    }),
    // Of Helm and functions, which are not here: taken, and nothing is done with them.
    boolFlag("as-current-user", "Use the user of this process in functions"),
    boolFlag("enable-alpha-plugins", "Enable plugins"),
    boolFlag("enable-helm", "Enable Helm charts"),
    arrayFlag("env", "Environment variables of functions", { short: "e" }),
    arrayFlag("helm-api-versions", "API versions for Helm"),
    textFlag("helm-command", "The helm command", { default: "helm" }),
    boolFlag("helm-debug", "Let Helm tell more"),
    textFlag("helm-kube-version", "The version of Kubernetes for Helm"),
    arrayFlag("mount", "Files that functions see"),
    boolFlag("network", "Let functions use the network"),
    textFlag("network-name", "The network of functions", { default: "bridge" }),
  ],
  async run({ args, flags, io, out, err }) {
    if (args.length > 1) throw new Error("specify one path to kustomization.yaml");
    const restrictor = flags.text("load-restrictor");
    if (restrictor !== "" && !RESTRICTORS.includes(restrictor))
      throw new Error(`illegal flag value --load-restrictor ${restrictor}; legal values: [${RESTRICTORS.join(" ")}]`);
    const reorder = flags.text("reorder");
    if (!REORDER.includes(reorder))
      throw new Error(`illegal flag value --reorder ${reorder}; legal values: [${REORDER.join(" ")}]`);
    const objects = await buildKustomization(io, args[0] ?? ".", {
      warn: err,
      asRead: reorder === "none",
      anywhere: restrictor === "LoadRestrictionsNone",
    });
    const text = objects.map(writeYaml).join("---\n");
    const path = flags.text("output");
    if (path === "") out(text);
    else if ((await io.files.kind(path)) === "directory")
      throw new Error(`${path} is a folder: name a file for the output`);
    else await io.files.write(path, new TextEncoder().encode(text));
  },
};
