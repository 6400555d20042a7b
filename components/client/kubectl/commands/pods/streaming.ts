/** Streams to containers: opened, their ends and refusals in kubectl's words. */
import type { CommandContext } from "../../cli/Command.ts";
import { asError, CommandExit, StatusError } from "../../errors.ts";
import { at, isObject, type JsonObject } from "../../json.ts";
import { UpgradeRefused } from "../../io.ts";
import { findResources } from "../../resources/findResources.ts";
import { lessForAttach } from "./podOrder.ts";
import { goTypeOf, isPod, podSelectorOf, sortedPods } from "./podsOf.ts";

export interface Stream {
  readonly namespace: string;
  readonly pod: string;
  readonly subresource: "exec" | "attach" | "portforward";
  readonly query: readonly (readonly [string, string])[];
  readonly interactive: boolean;
  readonly tty: boolean;
  readonly stdin?: Uint8Array;
  stdout(data: Uint8Array): void;
  stderr(data: Uint8Array): void;
}

/** Runs a stream to its end. Throws what the server refused, or the exit code of the command. */
export async function runStream({ session, io }: CommandContext, stream: Stream): Promise<void> {
  const client = await session.client();
  const path = `/api/v1/namespaces/${encodeURIComponent(stream.namespace)}/pods/${encodeURIComponent(stream.pod)}/${stream.subresource}`;
  const query = stream.query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  if (io.streams) {
    try {
      const { server, headers } = client.options;
      const { interactive, tty, stdin } = stream;
      const status = await io.streams.exec({
        server,
        headers,
        path: `${path}?${query}`,
        interactive,
        tty,
        ...(stdin === undefined ? {} : { stdin }),
        stdout: (data) => stream.stdout(data),
        stderr: (data) => stream.stderr(data),
      });
      return checkEnd(status);
    } catch (error) {
      if (!(error instanceof UpgradeRefused)) throw error;
    }
  }
  // The older way tells why: a browser does not see the body of an answer that refuses a WebSocket.
  try {
    await client.text("POST", path, { query: stream.query });
  } catch (error) {
    if (error instanceof StatusError) throw new Error(`unable to upgrade connection: ${error.message}`);
    throw error;
  }
  throw new Error("unable to upgrade connection: streams to containers are not available here");
}

function checkEnd(status: unknown): void {
  if (!isObject(status) || status["status"] === "Success") return;
  if (status["reason"] === "NonZeroExitCode") {
    const causes = at(status, "details", "causes");
    const code = (Array.isArray(causes) ? (causes as JsonObject[]) : []).find(({ reason }) => reason === "ExitCode");
    throw new CommandExit(Number(code?.["message"] ?? 1));
  }
  throw new Error(String(status["message"] ?? "the stream ended with an error"));
}

/** The pod that `POD` or `TYPE/NAME` means. */
export async function attachablePod(
  context: CommandContext,
  args: readonly string[],
  timeoutMs: number,
): Promise<{ readonly pod: JsonObject; readonly object: JsonObject }> {
  const namespace = (await context.session.namespace()).name;
  const resources = await findResources(context.session, {
    args,
    ...(args.length === 1 ? { defaultType: "pods" } : {}),
    namespace,
  });
  const [info] = await resources.all();
  const object = info?.object as JsonObject;
  if (isPod(object)) return { pod: object, object };
  let selector: string;
  try {
    selector = podSelectorOf(object);
  } catch (error) {
    throw new Error(`cannot attach to ${goTypeOf(object)}: ${asError(error).message}`);
  }
  const [pod] = await sortedPods(context, {
    namespace: String(at(object, "metadata", "namespace") ?? namespace),
    selector,
    timeoutMs,
    less: lessForAttach,
  });
  return { pod: pod as JsonObject, object };
}

export function phaseOf(pod: JsonObject): string {
  return String(at(pod, "status", "phase") ?? "");
}

export function namespaceOfPod(pod: JsonObject): string {
  return String(at(pod, "metadata", "namespace") ?? "");
}
