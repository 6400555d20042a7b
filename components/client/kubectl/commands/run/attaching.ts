/** The second half of `run -i`: waits for the pod, attaches, and takes the container's exit code. */
import type { CommandContext } from "../../cli/Command.ts";
import { CommandExit } from "../../errors.ts";
import { at, type JsonObject } from "../../json.ts";
import { type Info, nameOf, namespaceOf, pathOf } from "../../resources/Info.ts";
import { attachTo } from "../pods/attach.ts";
import { followObject } from "../writing/following.ts";
import { deleteObject } from "../writing/requests.ts";

/** Resolves with the container's exit code when the pod is not restarted. */
export async function attachToRun(context: CommandContext, pod: JsonObject): Promise<number> {
  const { session, flags } = context;
  const mapping = (await session.mapper()).kindFor("Pod", "v1");
  const info: Info = { mapping, namespace: namespaceOf(pod), name: nameOf(pod) };
  try {
    return await attach(context, info);
  } finally {
    if (flags.bool("rm")) {
      await deleteObject(await session.client(), info, { cascade: "Background", gracePeriod: -1 });
      if (!flags.bool("quiet")) context.out(`pod "${info.name}" deleted from ${info.namespace} namespace\n`);
    }
  }
}

async function attach(context: CommandContext, info: Info): Promise<number> {
  const { session, flags, io } = context;
  const deadline = io.now() + flags.number("pod-running-timeout");
  const phaseIs = (object: JsonObject | undefined, ...phases: string[]): boolean =>
    phases.includes(String(at(object, "status", "phase") ?? ""));
  await until(context, info, { deadline, done: (object) => phaseIs(object, "Running", "Succeeded", "Failed") });
  const client = await session.client();
  const current = (await client.json("GET", pathOf(info))) as JsonObject;
  if (phaseIs(current, "Running")) await attachTo(context, current);
  else context.out((await client.text("GET", pathOf(info, "log"))).body);
  const restart = String(at(current, "spec", "restartPolicy"));
  if (flags.bool("leave-stdin-open") || restart === "Always") return 0;
  const wanted = restart === "OnFailure" ? ["Succeeded"] : ["Succeeded", "Failed"];
  const ended = await until(context, info, {
    deadline: io.now() + flags.number("pod-running-timeout"),
    done: (object) => phaseIs(object, ...wanted),
  });
  return exitCode(ended, info);
}

async function until(
  context: CommandContext,
  info: Info,
  { deadline, done }: { readonly deadline: number; readonly done: (object: JsonObject) => boolean },
): Promise<JsonObject> {
  let last: JsonObject = {};
  await followObject(context, info, {
    deadline,
    next: ({ type, object }) => {
      if (type === "DELETED") throw new Error(`pods ${JSON.stringify(info.name)} not found`);
      last = object;
      return done(object);
    },
  });
  return last;
}

function exitCode(pod: JsonObject, { namespace, name }: Info): number {
  if (at(pod, "status", "phase") === "Succeeded") return 0;
  const ended = at(pod, "status", "containerStatuses", 0, "state", "terminated");
  const code = Number(at(ended, "exitCode") ?? 0);
  if (code === 0) throw new Error(`pod ${namespace}/${name} failed with unknown exit code`);
  const said = `${String(at(ended, "reason") ?? "")})\n${String(at(ended, "message") ?? "")}`;
  throw new CommandExit(code, `pod ${namespace}/${name} terminated (${said}`);
}
