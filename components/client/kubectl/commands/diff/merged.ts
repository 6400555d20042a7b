/** What an object would be after `apply`: asked of the server as a dry run. */
import { withSource } from "../../errorText.ts";
import { asError, isStatus } from "../../errors.ts";
import { at, cloneJson, goJson, isObject, type JsonObject } from "../../json.ts";
import type { Info } from "../../resources/Info.ts";
import { typeNameOf } from "../../typed/types.ts";
import type { CommandContext } from "../../cli/Command.ts";
import { applyManager } from "../apply/Applying.ts";
import { applyPatch } from "../apply/clientSide.ts";
import { LAST_APPLIED } from "../writing/lastApplied.ts";
import { createObject, patchObject } from "../writing/requests.ts";

export interface Compared {
  readonly info: Info;
  /** From the file. */
  readonly local: JsonObject;
  /** Undefined when the server has none. */
  readonly live: JsonObject | undefined;
}

export async function mergedOf(
  { session, flags }: CommandContext,
  { info, local, live }: Compared,
): Promise<JsonObject> {
  const client = await session.client();
  const options = { dryRun: "server", manager: applyManager(flags) } as const;
  if (flags.bool("server-side")) {
    const body = { type: "apply", text: goJson(local), force: flags.bool("force-conflicts") } as const;
    return patchObject(client, info, body, options);
  }
  if (!live) return createObject(client, info, local, options);
  const type = typeNameOf(local) === undefined ? "merge" : "strategic";
  let text = "";
  try {
    const patch = applyPatch({ current: live, modified: withoutLastApplied(local) }, true);
    text = goJson(patch);
    if (text === "{}") return live;
    return await patchObject(client, info, { type, text: goJson(withVersion(patch, live)) }, options);
  } catch (error) {
    if (isStatus(error, "Conflict")) throw error;
    throw withSource("patching", info.source, asError(error));
  }
}

function withoutLastApplied(object: JsonObject): JsonObject {
  const copy = cloneJson(object);
  const annotations = at(copy, "metadata", "annotations");
  if (!isObject(annotations)) {
    (copy.metadata as JsonObject).annotations = {};
    return copy;
  }
  delete annotations[LAST_APPLIED];
  return copy;
}

function withVersion(patch: JsonObject, live: JsonObject): JsonObject {
  const metadata = isObject(patch.metadata) ? patch.metadata : {};
  return { ...patch, metadata: { ...metadata, resourceVersion: String(at(live, "metadata", "resourceVersion")) } };
}
