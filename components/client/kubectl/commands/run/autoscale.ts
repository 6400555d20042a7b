/** `kubectl autoscale`. Mirrors kubectl pkg/cmd/autoscale. */
import { int32Flag, textFlag } from "../../cli/flags.ts";
import type { Command } from "../../cli/Command.ts";
import { asError } from "../../errors.ts";
import { type AutoscaleFlags, checkAutoscaleFlags, horizontalPodAutoscaler } from "../../generate/autoscaler.ts";
import type { JsonObject } from "../../json.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags, fileOptions } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { apiVersionOf } from "../../rest/RestMapper.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { updatedLastApplied } from "../writing/lastApplied.ts";
import { createObject } from "../writing/requests.ts";
import { inNamespace } from "../create/generating.ts";
import {
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  RECORD_FLAG,
  recorded,
  SAVE_CONFIG_FLAG,
} from "../writing/writeFlags.ts";

export const autoscale: Command = {
  name: "autoscale",
  clientFirst: true,
  short: "Auto-scale a deployment, replica set, stateful set, or replication controller",
  usage: "(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]",
  examples: ["kubectl autoscale deployment foo --min=2 --max=10", "kubectl autoscale deploy web --max=5 --cpu=80%"],
  flags: [
    RECORD_FLAG,
    ...PRINT_FLAGS,
    int32Flag("min", "The lower limit for the number of pods", { default: "-1" }),
    int32Flag("max", "The upper limit for the number of pods", { default: "-1", required: true }),
    int32Flag("cpu-percent", "The target average CPU utilization", {
      default: "-1",
      hidden: true,
      deprecated:
        "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
    }),
    textFlag("cpu", "Target CPU utilization, 70% or 500m"),
    textFlag("memory", "Target memory utilization, 60% or 200Mi"),
    textFlag("name", "The name of the autoscaler"),
    DRY_RUN_FLAG,
    ...fileFlags("identifying the resource to autoscale."),
    SAVE_CONFIG_FLAG,
    managerFlag("kubectl-autoscale"),
  ],
  async run(context) {
    const { flags, args, session } = context;
    const dryRun = dryRunOf(context);
    const namespace = await session.namespace();
    const given: AutoscaleFlags = {
      name: flags.text("name"),
      min: flags.number("min"),
      max: flags.number("max"),
      cpuPercent: flags.number("cpu-percent"),
      cpu: flags.text("cpu"),
      memory: flags.text("memory"),
    };
    checkAutoscaleFlags(given);
    const found = await findResources(session, {
      args,
      files: fileOptions(flags),
      namespace: namespace.name,
      requireNamespace: namespace.explicit,
      continueOnError: true,
      flatten: true,
    });
    let count = 0;
    const print = async (operation: string, object: JsonObject): Promise<void> => {
      try {
        context.out((await operationPrinter(context, operation, dryRun))(object, { typed: true }));
      } catch (error) {
        throw fallbackProblem(given, asError(error));
      }
    };
    await found.visit(async ({ mapping, name }) => {
      const groups = await session.groups();
      const resource = groups
        .find((group) => group.name === mapping.group)
        ?.versions.find(({ version }) => version === mapping.version)
        ?.resources.find((one) => one.name === mapping.resource);
      if (!resource?.subresources.some((one) => one.name === "scale"))
        throw new Error(
          `cannot autoscale a ${mapping.kind}: could not find scale subresource for ${mapping.group}/${mapping.version}, Resource=${mapping.resource} in discovery information`,
        );
      const made = horizontalPodAutoscaler(given, { apiVersion: apiVersionOf(mapping), kind: mapping.kind, name });
      const placed = namespace.explicit ? inNamespace(made, namespace.name) : made;
      const autoscaler = recorded(context, asTyped(placed));
      if (dryRun === "client") {
        await print("created", autoscaler);
        count++;
        return;
      }
      const target = (await session.mapper()).kindFor(String(autoscaler.kind), String(autoscaler.apiVersion));
      const sent = updatedLastApplied(autoscaler, flags.bool("save-config"), (typed) => JSON.stringify(asTyped(typed)));
      let answer: typeof sent;
      try {
        answer = await createObject(
          await session.client(),
          { mapping: target, namespace: namespace.name, name: "" },
          sent,
          { dryRun, manager: flags.text("field-manager") },
        );
      } catch (error) {
        throw fallbackProblem(given, asError(error));
      }
      await print("autoscaled", asTyped(answer));
      count++;
    });
    if (count === 0) throw new Error("no objects passed to autoscale");
  },
};

/** Upstream tries the older version next, which fails alike; when that cannot be, it tells why not, or Go's nothing. */
function fallbackProblem({ cpuPercent, cpu, memory }: AutoscaleFlags, error: Error): Error {
  const wrapped = (why: string): Error =>
    new Error(`failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ${why}`);
  if (cpu.trim() === "") return wrapped("empty input");
  return memory === "" && (cpuPercent >= 0 || cpu.endsWith("%")) ? error : wrapped("%!w(<nil>)");
}
