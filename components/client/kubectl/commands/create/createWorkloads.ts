/** `create deployment`, `create job` and `create cronjob`. */
import type { Command, CommandContext } from "../../cli/Command.ts";
import { int32Flag, sliceFlag, textFlag } from "../../cli/flags.ts";
import { goTypeOf } from "../../edit/podSpecs.ts";
import { cronJob, deployment, job, jobFromCronJob } from "../../generate/workloads.ts";
import type { Manifest } from "../../generate/generated.ts";
import type { JsonObject } from "../../json.ts";
import { findResources } from "../../resources/findResources.ts";
import { generatingCommand } from "./generating.ts";

const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

function suffixOf({ io }: CommandContext): () => string {
  return () => Array.from({ length: 5 }, () => LETTERS[Math.floor(io.random() * LETTERS.length)]).join("");
}

export const createDeployment: Command = generatingCommand({
  name: "deployment",
  aliases: ["deploy"],
  short: "Create a deployment with the specified name",
  usage: "NAME --image=image -- [COMMAND] [args...]",
  flags: [
    sliceFlag("image", "Image names to run", { required: true }),
    int32Flag("port", "The containerPort that this deployment exposes", { default: "-1" }),
    int32Flag("replicas", "Number of replicas to create", { short: "r", default: "1" }),
  ],
  failure: "failed to create deployment: ",
  generate(context, name) {
    const { flags, args } = context;
    return deployment({
      name,
      images: flags.list("image"),
      replicas: flags.number("replicas"),
      port: flags.number("port"),
      command: args.slice(1),
      suffix: suffixOf(context),
    });
  },
});

export const createJob: Command = generatingCommand({
  name: "job",
  short: "Create a job with the specified name",
  usage: "NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
  flags: [textFlag("image", "Image name to run"), textFlag("from", "The CronJob to create a Job from")],
  failure: "failed to create job: ",
  async generate(context, name) {
    const [image, from] = [context.flags.text("image"), context.flags.text("from")];
    const command = context.args.slice(1);
    if ((image === "") === (from === "")) throw new Error("either --image or --from must be specified");
    if (command.length > 0 && from) throw new Error("cannot specify --from and command");
    return from ? fromCronJob(context, name, from) : job({ name, image, command });
  },
});

async function fromCronJob({ session }: CommandContext, name: string, from: string): Promise<Manifest> {
  const namespace = await session.namespace();
  const found = await findResources(session, { args: [from], namespace: namespace.name, flatten: true, latest: true });
  const infos = await found.all();
  if (infos.length !== 1) throw new Error("from must be an existing cronjob");
  const object = infos[0]?.object as JsonObject;
  if (object.kind !== "CronJob") throw new Error(`unknown object type *${goTypeOf(object)}`);
  return jobFromCronJob(name, object);
}

export const createCronJob: Command = generatingCommand({
  name: "cronjob",
  aliases: ["cj"],
  short: "Create a cron job with the specified name",
  usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...]",
  flags: [
    textFlag("image", "Image name to run", { required: true }),
    textFlag("schedule", "When the job is to run, in the Cron format", { required: true }),
    textFlag("restart", "The restart policy of the job: OnFailure or Never"),
  ],
  failure: "failed to create cronjob: ",
  generate({ flags, args }, name) {
    return cronJob({
      name,
      image: flags.text("image"),
      schedule: flags.text("schedule"),
      restart: flags.text("restart"),
      command: args.slice(1),
    });
  },
});
