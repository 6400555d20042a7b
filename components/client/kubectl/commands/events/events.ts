/** `kubectl events`. Mirrors kubectl pkg/cmd/events. */
import { boolFlag, sliceFlag, textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { ConnectionError, StatusError } from "../../errors.ts";
import { since } from "../../describe/times.ts";
import { at, type JsonObject } from "../../json.ts";
import { escapeTerminal } from "../../print/escape.ts";
import { goSortedOrder } from "../../print/goSort.ts";
import { PRINT_FLAGS, toPrinter } from "../../print/printers.ts";
import { tableWriter } from "../../print/TabWriter.ts";
import { apiVersionOf, parseFullResource, parseGroupResource } from "../../rest/RestMapper.ts";
import { watchEvents } from "../../rest/watching.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG } from "../get/getFlags.ts";

export const events: Command = {
  name: "events",
  short: "List events",
  usage: "[(-o|--output=)FORMAT] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]",
  examples: ["kubectl events", "kubectl events --for pod/web --watch", "kubectl events --types=Warning"],
  flags: [
    boolFlag("watch", "Watch for more events after listing", { short: "w" }),
    ALL_NAMESPACES_FLAG,
    textFlag("for", "Only events of this resource"),
    sliceFlag("types", "Only events of given types"),
    boolFlag("no-headers", "Print no headers"),
    CHUNK_SIZE_FLAG,
    ...PRINT_FLAGS,
  ],
  async run(context) {
    const { flags, session, io, out, err } = context;
    const namespace = (await session.namespace()).name;
    const fieldSelector = flags.text("for") ? await selectorOf(context, flags.text("for")) : "";
    const printer = flags.text("output") ? await toPrinter({ flags, io }) : undefined;
    for (const type of flags.list("types"))
      if (!/^(normal|warning)$/i.test(type)) throw new Error("valid --types are Normal or Warning");
    const all = flags.bool("all-namespaces");
    const path = all ? "/api/v1/events" : `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`;
    const table = printer ? undefined : eventTable(context);
    if (flags.bool("watch")) {
      await watch(context, { path, fieldSelector }, (event) =>
        out(printer ? printer(asTyped(event), { typed: true }) : (table as EventTable).lines([event])),
      );
      return;
    }
    const { items, metadata } = await listEvents(context, path, fieldSelector);
    const shown = items.filter((event) => wanted(context, event));
    if (shown.length === 0) {
      err(all ? "No events found.\n" : `No events found in ${namespace} namespace.\n`);
      return;
    }
    const order = goSortedOrder(
      shown.length,
      (left, right) => timeOf(shown[left] as JsonObject) < timeOf(shown[right] as JsonObject),
    );
    const sorted = order.map((index) => shown[index] as JsonObject);
    if (table) out(table.lines(sorted));
    // Upstream cannot print a list by names, and says nothing about it.
    else if (printer && flags.text("output") !== "name")
      out(
        printer(
          { kind: "EventList", apiVersion: "v1", metadata, items: sorted.map((event) => asTyped(event)) },
          { typed: true },
        ),
      );
  },
};

async function listEvents(
  { session }: CommandContext,
  path: string,
  fieldSelector: string,
): Promise<{ items: JsonObject[]; metadata: JsonObject }> {
  const client = await session.client();
  const items: JsonObject[] = [];
  let continued = "";
  do {
    try {
      const list = await client.json("GET", path, {
        query: [
          ...(continued ? [["continue", continued] as const] : []),
          ...(fieldSelector ? [["fieldSelector", fieldSelector] as const] : []),
          ["limit", "500"],
        ],
      });
      const found = (at(list, "items") ?? []) as JsonObject[];
      items.push(...found.map((event) => ({ kind: "Event", apiVersion: "v1", ...event })));
      continued = String(at(list, "metadata", "continue") ?? "");
    } catch (error) {
      throw enhanced(error, fieldSelector);
    }
  } while (continued);
  return { items, metadata: {} };
}

function enhanced(error: unknown, fieldSelector: string): unknown {
  if (!(error instanceof StatusError) || (error.reason !== "BadRequest" && error.reason !== "NotFound")) return error;
  const message = fieldSelector
    ? `Unable to find "events" that match label selector "", field selector ${JSON.stringify(fieldSelector)}: ${error.message}`
    : `Unable to list "events": ${error.message}`;
  return new StatusError({ ...error.status, message });
}

async function selectorOf({ session }: CommandContext, text: string): Promise<string> {
  const parts = text.split("/");
  if (parts.length < 2) throw new Error("--for must be in resource/name form");
  if (parts.length > 2) throw new Error("arguments in resource/name form may not have more than one slash");
  const [type = "", name = ""] = parts;
  const mapper = await session.mapper();
  const lower = type.toLowerCase();
  const full = parseFullResource(lower);
  const mapping = (full && mapper.find(full)) ?? mapper.resourceFor(parseGroupResource(lower));
  if (name === "") return "";
  return `involvedObject.kind=${mapping.kind},involvedObject.apiVersion=${apiVersionOf(mapping)},involvedObject.name=${name}`;
}

function wanted({ flags }: CommandContext, event: JsonObject): boolean {
  const types = flags.list("types");
  return types.length === 0 || types.some((type) => type.toLowerCase() === String(event["type"] ?? "").toLowerCase());
}

/** The event's time in a form that sorts as text, to the microsecond. */
function timeOf(event: JsonObject): string {
  const time = at(event, "series")
    ? at(event, "series", "lastObservedTime")
    : (event["lastTimestamp"] ?? event["eventTime"]);
  const [, seconds = "", fraction = ""] = /^([^.Z]*)(?:\.(\d+))?Z$/.exec(typeof time === "string" ? time : "") ?? [];
  return `${seconds}.${fraction.padEnd(9, "0")}`;
}

async function watch(
  context: CommandContext,
  { path, fieldSelector }: { readonly path: string; readonly fieldSelector: string },
  print: (event: JsonObject) => void,
): Promise<void> {
  const { session, io } = context;
  const client = await session.client();
  const ended = new AbortController();
  const stop = (): void => ended.abort();
  io.signal.addEventListener("abort", stop);
  if (client.options.timeoutMs) void io.sleep(client.options.timeoutMs, ended.signal).then(stop);
  try {
    const query = [...(fieldSelector ? [["fieldSelector", fieldSelector] as const] : []), ["limit", "500"] as const];
    for await (const { type, object } of watchEvents(client, path, { query, signal: ended.signal }))
      if (type !== "DELETED" && type !== "BOOKMARK" && wanted(context, object))
        print({ kind: "Event", apiVersion: "v1", ...object });
  } catch (error) {
    if (!ended.signal.aborted && !(error instanceof ConnectionError)) throw error;
  } finally {
    io.signal.removeEventListener("abort", stop);
    ended.abort();
  }
}

interface EventTable {
  lines(events: readonly JsonObject[]): string;
}

function eventTable({ flags, io }: CommandContext): EventTable {
  const all = flags.bool("all-namespaces");
  let text = "";
  const writer = tableWriter((part) => (text += part));
  let headers = !flags.bool("no-headers");
  return {
    lines(events_) {
      text = "";
      if (headers) writer.write(`${all ? "NAMESPACE\t" : ""}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`);
      headers = false;
      for (const event of events_) {
        const of = (...path: string[]): string => String(at(event, ...path) ?? "");
        const cells = [
          ...(all ? [of("metadata", "namespace")] : []),
          intervalOf(event, io.now()),
          escapeTerminal(of("type")),
          escapeTerminal(of("reason")),
          `${escapeTerminal(of("involvedObject", "kind"))}/${escapeTerminal(of("involvedObject", "name"))}`,
          escapeTerminal(of("message").trim()),
        ];
        writer.write(`${cells.join("\t")}\n`);
      }
      writer.flush();
      return text;
    },
  };
}

function intervalOf(event: JsonObject, now: number): string {
  const ago = (time: unknown): string => since(typeof time === "string" ? time : "", now);
  const first = ago(event["eventTime"] ?? event["firstTimestamp"]);
  if (at(event, "series"))
    return `${ago(at(event, "series", "lastObservedTime"))} (x${String(at(event, "series", "count") ?? 0)} over ${first})`;
  const count = Number(event["count"] ?? 0);
  return count > 1 ? `${ago(event["lastTimestamp"])} (x${count} over ${first})` : first;
}
