/** `kubectl logs`. Mirrors kubectl pkg/cmd/logs. */
import { boolFlag, durationFlag, int64Flag, intFlag, textFlag } from "../../cli/flags.ts";
import { type Command, type CommandContext, usageError } from "../../cli/Command.ts";
import { asError, isNotFound, StatusError } from "../../errors.ts";
import { at, type JsonObject } from "../../json.ts";
import { findResources } from "../../resources/findResources.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";
import { containerNames, containersOf, DEFAULT_CONTAINER, findContainer, hasSeveral, podName } from "./containers.ts";
import { lessForLogs } from "./podOrder.ts";
import { goTypeOf, isPod, podSelectorOf, sortedPods } from "./podsOf.ts";

const EXPECTED =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

interface LogRequest {
  readonly pod: string;
  readonly namespace: string;
  readonly container: string;
}

export const logs: Command = {
  name: "logs",
  short: "Print the logs for a container in a pod",
  usage: "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
  examples: [
    "kubectl logs web",
    "kubectl logs -f deploy/web",
    "kubectl logs web -c app --previous",
    "kubectl logs -l app=web --tail=20 --prefix",
  ],
  flags: [
    boolFlag("all-pods", "Get logs from all pods, with prefixes"),
    boolFlag("all-containers", "Get all containers' logs"),
    boolFlag("follow", "Stream the logs", { short: "f" }),
    boolFlag("timestamps", "Show timestamps"),
    int64Flag("limit-bytes", "Maximum bytes of logs"),
    boolFlag("previous", "Logs of the previous instance of the container", { short: "p" }),
    int64Flag("tail", "Lines of recent log to show", { default: "-1" }),
    boolFlag("ignore-errors", "Errors while following are not fatal"),
    textFlag("since-time", "Only logs after a date (RFC3339)"),
    durationFlag("since", "Only logs newer than a duration"),
    textFlag("container", "Print the logs of this container", { short: "c" }),
    boolFlag("insecure-skip-tls-verify-backend", "Do not verify the kubelet"),
    durationFlag("pod-running-timeout", "How long to wait for a pod", { default: "20s" }),
    SELECTOR_FLAG,
    intFlag("max-log-requests", "How many logs may be followed at once", { default: "5" }),
    boolFlag("prefix", "Prefix each line with pod and container"),
  ],
  async run(context) {
    const { args, flags, session } = context;
    const selector = flags.text("selector");
    if ((args.length === 0 && !selector) || args.length > 2) throw usageError(context, EXPECTED);
    if (args.length === 1 && selector) throw usageError(context, "only a selector (-l) or a POD name is allowed");
    const namespace = (await session.namespace()).name;
    const timeoutMs = flags.number("pod-running-timeout");
    if (timeoutMs <= 0) throw new Error("--pod-running-timeout must be higher than zero");
    const sinceTime = flags.text("since-time") ? checkedTime(flags.text("since-time")) : "";
    const object = await targetOf(context, namespace);
    checkFlags(context);
    const container = args.length === 2 ? (args[1] as string) : flags.text("container");
    const requests = await requestsOf(context, object, { container, namespace, timeoutMs });
    const most = flags.number("max-log-requests");
    if (flags.bool("follow") && requests.length > 1 && requests.length > most)
      throw new Error(
        `you are attempting to follow ${requests.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
      );
    const query = (request: LogRequest): readonly (readonly [string, string])[] =>
      logQuery(context, request.container, sinceTime);
    if (flags.bool("follow") && requests.length > 1)
      await Promise.all(requests.map((request) => consume(context, request, query(request))));
    else for (const request of requests) await consume(context, request, query(request));
  },
};

function checkedTime(text: string): string {
  if (/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(text)) return text;
  const quoted = JSON.stringify(text);
  throw new Error(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`);
}

function checkFlags({ args, flags }: CommandContext): void {
  if (flags.text("since-time") && flags.number("since") !== 0)
    throw new Error("at most one of `sinceTime` or `sinceSeconds` may be specified");
  const container = args.length === 2 ? (args[1] as string) : flags.text("container");
  if (flags.bool("all-containers") && container)
    throw new Error(`--all-containers=true should not be specified with container name ${container}`);
  if (flags.changed("container") && args.length === 2)
    throw new Error("only one of -c or an inline [CONTAINER] arg is allowed");
  if (flags.number("limit-bytes") < 0) throw new Error("--limit-bytes must be greater than 0");
  if (Math.round(flags.number("since") / 1000) < 0) throw new Error("--since must be greater than 0");
  if (flags.number("tail") < -1) throw new Error("--tail must be greater than or equal to -1");
}

async function targetOf({ args, flags, session, err }: CommandContext, namespace: string): Promise<JsonObject> {
  const selector = flags.text("selector");
  const query =
    args[0] === undefined ? { args: ["pods"], labelSelector: selector } : { args: [args[0]], defaultType: "pods" };
  const { infos, error } = await (await findResources(session, { ...query, namespace, singleType: true })).infos();
  if (error) {
    if (isNotFound(error))
      throw new Error(`error from server (NotFound): ${error.message} in namespace ${JSON.stringify(namespace)}`);
    throw error;
  }
  const object = infos[0]?.object;
  if (!object || (!selector && infos.length !== 1)) throw new Error("expected a resource");
  if (selector && ((object["items"] ?? []) as unknown[]).length === 0)
    err(`No resources found in ${namespace} namespace.\n`);
  return object;
}

interface Choice {
  readonly container: string;
  readonly namespace: string;
  readonly timeoutMs: number;
}

async function requestsOf(context: CommandContext, object: JsonObject, choice: Choice): Promise<LogRequest[]> {
  if (Array.isArray(object["items"]))
    return (object["items"] as JsonObject[]).flatMap((pod) => podRequests(context, pod, choice.container));
  if (isPod(object)) return podRequests(context, object, choice.container);
  let selector: string;
  try {
    selector = podSelectorOf(object);
  } catch (error) {
    throw new Error(`cannot get the logs from ${goTypeOf(object)}: ${asError(error).message}`);
  }
  const namespace = String(at(object, "metadata", "namespace") ?? choice.namespace);
  const pods = await sortedPods(context, { namespace, selector, timeoutMs: choice.timeoutMs, less: lessForLogs });
  if (context.flags.bool("all-pods")) return pods.flatMap((pod) => podRequests(context, pod, choice.container));
  const first = pods[0] as JsonObject;
  if (pods.length > 1) context.err(`Found ${pods.length} pods, using pod/${podName(first)}\n`);
  return podRequests(context, first, choice.container);
}

function podRequests({ flags, err }: CommandContext, pod: JsonObject, wanted: string): LogRequest[] {
  const namespace = String(at(pod, "metadata", "namespace") ?? "");
  const of = (container: string): LogRequest => ({ pod: podName(pod), namespace, container });
  if (flags.bool("all-containers"))
    return (["initContainers", "containers", "ephemeralContainers"] as const)
      .flatMap((kind) => containersOf(pod, kind))
      .map(({ name }) => of(String(name)));
  let container = wanted;
  const annotated = at(pod, "metadata", "annotations", DEFAULT_CONTAINER);
  if (!container && typeof annotated === "string" && annotated) {
    if (findContainer(pod, annotated)) container = annotated;
    else err(`Default container name ${JSON.stringify(annotated)} not found in pod ${podName(pod)}\n`);
  }
  if (!container) {
    container = String(containersOf(pod, "containers")[0]?.["name"] ?? "");
    if (hasSeveral(pod) && !flags.bool("all-pods"))
      err(`Defaulted container ${JSON.stringify(container)} out of: ${containerNames(pod)}\n`);
  }
  if (!findContainer(pod, container))
    throw new Error(`container ${container} is not valid for pod ${podName(pod)} out of: ${containerNames(pod)}`);
  return [of(container)];
}

function logQuery(
  { flags }: CommandContext,
  container: string,
  sinceTime: string,
): readonly (readonly [string, string])[] {
  const tail = flags.text("selector") && !flags.changed("tail") ? 10 : flags.number("tail");
  const since = Math.round(flags.number("since") / 1000);
  return [
    ["container", container],
    ...(flags.bool("follow") ? [["follow", "true"] as const] : []),
    ...(flags.bool("insecure-skip-tls-verify-backend") ? [["insecureSkipTLSVerifyBackend", "true"] as const] : []),
    ...(flags.number("limit-bytes") !== 0 ? [["limitBytes", String(flags.number("limit-bytes"))] as const] : []),
    ...(flags.bool("previous") ? [["previous", "true"] as const] : []),
    ...(since !== 0 ? [["sinceSeconds", String(since)] as const] : []),
    ...(sinceTime ? [["sinceTime", sinceTime] as const] : []),
    ...(tail !== -1 ? [["tailLines", String(tail)] as const] : []),
    ...(flags.bool("timestamps") ? [["timestamps", "true"] as const] : []),
  ];
}

async function consume(
  context: CommandContext,
  request: LogRequest,
  query: readonly (readonly [string, string])[],
): Promise<void> {
  const { flags, io, out, err } = context;
  const deadline = io.now() + flags.number("pod-running-timeout");
  for (;;) {
    try {
      return await read(context, request, query);
    } catch (problem) {
      const error = asError(problem);
      if (io.signal.aborted) return;
      if (flags.bool("ignore-errors")) return out(`error: ${error.message}\n`);
      if (!flags.bool("follow")) throw error;
      err(`${error.message}\n`);
      if (!(error instanceof StatusError)) throw error;
      if (io.now() >= deadline) throw new Error("context deadline exceeded");
      await io.sleep(1000, io.signal);
    }
  }
}

/** Whole lines only, so that several logs do not mix. */
async function read(
  { flags, session, io, out }: CommandContext,
  { pod, namespace, container }: LogRequest,
  query: readonly (readonly [string, string])[],
): Promise<void> {
  const client = await session.client();
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  const prefix = flags.bool("prefix") || flags.bool("all-pods") ? `[pod/${pod}/${container}] ` : "";
  const print = (line: string): void => out(prefix + line);
  const stream = await client.open(path, { query, accept: "application/json, */*", signal: io.signal });
  const stop = (): void => stream.close();
  io.signal.addEventListener("abort", stop);
  let rest = "";
  try {
    for await (const chunk of stream.chunks) {
      const lines = (rest + chunk).split(/(?<=\n)/);
      rest = lines[lines.length - 1]?.endsWith("\n") === false ? (lines.pop() ?? "") : "";
      for (const line of lines) if (line !== "") print(line);
    }
    if (rest !== "") print(rest);
  } finally {
    io.signal.removeEventListener("abort", stop);
    stream.close();
  }
}
