/** `kubectl set image`. */
import type { Command } from "../../cli/Command.ts";
import { parsePairs, splitPairs } from "../../edit/pairs.ts";
import { containersOf, podSpecOf } from "../../edit/podSpecs.ts";
import { aggregate } from "../../errors.ts";
import { fileOptions, hasFiles } from "../../resources/files.ts";
import { dryRunOf, operationPrinter } from "../writing/writeFlags.ts";
import { changesOf } from "./patching.ts";
import { checkSetting, selected, SELECTING_FLAGS, writeChanges } from "./setting.ts";

export const setImage: Command = {
  name: "image",
  short: "Update the image of a pod template",
  usage: "(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N",
  examples: ["kubectl set image deployment/nginx busybox=busybox nginx=nginx:1.9.1"],
  flags: SELECTING_FLAGS,
  async run(context) {
    const dryRun = dryRunOf(context);
    const print = await operationPrinter(context, "image updated", dryRun);
    const { resources, pairs } = splitPairs(context.args, "image");
    const { set: images } = parsePairs(pairs, "image", false);
    const infos = await selected(context, resources);
    const [local, ...rest] = checkSetting(context, dryRun);
    const problems = local?.message.includes("--local") ? rest : [...(local ? [local] : []), ...rest];
    if (resources.length === 0 && !hasFiles(fileOptions(context.flags)))
      problems.push(new Error("one or more resources must be specified as <resource> <name> or <resource>/<name>"));
    if (images.size === 0) problems.push(new Error("at least one image update is required"));
    else if (images.size > 1 && images.has("*"))
      problems.push(
        new Error(
          "all containers are already specified by *, but saw more than one container_name=container_image pairs",
        ),
      );
    if (local?.message.includes("--local")) problems.push(local);
    const problem = aggregate(problems);
    if (problem) throw problem;
    const missing: Error[] = [];
    const changes = changesOf(context, infos, (object) => {
      const spec = podSpecOf(object);
      for (const [name, image] of images) {
        const fitting = [...containersOf(spec, "initContainers"), ...containersOf(spec, "containers")].filter(
          (container) => name === "*" || container.name === name,
        );
        for (const container of fitting) container.image = image;
        if (fitting.length === 0)
          missing.push(new Error(`error: unable to find container named ${JSON.stringify(name)}`));
      }
    });
    await writeChanges(context, changes, {
      print,
      dryRun,
      failure: "failed to patch image update to pod template: ",
      problems: missing,
    });
  },
};
