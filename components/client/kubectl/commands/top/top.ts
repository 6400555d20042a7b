/** `kubectl top`. Mirrors kubectl pkg/cmd/top. */
import { boolFlag, type Flag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { durationText } from "../../cli/duration.ts";
import { at, type JsonObject } from "../../json.ts";
import { tableWriter } from "../../print/TabWriter.ts";
import { checkFieldSelector } from "../../resources/fieldSelector.ts";
import { parseSelector } from "../../resources/labelSelector.ts";
import type { Query } from "../../rest/RestClient.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from "../get/getFlags.ts";
import { type Measured, measuredResources, shareText, sortMeasured, totalOf, usageOf, usageText } from "./topTable.ts";

const COMMON: readonly Flag[] = [
  SELECTOR_FLAG,
  textFlag("sort-by", "Sort by cpu or memory"),
  boolFlag("no-headers", "Print no headers"),
  boolFlag("use-protocol-buffers", "Use protocol-buffers", { default: "true" }),
  boolFlag("show-swap", "Print resources related to swap memory"),
];

const ROOT = "/apis/metrics.k8s.io/v1beta1";

async function requireMetrics({ flags, session }: CommandContext): Promise<void> {
  if (flags.text("selector")) parseSelector(flags.text("selector"));
  const groups = await session.servedGroups();
  const available = groups.some(
    ({ name, versions }) => name === "metrics.k8s.io" && versions.some(({ version }) => version === "v1beta1"),
  );
  if (!available) throw new Error("Metrics API not available");
}

function nameOf(context: CommandContext, usage: string): string {
  const { args, flags } = context;
  if (args.length > 1) throw usageError(context, usage);
  const sortBy = flags.text("sort-by");
  if (!["", "cpu", "memory"].includes(sortBy)) throw new Error("--sort-by accepts only cpu or memory");
  return args[0] ?? "";
}

async function fetched(
  { session }: CommandContext,
  path: string,
  { name, query = [] }: { readonly name: string; readonly query?: Query },
): Promise<JsonObject[]> {
  const client = await session.client();
  if (name) return [(await client.json("GET", `${path}/${encodeURIComponent(name)}`)) as JsonObject];
  return (at(await client.json("GET", path, { query }), "items") ?? []) as JsonObject[];
}

const node: Command = {
  name: "node",
  aliases: ["nodes", "no"],
  short: "Display resource (CPU/memory) usage of nodes",
  usage: "[NAME | -l label]",
  flags: [...COMMON, boolFlag("show-capacity", "Shares of the capacity instead of what is allocatable")],
  async run(context) {
    const { flags, out } = context;
    const name = nameOf(context, "node [NAME | -l label]");
    const selector = flags.text("selector");
    if (name && selector) throw new Error("only one of NAME or --selector can be provided");
    await requireMetrics(context);
    const query: Query = selector ? [["labelSelector", selector]] : [];
    const metrics = await fetched(context, `${ROOT}/nodes`, { name, query });
    if (metrics.length === 0) throw new Error("metrics not available yet");
    const nodes = await fetched(context, "/api/v1/nodes", { name, query });
    const resources = measuredResources(flags.bool("show-swap"));
    const member = flags.bool("show-capacity") ? "capacity" : "allocatable";
    const available = new Map(nodes.map((one) => [String(at(one, "metadata", "name")), one]));
    const writer = tableWriter(out);
    if (!flags.bool("no-headers"))
      writer.write(
        `NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)\t${flags.bool("show-swap") ? "SWAP(bytes)\tSWAP(%)\t" : ""}\n`,
      );
    for (const { name: nodeName, usage } of sortMeasured(metrics.map(measured), {
      by: flags.text("sort-by"),
      withNamespace: false,
    })) {
      const found = available.get(nodeName);
      available.delete(nodeName);
      const swap = at(found, "status", "nodeInfo", "swap", "capacity");
      const whole: { readonly [name: string]: string } = {
        ...((at(found, "status", member) ?? {}) as { [name: string]: string }),
        ...(swap === undefined ? {} : { swap: String(swap) }),
      };
      const cells = resources.map((resource) => {
        if (resource === "swap" && swap === undefined) return "<unknown>\t<unknown>\t";
        const amount = usage[resource] ?? "0";
        const of = whole[resource];
        return `${usageText(resource, amount)}\t${of === undefined ? "" : `${shareText(amount, of)}\t`}`;
      });
      writer.write(`${nodeName}\t${cells.join("")}\n`);
    }
    for (const missing of available.keys())
      writer.write(`${missing}\t${resources.map(() => "<unknown>\t<unknown>\t").join("")}\n`);
    writer.flush();
  },
};

function measured(object: JsonObject): Measured {
  return {
    name: String(at(object, "metadata", "name") ?? ""),
    namespace: String(at(object, "metadata", "namespace") ?? ""),
    usage: usageOf(object),
  };
}

const pod: Command = {
  name: "pod",
  aliases: ["pods", "po"],
  short: "Display resource (CPU/memory) usage of pods",
  usage: "[NAME | -l label]",
  flags: [
    ...COMMON,
    FIELD_SELECTOR_FLAG,
    boolFlag("containers", "Print usage of containers within a pod"),
    ALL_NAMESPACES_FLAG,
    boolFlag("sum", "Print the sum of the resource usage"),
  ],
  async run(context) {
    const { flags, session, out, err } = context;
    const name = nameOf(context, "pod [NAME | -l label]");
    const namespace = (await session.namespace()).name;
    const [labels, fields] = [flags.text("selector"), flags.text("field-selector")];
    if (name && (labels || fields)) throw new Error("only one of NAME or selector can be provided");
    checkFieldSelector(fields);
    await requireMetrics(context);
    const all = flags.bool("all-namespaces");
    const within = all ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
    const query: Query = [
      ...(fields ? [["fieldSelector", fields] as const] : []),
      ...(labels ? [["labelSelector", labels] as const] : []),
    ];
    const metrics = await fetched(context, `${ROOT}${within}/pods`, { name, query });
    if (metrics.length === 0) {
      await checkAges(context, { namespace, name, query });
      err(all ? "No resources found\n" : `No resources found in ${namespace} namespace.\n`);
      return;
    }
    out(podTable(context, metrics));
  },
};

/** Pods without figures: too young, or something is wrong. */
async function checkAges(
  context: CommandContext,
  { namespace, name, query }: { readonly namespace: string; readonly name: string; readonly query: Query },
): Promise<void> {
  const pods = await fetched(context, `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`, { name, query });
  if (pods.length === 0) return;
  for (const one of pods) {
    const age = context.io.now() - Date.parse(String(at(one, "metadata", "creationTimestamp")));
    if (age > 120_000)
      throw new Error(
        `Metrics not available for pod ${String(at(one, "metadata", "namespace"))}/${String(at(one, "metadata", "name"))}, age: ${durationText(age)}`,
      );
  }
  throw new Error("metrics not available yet");
}

function podTable({ flags }: CommandContext, metrics: readonly JsonObject[]): string {
  const all = flags.bool("all-namespaces");
  const perContainer = flags.bool("containers");
  const resources = measuredResources(flags.bool("show-swap"));
  let text = "";
  const writer = tableWriter((part) => (text += part));
  let columns = 1 + resources.length;
  if (!flags.bool("no-headers")) {
    columns += Number(all) + Number(perContainer);
    writer.write(
      `${all ? "NAMESPACE\t" : ""}${perContainer ? "POD\t" : ""}NAME\tCPU(cores)\tMEMORY(bytes)\t${flags.bool("show-swap") ? "SWAP(bytes)\t" : ""}\n`,
    );
  }
  const containersOf = (one: JsonObject): JsonObject[] => (one["containers"] ?? []) as JsonObject[];
  const pods = metrics.map((one) => ({
    ...measured(one),
    usage: totalOf(containersOf(one).map(usageOf), resources),
    containers: containersOf(one).map((container) => ({
      name: String(container["name"]),
      namespace: "",
      usage: usageOf(container),
    })),
  }));
  const line = (usage: { readonly [resource: string]: string }): string =>
    resources.map((resource) => `${usageText(resource, usage[resource] ?? "0")}\t`).join("");
  const by = flags.text("sort-by");
  for (const one of sortMeasured(pods, { by, withNamespace: all })) {
    const before = all ? `${one.namespace}\t` : "";
    if (!perContainer) writer.write(`${before}${one.name}\t${line(one.usage)}\n`);
    else
      for (const container of sortMeasured(one.containers, { by, withNamespace: false }))
        writer.write(`${before}${one.name}\t${container.name}\t${line(container.usage)}\n`);
  }
  if (flags.bool("sum")) {
    writer.write(`${"\t".repeat(Math.max(0, columns - 2))}________\t________\t\n`);
    writer.write(
      `${"\t".repeat(Math.max(0, columns - 3))}\t${line(
        totalOf(
          pods.map(({ usage }) => usage),
          resources,
        ),
      )}\n`,
    );
  }
  writer.flush();
  return text;
}

export const top: Command = {
  name: "top",
  short: "Display resource (CPU/memory) usage",
  commands: [node, pod],
};
