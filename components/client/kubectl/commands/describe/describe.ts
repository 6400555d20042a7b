/** `kubectl describe`. Mirrors kubectl pkg/cmd/describe. */
import { boolFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { describerFor } from "../../describe/describers.ts";
import type { DescribeContext } from "../../describe/DescribeContext.ts";
import { aggregate, asError, isNotFound } from "../../errors.ts";
import { at, type JsonObject } from "../../json.ts";
import { fileFlags, fileOptions, hasFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import type { ResourceQuery } from "../../resources/ResourceQuery.ts";
import { type Info, pathOf } from "../../resources/Info.ts";
import type { Query } from "../../rest/RestClient.ts";
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, SELECTOR_FLAG } from "../get/getFlags.ts";

export const describe: Command = {
  name: "describe",
  short: "Show details of a specific resource or group of resources",
  usage: "(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
  examples: ["kubectl describe node k8s-worker1", "kubectl describe pods/nginx", "kubectl describe pods -l app=web"],
  suggestFor: ["inspect"],
  flags: [
    ...fileFlags("containing the resource to describe"),
    SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    boolFlag("show-events", "Show events of the object", { default: "true" }),
    CHUNK_SIZE_FLAG,
  ],
  async run(context) {
    const { args, flags, session } = context;
    const namespace = await session.namespace();
    const files = fileOptions(flags);
    if (args.length === 0 && !hasFiles(files))
      throw new Error(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    const all = flags.bool("all-namespaces");
    const query: ResourceQuery = {
      args,
      files,
      namespace: namespace.name,
      requireNamespace: namespace.explicit && !all,
      allNamespaces: all,
      labelSelector: flags.text("selector"),
      typeAlone: true,
      chunkSize: flags.number("chunk-size"),
      continueOnError: true,
      flatten: true,
    };
    const { infos, error } = await (await findResources(session, query)).infos();
    const several = (error !== undefined || infos.length > 1) && !flags.changed("show-events");
    const showEvents = flags.bool("show-events") && !several;
    if (error && isNotFound(error) && args.length === 2) return describeMatching(context, error, showEvents);
    const errors = error ? [error] : [];
    const told = new Set<string>();
    let printed = false;
    for (const info of infos) {
      try {
        const text = await textOf(context, info, showEvents);
        context.out(printed ? `\n\n${text}` : text);
        printed = true;
      } catch (problem) {
        const known = asError(problem);
        if (!told.has(known.message)) errors.push(known);
        told.add(known.message);
      }
    }
    if (infos.length === 0 && errors.length === 0)
      context.err(all ? "No resources found\n" : `No resources found in ${namespace.name} namespace.\n`);
    const problem = aggregate(errors);
    if (problem) throw problem;
    return 0;
  },
};

/** Objects whose names begin as the argument; what was missing is told when there are none. */
async function describeMatching(context: CommandContext, missing: Error, showEvents: boolean): Promise<number> {
  const [type = "", prefix = ""] = context.args;
  const namespace = await context.session.namespace();
  const found = await findResources(context.session, {
    args: [type],
    namespace: namespace.name,
    typeAlone: true,
    singleType: true,
    chunkSize: context.flags.number("chunk-size"),
    flatten: true,
  });
  const matching = (await found.all()).filter(({ name }) => name.startsWith(prefix));
  for (const info of matching) context.out(`${await textOf(context, info, showEvents)}\n`);
  if (matching.length === 0) throw missing;
  return 0;
}

async function textOf({ session, flags, io }: CommandContext, info: Info, showEvents: boolean): Promise<string> {
  const { mapping } = info;
  const client = await session.client();
  const { version, describe: write } = describerFor(mapping.group, mapping.kind);
  const path = pathOf({ ...info, mapping: { ...mapping, version: version ?? mapping.version } });
  const object = (await client.json("GET", path)) as JsonObject;
  const describing: DescribeContext = {
    now: io.now(),
    showEvents,
    read: async (at, query = {}) => readAll(at, Object.entries(query)),
  };
  const readAll = async (from: string, query: Query): Promise<JsonObject> => {
    const limit = flags.number("chunk-size");
    const asked: Query = limit > 0 ? [...query, ["limit", String(limit)]] : query;
    const first = (await client.json("GET", from, { query: asked })) as JsonObject;
    const items = first["items"];
    if (!Array.isArray(items)) return first;
    for (let token = at(first, "metadata", "continue"); token; ) {
      const more = (await client.json("GET", from, { query: [...asked, ["continue", String(token)]] })) as JsonObject;
      items.push(...(more["items"] as JsonObject[]));
      token = at(more, "metadata", "continue");
    }
    return first;
  };
  return write(object, describing);
}
