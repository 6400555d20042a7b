/** `kubectl get`. Mirrors kubectl pkg/cmd/get. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { asError, ErrorList, flattened, isNotFound, PrintedError } from "../../errors.ts";
import { at, type JsonObject } from "../../json.ts";
import { relaxedPath } from "../../print/jsonpath/parse.ts";
import { sortedOrder } from "../../print/sorting.ts";
import { fileFlags, fileOptions, hasFiles } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import type { ResourceQuery } from "../../resources/ResourceQuery.ts";
import { isList, itemsOf } from "../../resources/Info.ts";
import {
  ALL_NAMESPACES_FLAG,
  CHUNK_SIZE_FLAG,
  FIELD_SELECTOR_FLAG,
  GET_PRINT_FLAGS,
  objectPrinter,
  SELECTOR_FLAG,
} from "./getFlags.ts";
import { printTables, TABLE_ACCEPT } from "./getTables.ts";
import { checkRawPath, getRaw } from "./getRaw.ts";
import { watchResources } from "./getWatch.ts";

export const get: Command = {
  name: "get",
  short: "Display one or many resources",
  usage: "[(-o|--output=)FORMAT] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
  examples: [
    "kubectl get pods",
    "kubectl get pods -o wide",
    "kubectl get deploy/web -o yaml",
    "kubectl get pods -A -l app=web -w",
  ],
  suggestFor: ["list", "ls"],
  flags: [
    ...GET_PRINT_FLAGS,
    textFlag("raw", "Raw URI to request from the server"),
    boolFlag("watch", "Watch for changes after listing", { short: "w" }),
    boolFlag("watch-only", "Watch for changes without listing first"),
    boolFlag("output-watch-events", "Print watch events"),
    boolFlag("ignore-not-found", "Do not report objects that do not exist"),
    FIELD_SELECTOR_FLAG,
    ALL_NAMESPACES_FLAG,
    boolFlag("server-print", "Let the server make the table", { default: "true" }),
    ...fileFlags("identifying the resource to get"),
    CHUNK_SIZE_FLAG,
    SELECTOR_FLAG,
    textFlag("subresource", "Subresource to get"),
  ],
  async run(context) {
    const { flags, args } = context;
    if (flags.text("raw")) {
      checkRaw(context);
      return getRaw(context, flags.text("raw"));
    }
    const namespace = await context.session.namespace();
    checkArguments(context);
    checkFlags(context);
    const human = isHuman(context);
    const sortBy = flags.text("sort-by");
    const query: ResourceQuery = {
      args,
      files: fileOptions(flags),
      namespace: namespace.name,
      requireNamespace: namespace.explicit && !flags.bool("all-namespaces"),
      allNamespaces: flags.bool("all-namespaces"),
      labelSelector: flags.text("selector"),
      fieldSelector: flags.text("field-selector"),
      typeAlone: true,
      subresource: flags.text("subresource"),
      chunkSize: sortBy ? 0 : flags.number("chunk-size"),
      latest: true,
      ...(human && flags.bool("server-print") ? { accept: TABLE_ACCEPT } : {}),
      ...(human && sortBy ? { listQuery: [["includeObject", "Object"]] as const } : {}),
    };
    if (flags.bool("watch") || flags.bool("watch-only")) return watchResources(context, query);
    const resources = await findResources(context.session, { ...query, continueOnError: true, flatten: true });
    const ignore = (error: Error): boolean => flags.bool("ignore-not-found") && isNotFound(error);
    const { infos, error } = await resources.infos(ignore);
    if (human) {
      const problem = printTables(context, { infos, error, namespace: namespace.name });
      if (problem) throw problem;
      return 0;
    }
    if (error && resources.singleItemImplied) throw error;
    if (infos.length === 0 && flags.bool("ignore-not-found")) {
      if (error) throw reduced([error]);
      return 0;
    }
    const printer = await objectPrinter(context);
    const single = resources.singleItemImplied && infos.length === 1;
    let object: JsonObject = single
      ? (infos[0]?.object as JsonObject)
      : { apiVersion: "v1", kind: "List", metadata: {}, items: infos.map((info) => info.object as JsonObject) };
    if (isList(object))
      object = {
        apiVersion: "v1",
        kind: "List",
        metadata: {
          resourceVersion:
            at(object, "metadata", "resourceVersion") === undefined || !single
              ? ""
              : String(at(object, "metadata", "resourceVersion")),
        },
        items: orderedItems(itemsOf(object), sortBy, context.io.now()),
      };
    const problems = error ? [error] : [];
    try {
      context.out(printer.print(object));
    } catch (thrown) {
      if (problems.length === 0) throw thrown;
      if (thrown instanceof PrintedError) context.out(thrown.printed);
      problems.push(asError(thrown));
    }
    if (problems.length > 0) throw reduced(problems);
    return 0;
  },
};

/** What objects as texts end with: lists within lists are undone. */
function reduced(problems: readonly Error[]): Error {
  const all = flattened(problems);
  return all.length === 1 ? (all[0] as Error) : new ErrorList(all);
}

function orderedItems(items: JsonObject[], sortBy: string, now: number): JsonObject[] {
  if (!sortBy || items.length === 0) return items;
  // Throws for what is no path at all.
  relaxedPath(sortBy);
  return sortedOrder(items, sortBy, { rows: false, now }).map((index) => items[index] as JsonObject);
}

function checkRaw({ args, flags }: CommandContext): void {
  if (args.length > 0) throw new Error("arguments may not be passed when --raw is specified");
  if (flags.bool("watch") || flags.bool("watch-only") || flags.text("selector"))
    throw new Error("--raw may not be specified with other flags that filter the server request or alter the output");
  if (flags.text("output")) throw new Error("--raw and --output are mutually exclusive");
  checkRawPath(flags.text("raw"));
}

function checkArguments(context: CommandContext): void {
  const { flags, args, err } = context;
  if (flags.bool("watch")) {
    if (flags.text("sort-by")) err("warning: --watch requested, --sort-by will be ignored for watch events received\n");
  } else if (flags.bool("watch-only")) {
    if (flags.text("sort-by")) err("warning: --watch-only requested, --sort-by will be ignored\n");
  } else if (args.length === 0 && !hasFiles(fileOptions(flags))) {
    err(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
    );
    throw usageError(
      context,
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
  }
}

function checkFlags({ flags }: CommandContext): void {
  const output = flags.text("output");
  if (flags.bool("show-labels") && output !== "" && output !== "wide")
    throw new Error(`--show-labels option cannot be used with ${output} printer`);
  if (flags.bool("output-watch-events") && !flags.bool("watch") && !flags.bool("watch-only"))
    throw new Error("--output-watch-events option can only be used with --watch or --watch-only");
}

function isHuman({ flags }: CommandContext): boolean {
  const output = flags.text("output");
  return output === "wide" || (output === "" && flags.text("template") === "");
}
