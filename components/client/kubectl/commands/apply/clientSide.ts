/** Applies in the client: a patch of three versions. Mirrors kubectl pkg/cmd/apply Patcher. */
import { withSource } from "../../errorText.ts";
import { asError, isNotFound, isStatus } from "../../errors.ts";
import { goJson, type Json, type JsonObject } from "../../json.ts";
import { applyMergePatch, threeWayMergePatch } from "../../patch/mergePatch.ts";
import { applyStrategicMergePatch } from "../../patch/strategicMerge.ts";
import { PatchConflict, threeWayStrategicPatch } from "../../patch/strategicPatch.ts";
import { type Info, pathOf, retrieve } from "../../resources/Info.ts";
import { typeNameOf } from "../../typed/types.ts";
import { LAST_APPLIED, originalOf, withLastApplied } from "../writing/lastApplied.ts";
import { createObject, deleteObject, patchObject } from "../writing/requests.ts";
import { objectName } from "../writing/selecting.ts";
import { cascadeOf } from "../delete/deleting.ts";
import { recorded } from "../writing/writeFlags.ts";
import { type Applying, infoText, markVisited, refuseGeneratedName, tell, warnIfDeleting } from "./Applying.ts";

const RETRIES = 5;
const BACK_OFF_MS = 1000;
const WAIT_FOR_DELETION_MS = 1000;

export async function applyHere(applying: Applying, info: Info): Promise<void> {
  const { context } = applying;
  const given = recorded(context, info.object as JsonObject);
  refuseGeneratedName(info);
  const modified = withLastApplied(given);
  const client = await context.session.client();
  let current: JsonObject;
  try {
    current = await retrieve(client, info);
  } catch (error) {
    if (isNotFound(error)) return create(applying, info, modified);
    throw withSource(
      `retrieving current configuration of:\n${infoText(info)}\nfrom server for:`,
      info.source,
      asError(error),
    );
  }
  markVisited(applying, current);
  if (originalOf(current) === undefined)
    context.err(
      `Warning: resource ${objectName(info)} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  const { object, patch } = await patched(applying, info, { current, modified });
  info.object = object;
  warnIfDeleting(context, info);
  await tell(applying, info, patch === "{}" ? "unchanged" : "configured");
}

async function create(applying: Applying, info: Info, modified: JsonObject): Promise<void> {
  const { context, dryRun, manager, validation } = applying;
  info.object = withoutNulls(modified) as JsonObject;
  if (dryRun !== "client")
    try {
      const client = await context.session.client();
      info.object = await createObject(client, info, info.object, { dryRun, manager, validation });
    } catch (error) {
      throw withSource("creating", info.source, asError(error));
    }
  markVisited(applying, info.object);
  await tell(applying, info, "created");
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}

interface Versions {
  readonly current: JsonObject;
  readonly modified: JsonObject;
}

interface Patched {
  readonly object: JsonObject;
  /** JSON text. */
  readonly patch: string;
}

async function patched(applying: Applying, info: Info, { current, modified }: Versions): Promise<Patched> {
  const { context, dryRun } = applying;
  const { session, io, flags } = context;
  let live = current;
  let patch = "";
  for (let attempt = 0; ; attempt += 1)
    try {
      const found = patchOf(applying, { current: live, modified });
      patch = goJson(found);
      if (patch === "{}") return { object: live, patch };
      return { object: dryRun === "client" ? patchedHere(live, found) : await send(applying, info, patch), patch };
    } catch (error) {
      const problem = asError(error);
      if (isStatus(problem, "Conflict") && attempt < RETRIES) {
        if (attempt > 0) await io.sleep(BACK_OFF_MS, io.signal);
        live = await retrieve(await session.client(), info);
        continue;
      }
      if ((isStatus(problem, "Conflict") || isStatus(problem, "Invalid")) && flags.bool("force"))
        return { object: await deleteAndCreate(applying, info, { current: live, modified }), patch };
      throw withSource(
        `applying patch:\n${patch}\nto:\n${infoText(info)}\nfor:`,
        info.source,
        withSource("patching", info.source, problem),
      );
    }
}

/** The patch that brings the live object to what is applied. */
export function applyPatch({ current, modified }: Versions, overwrite: boolean): JsonObject {
  const text = originalOf(current);
  const original = text ? (JSON.parse(text) as JsonObject) : {};
  const type = typeNameOf(modified);
  const three = { original, modified, current };
  return type === undefined ? threeWayMergePatch(three) : threeWayStrategicPatch(three, type, overwrite);
}

function patchOf({ context }: Applying, { current, modified }: Versions): JsonObject {
  try {
    return applyPatch({ current, modified }, context.flags.bool("overwrite"));
  } catch (error) {
    if (!(error instanceof PatchConflict)) throw error;
    // Upstream works it out by the server's schemas twice before it does by its own types.
    for (const schema of ["openapi v3 spec", "openapi spec"])
      context.err(`warning: error calculating patch from ${schema}: ${error.message}\n`);
    throw new Error(
      `creating patch with:\noriginal:\n${originalOf(current) ?? ""}\nmodified:\n${goJson(modified)}\n\ncurrent:\n${goJson(current)}\n\nfor: ${error.message}`,
    );
  }
}

async function send({ context, dryRun, manager, validation }: Applying, info: Info, text: string): Promise<JsonObject> {
  const type = typeNameOf(info.object as JsonObject) === undefined ? "merge" : "strategic";
  return patchObject(await context.session.client(), info, { type, text }, { dryRun, manager, validation });
}

function patchedHere(object: JsonObject, patch: JsonObject): JsonObject {
  const type = typeNameOf(object);
  return type === undefined
    ? (applyMergePatch(object, patch) as JsonObject)
    : applyStrategicMergePatch(object, patch, type);
}

/** With `--force`: what cannot be patched is made anew, or put back when that fails. */
async function deleteAndCreate(
  { context, dryRun, manager, validation }: Applying,
  info: Info,
  { current, modified }: Versions,
): Promise<JsonObject> {
  const { session, io, flags } = context;
  const client = await session.client();
  const gracePeriod = flags.number("grace-period");
  await deleteObject(client, info, { cascade: cascadeOf(flags, context.err), gracePeriod });
  const timeout = flags.number("timeout");
  const deadline = timeout > 0 ? io.now() + timeout : Number.POSITIVE_INFINITY;
  for (;;) {
    try {
      await client.json("GET", pathOf(info));
    } catch (error) {
      if (isNotFound(error)) break;
      throw error;
    }
    if (io.now() >= deadline || io.signal.aborted) throw new Error("timed out waiting for the condition");
    await io.sleep(WAIT_FOR_DELETION_MS, io.signal);
  }
  try {
    return await createObject(client, info, modified, { dryRun, manager, validation });
  } catch (error) {
    try {
      await createObject(client, info, current, { dryRun, manager });
    } catch (again) {
      throw new Error(
        `An error occurred force-replacing the existing object with the newly provided one:\n\n${asError(error).message}.\n\nAdditionally, an error occurred attempting to restore the original object:\n\n${asError(again).message}`,
      );
    }
    throw error;
  }
}
