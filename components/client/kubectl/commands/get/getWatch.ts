/** `get -w` and `--watch-only`: what is there, then every change until the server or the person ends it. */
import type { CommandContext } from "../../cli/Command.ts";
import { ConnectionError, isNotFound } from "../../errors.ts";
import { at, goJson, type JsonObject } from "../../json.ts";
import { TablePrinter } from "../../print/tables.ts";
import { tableWriter } from "../../print/TabWriter.ts";
import { findResources } from "../../resources/findResources.ts";
import type { ResourceQuery } from "../../resources/ResourceQuery.ts";
import { isList, itemsOf } from "../../resources/Info.ts";
import { collectionPath } from "../../rest/paths.ts";
import { watchEvents } from "../../rest/watching.ts";
import { objectPrinter } from "./getFlags.ts";
import { tableOf, tableOptions } from "./getTables.ts";

export async function watchResources(context: CommandContext, query: ResourceQuery): Promise<number> {
  const { flags, session, io } = context;
  const resources = await findResources(session, {
    ...query,
    // Upstream leaves the subresource out here.
    subresource: "",
    singleType: true,
  });
  const { infos, error } = await resources.infos();
  if (error && !(isNotFound(error) && flags.bool("ignore-not-found"))) throw error;
  const info = infos[0];
  if (error || !info) return 0;
  const target = resources.targets[0] ?? info;
  const first = info.object as JsonObject;
  const list = target.name === "" && (isList(first) || first["kind"] === "Table");
  const { print, flush } = await eventPrinter(context, query, info.mapping);
  const objects = infos.map(({ object }) => object as JsonObject);
  if (!flags.bool("watch-only"))
    for (const object of objects.flatMap((one) => (isList(one) ? itemsOf(one) : [one]))) print(object, "ADDED");
  flush();
  // Upstream has printed them by the time it notices.
  if (infos.length > 1) throw new Error("you may only watch a single resource or type of resource at a time");
  const version = list ? String(at(first, "metadata", "resourceVersion") ?? "0") : "0";
  // A watch of one object begins with the object as it is, which was printed already.
  let quiet = !list;
  const ended = new AbortController();
  const stop = (): void => ended.abort();
  io.signal.addEventListener("abort", stop);
  const { timeoutMs = 0 } = (await session.client()).options;
  if (timeoutMs > 0) void io.sleep(timeoutMs, ended.signal).then(stop);
  try {
    const events = watchEvents(await session.client(), collectionPath(info.mapping, target.namespace), {
      query: [
        ...(target.name
          ? [["fieldSelector", `metadata.name=${target.name}`] as const]
          : query.fieldSelector
            ? [["fieldSelector", query.fieldSelector] as const]
            : []),
        ...(query.labelSelector && !target.name ? [["labelSelector", query.labelSelector] as const] : []),
        ...(query.listQuery ?? []),
        ["resourceVersion", version],
      ],
      ...(query.accept === undefined ? {} : { accept: query.accept }),
      signal: ended.signal,
    });
    for await (const { type, object } of events) {
      if (type === "BOOKMARK") continue;
      if (!quiet) print(object, type);
      flush();
      quiet = false;
    }
  } catch (problem) {
    // A connection that ends while watching is no error for kubectl.
    if (!ended.signal.aborted && !(problem instanceof ConnectionError)) throw problem;
  } finally {
    io.signal.removeEventListener("abort", stop);
    ended.abort();
  }
  return 0;
}

async function eventPrinter(
  context: CommandContext,
  query: ResourceQuery,
  mapping: Parameters<typeof tableOptions>[1]["mapping"],
): Promise<{ print(object: JsonObject, type: string): void; flush(): void }> {
  const { flags, out } = context;
  const events = flags.bool("output-watch-events");
  const output = flags.text("output");
  if (output === "wide" || (output === "" && !flags.text("template"))) {
    const printer = new TablePrinter(
      tableOptions(flags, { mapping, withNamespace: query.allNamespaces === true, withKind: false }),
    );
    const writer = tableWriter(out);
    return {
      print: (object, type) =>
        writer.write(printer.lines(tableOf(object, context.io.now()), events ? type : undefined)),
      flush: () => writer.flush(),
    };
  }
  const printer = await objectPrinter(context);
  // An event is JSON on one line.
  if (events && output.toLowerCase() === "json")
    return {
      print: (object, type) => out(`{"type":${goJson(type)},"object":${goJson(object)}}\n`),
      flush: () => undefined,
    };
  const { lines } = printer;
  const shown = (object: JsonObject, type: string): JsonObject => (events ? { type, object } : object);
  if (!lines) return { print: (object, type) => out(printer.print(shown(object, type))), flush: () => undefined };
  const writer = tableWriter(out);
  return { print: (object, type) => writer.write(lines(shown(object, type))), flush: () => writer.flush() };
}
