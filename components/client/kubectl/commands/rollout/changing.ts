/** `kubectl rollout pause`, `resume` and `restart`. */
import type { Command, CommandContext } from "../../cli/Command.ts";
import { aggregate, asError } from "../../errors.ts";
import { at, goJson, isObject, type JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { changesOf, isEmpty } from "../set/patching.ts";
import { patchObject } from "../writing/requests.ts";
import { kindText, resourceText } from "../writing/selecting.ts";
import { managerFlag, operationPrinter } from "../writing/writeFlags.ts";
import { checkResources, ROLLOUT_FLAGS, rollouts } from "./rolling.ts";

interface Changing {
  readonly name: string;
  readonly short: string;
  readonly done: string;
  /** What is said, or refused, when nothing would change. */
  unchanged(name: string): string | Error;
  change(object: JsonObject, kind: string, context: CommandContext): void;
}

function changing({ name, short, done, unchanged, change }: Changing): Command {
  return {
    name,
    short,
    usage: "RESOURCE",
    examples: [`kubectl rollout ${name} deployment/nginx`],
    flags: [...PRINT_FLAGS, ...ROLLOUT_FLAGS, managerFlag("kubectl-rollout")],
    async run(context) {
      const { session, flags } = context;
      const namespace = await session.namespace();
      checkResources(context);
      const { infos, error } = await (await rollouts(context)).infos();
      const errors: Error[] = error ? [error] : [];
      const print = async (operation: string, object: JsonObject): Promise<void> => {
        try {
          context.out((await operationPrinter(context, operation, "none"))(asTyped(object), { typed: true }));
        } catch (problem) {
          errors.push(asError(problem));
        }
      };
      const changes = changesOf(context, infos, (object, info) => change(object, kindText(info), context));
      if (changes.length === 0 && errors.length === 0)
        return context.err(`No resources found in ${namespace.name} namespace.\n`);
      for (const { info, object, patch, problem } of changes) {
        if (problem) {
          errors.push(new Error(`error: ${resourceText(info)} ${JSON.stringify(info.name)} ${problem.message}`));
          continue;
        }
        const still = isEmpty(patch) ? unchanged(info.name) : undefined;
        if (still instanceof Error) {
          errors.push(still);
          continue;
        }
        if (still !== undefined) {
          await print(still, object);
          continue;
        }
        let written: JsonObject;
        try {
          written = await patchObject(
            await session.client(),
            info,
            { type: "strategic", text: goJson(patch) },
            { manager: flags.text("field-manager") },
          );
        } catch (refusal) {
          errors.push(new Error(`failed to patch: ${asError(refusal).message}`));
          continue;
        }
        await print(done, written);
      }
      const problem = aggregate(errors);
      if (problem) throw problem;
    },
  };
}

function specOf(object: JsonObject): JsonObject {
  if (!isObject(object.spec)) object.spec = {};
  return object.spec as JsonObject;
}

export const pause = changing({
  name: "pause",
  short: "Mark the provided resource as paused",
  done: "paused",
  unchanged: () => "already paused",
  change(object, kind) {
    if (kind !== "Deployment.apps") throw new Error("pausing is not supported");
    const spec = specOf(object);
    if (spec.paused === true) throw new Error("is already paused");
    spec.paused = true;
  },
});

export const resume = changing({
  name: "resume",
  short: "Resume a paused resource",
  done: "resumed",
  unchanged: () => "already resumed",
  change(object, kind) {
    if (kind !== "Deployment.apps") throw new Error("resuming is not supported");
    const spec = specOf(object);
    if (spec.paused !== true) throw new Error("is not paused");
    delete spec.paused;
  },
});

const RESTARTED = "kubectl.kubernetes.io/restartedAt";
const RESTARTABLE = new Set(["Deployment.apps", "DaemonSet.apps", "StatefulSet.apps"]);

export const restart = changing({
  name: "restart",
  short: "Restart a resource",
  done: "restarted",
  unchanged: (name) =>
    new Error(
      `failed to create patch for ${name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    ),
  change(object, kind, { io }) {
    if (!RESTARTABLE.has(kind)) throw new Error("restarting is not supported");
    if (at(object, "spec", "paused") === true)
      throw new Error("can't restart paused deployment (run rollout resume first)");
    const template = specOf(object).template as JsonObject;
    if (!isObject(template.metadata)) template.metadata = {};
    const metadata = template.metadata as JsonObject;
    const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
    metadata.annotations = { ...annotations, [RESTARTED]: `${new Date(io.now()).toISOString().slice(0, 19)}Z` };
  },
});
