/** `kubectl wait`. Mirrors kubectl pkg/cmd/wait. */
import { arrayFlag, durationFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { isNotFound, StatusError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { findResults } from "../../print/jsonpath/evaluate.ts";
import { parseJsonPath } from "../../print/jsonpath/parse.ts";
import { PRINT_FLAGS, type Printer, toPrinter } from "../../print/printers.ts";
import { deepFileFlags } from "../../resources/files.ts";
import { findResources, LOCAL_FILES } from "../../resources/findResources.ts";
import type { ResourceQuery } from "../../resources/ResourceQuery.ts";
import { type Info, pathOf } from "../../resources/Info.ts";
import { hasCondition, parseWaitFor, type WaitFor } from "../../wait/conditions.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from "../get/getFlags.ts";
import { followObject, WaitTimeout } from "../writing/following.ts";
import { ALL_FLAG, LOCAL_FLAG, objectName, resourceText, selectionOf } from "../writing/selecting.ts";
import { waitUntilDeleted } from "./deleted.ts";

const A_WEEK = 168 * 3_600_000;
const CREATE_POLL_MS = 500;

export const wait: Command = {
  name: "wait",
  clientFirst: true,
  short: "Wait for a specific condition on one or many resources",
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  examples: ["kubectl wait --for=condition=Ready pod/busybox1", "kubectl wait --for=delete pod/busybox1 --timeout=60s"],
  flags: [
    ...PRINT_FLAGS,
    ...deepFileFlags("identifying the resource."),
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    ALL_FLAG,
    ALL_NAMESPACES_FLAG,
    LOCAL_FLAG,
    durationFlag("timeout", "How long to wait, zero: look once, negative: a week", { default: "30s" }),
    arrayFlag("for", "create, delete, condition=NAME[=VALUE] or jsonpath='{EXPRESSION}'[=VALUE]"),
  ],
  async run(context) {
    const { flags, args, session, io } = context;
    const print = await toPrinter({ flags, io, operation: "condition met" });
    if (flags.bool("local") && args.length > 0) throw new Error(LOCAL_FILES);
    const query = await selectionOf(context, args);
    const conditions = parseWaitFor(flags.list("for"));
    const timeout = flags.number("timeout") < 0 ? A_WEEK : flags.number("timeout");
    const deadline = io.now() + timeout;
    if (conditions.some(({ kind }) => kind === "create")) await untilCreated(context, query, deadline);
    const forDelete = conditions.some(({ kind }) => kind === "delete");
    let visited = 0;
    const found = await findResources(session, query);
    await found.visit(
      async (info) => {
        visited++;
        for (const condition of conditions)
          await meet(context, info, { condition, print, deadline: timeout === 0 ? undefined : deadline });
      },
      (error) => forDelete && isNotFound(error),
    );
    if (visited === 0 && !forDelete) throw new Error("no matching resources found");
  },
};

async function untilCreated(context: CommandContext, query: ResourceQuery, deadline: number): Promise<void> {
  const { session, io } = context;
  for (;;) {
    let there = false;
    try {
      await (await findResources(session, query)).visit(() => void (there = true));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    if (there) return;
    if (io.now() >= deadline || io.signal.aborted) throw new WaitTimeout();
    await io.sleep(Math.min(CREATE_POLL_MS, deadline - io.now()), io.signal);
  }
}

interface Meeting {
  readonly condition: WaitFor;
  readonly print: Printer;
  /** Undefined: look once. */
  readonly deadline: number | undefined;
}

async function meet(context: CommandContext, info: Info, { condition, print, deadline }: Meeting): Promise<void> {
  if (!info.name) throw new Error("resource name must be provided");
  if (condition.kind === "create") return context.out(print(info.object as JsonObject));
  if (condition.kind === "delete") {
    await waitUntilDeleted(context, info, { deadline });
    return context.out(print(info.object as JsonObject));
  }
  const check = checkOf(condition);
  const { io, session } = context;
  if (deadline === undefined) {
    const object = (await (await session.client()).json("GET", pathOf(info))) as JsonObject;
    if (!check(object)) throw new Error(`condition not met for ${objectName(info)}`);
    return context.out(print(object));
  }
  const late = new WaitTimeout(` on ${objectName(info)}`);
  if (io.now() >= deadline) throw late;
  let met: JsonObject | undefined;
  try {
    await followObject(context, info, {
      deadline,
      first: (object) => {
        if (!object) throw missing(info);
        return false;
      },
      next: ({ type, object }) => {
        if (type === "DELETED" || !check(object)) return false;
        met = object;
        return true;
      },
    });
  } catch (error) {
    throw error instanceof WaitTimeout ? late : error;
  }
  context.out(print(met as JsonObject));
}

function missing(info: Info): StatusError {
  return new StatusError({
    code: 404,
    reason: "NotFound",
    message: `${resourceText(info)} ${JSON.stringify(info.name)} not found`,
  });
}

function checkOf(condition: WaitFor): (object: JsonObject) => boolean {
  if (condition.kind === "condition") return (object) => hasCondition(object, condition.name, condition.status);
  if (condition.kind !== "jsonpath") return () => true;
  const nodes = parseJsonPath(condition.expression);
  return (object) => {
    const results = findResults(nodes, object, { allowMissingKeys: true });
    const [first] = results;
    if (!first || first.length === 0) return false;
    if (results.length > 1) throw new Error("given jsonpath expression matches more than one list");
    if (first.length > 1) throw new Error("given jsonpath expression matches more than one value");
    if (condition.value === undefined) return true;
    const value = first[0];
    if (typeof value === "object" && value !== null)
      throw new Error("jsonpath leads to a nested object or list which is not supported");
    return String(value ?? "<nil>").trim() === condition.value.trim();
  };
}
