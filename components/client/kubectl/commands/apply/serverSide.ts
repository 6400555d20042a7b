/** Applies in the server. Mirrors kubectl pkg/cmd/apply for --server-side. */
import { asError, isStatus, type StatusError } from "../../errors.ts";
import { textsOf } from "../../edit/labels.ts";
import { goJson, type JsonObject } from "../../json.ts";
import { type Info, nameOf, namespaceOf, retrieve } from "../../resources/Info.ts";
import { LAST_APPLIED } from "../writing/lastApplied.ts";
import { patchObject } from "../writing/requests.ts";
import { recorded } from "../writing/writeFlags.ts";
import {
  type Applying,
  markVisited,
  refuseGeneratedName,
  SERVER_SIDE_MANAGER,
  tell,
  warnIfDeleting,
} from "./Applying.ts";
import { migratedManagers, ownersOfLastApplied } from "./migrating.ts";

const RETRIES = 5;
const LAST_APPLIED_MANAGER = "kubectl-last-applied";

const ADVICE = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

export async function applyAtServer(applying: Applying, info: Info): Promise<void> {
  const { context } = applying;
  const given = recorded(context, info.object as JsonObject);
  refuseGeneratedName(info);
  const text = goJson(given);
  try {
    info.object = await send(applying, info, text);
  } catch (error) {
    throw withAdvice(asError(error));
  }
  await migrate(applying, info, text);
  warnIfDeleting(context, info);
  markVisited(applying, info.object);
  await tell(applying, info, "serverside-applied");
}

function withAdvice(error: Error): Error {
  if (isStatus(error, "Conflict")) return new Error(`${error.message}${ADVICE}`);
  if (isStatus(error, "UnsupportedMediaType") || isTooOld(error))
    return new Error(`Server-side apply not available on the server: (${error.message})`);
  return error;
}

function isTooOld(error: Error): boolean {
  return (error as StatusError).status?.code === 415;
}

async function send(applying: Applying, info: Info, text: string): Promise<JsonObject> {
  const { context, dryRun, manager, validation } = applying;
  const { session, flags } = context;
  return patchObject(
    await session.client(),
    info,
    { type: "apply", text, force: flags.bool("force-conflicts") },
    { dryRun, manager, validation, subresource: flags.text("subresource") },
  );
}

/** What was applied by clients before becomes owned by this manager; failures are only told. */
async function migrate(applying: Applying, info: Info, text: string): Promise<void> {
  const { err } = applying.context;
  try {
    await keepLastApplied(applying, info);
  } catch (error) {
    return err(
      `Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${asError(error).message}\n`,
    );
  }
  let migrated: boolean;
  try {
    migrated = await migrateManagers(applying, info);
  } catch (error) {
    return err(
      `Warning: server rejected managed fields migration to Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${asError(error).message}\n`,
    );
  }
  if (!migrated) return;
  try {
    info.object = await send(applying, info, text);
  } catch (error) {
    err(
      `Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${asError(error).message}\n`,
    );
  }
}

/** The annotation gets an owner of its own, so that applying does not drop it. */
async function keepLastApplied({ context, dryRun, manager, validation }: Applying, info: Info): Promise<void> {
  const object = info.object as JsonObject;
  const kept = textsOf(object, "annotations")[LAST_APPLIED];
  if (manager !== SERVER_SIDE_MANAGER || kept === undefined) return;
  if (ownersOfLastApplied(object, "Apply").length > 0) return;
  const namespace = namespaceOf(object);
  const just = {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name: nameOf(object),
      ...(namespace ? { namespace } : {}),
      annotations: { [LAST_APPLIED]: kept },
    },
  } as JsonObject;
  info.object = await patchObject(
    await context.session.client(),
    info,
    { type: "apply", text: goJson(just) },
    { dryRun, manager: LAST_APPLIED_MANAGER, validation, subresource: context.flags.text("subresource") },
  );
}

async function migrateManagers(applying: Applying, info: Info): Promise<boolean> {
  const { context, dryRun, manager, validation } = applying;
  const client = await context.session.client();
  const clients = new Set(ownersOfLastApplied(info.object as JsonObject, "Update"));
  for (let attempt = 1; ; attempt += 1) {
    const patch = migratedManagers(info.object as JsonObject, clients, manager);
    if (!patch) return false;
    try {
      const body = { type: "json", text: goJson(patch) } as const;
      const subresource = context.flags.text("subresource");
      info.object = await patchObject(client, info, body, { dryRun, manager, validation, subresource });
      return true;
    } catch (error) {
      if (!isStatus(error, "Conflict") || attempt >= RETRIES) throw error;
      await retrieve(client, info);
    }
  }
}
