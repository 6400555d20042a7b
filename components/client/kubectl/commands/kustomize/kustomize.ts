/** `kubectl kustomize`: prints what a kustomization makes. */
import { textFlag } from "../../cli/flags.ts";
import type { Command } from "../../cli/Command.ts";
import { buildKustomization } from "../../kustomize/build.ts";
import { writeYaml } from "../../yaml/writeYaml.ts";

const REORDER = ["legacy", "none"];

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
  ],
  async run({ args, flags, io, out, err }) {
    if (args.length > 1) throw new Error("specify one path to kustomization.yaml");
    const reorder = flags.text("reorder");
    if (!REORDER.includes(reorder))
      throw new Error(`illegal flag value --reorder ${reorder}; legal values: [${REORDER.join(" ")}]`);
    const objects = await buildKustomization(io, args[0] ?? ".", { warn: err, asRead: reorder === "none" });
    const text = objects.map(writeYaml).join("---\n");
    const path = flags.text("output");
    if (path === "") out(text);
    else if ((await io.files.kind(path)) === "directory")
      throw new Error(`${path} is a folder: name a file for the output`);
    else await io.files.write(path, new TextEncoder().encode(text));
  },
};
