/** Lets the person edit objects and sends what changed. Mirrors kubectl pkg/cmd/util/editor. */
import type { CommandContext } from "../../cli/Command.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { objectsOf } from "../../resources/files.ts";
import { asError, ExitError } from "../../errors.ts";
import { type JsonObject } from "../../json.ts";
import { JSON_YAML_FORMATS, jsonYamlPrinter, NoPrinter } from "../../print/printers.ts";
import { type Info, isList, itemsOf, nameOf, namespaceOf } from "../../resources/Info.ts";
import { headerText, type Reason, type Refusal, withoutComments } from "./reasons.ts";

export interface EditMode {
  readonly isLastApplied: boolean;
  /** Sends one edited object; a refusal is told, and may open the editor again. */
  send(edited: Info, original: Info | undefined): Promise<Refusal | undefined>;
}

/** Resolves when the edits are through or given up. */
export async function editObjects(context: CommandContext, infos: readonly Info[], mode: EditMode): Promise<void> {
  const { flags, io, err } = context;
  const isJson = flags.has("output") && flags.text("output") === "json";
  const file = `${io.env["TMPDIR"] ?? "/tmp"}/kubectl-edit-${Math.floor(io.random() * 1e10)}.${isJson ? "json" : "yaml"}`;
  const content = contentOf(infos, flags);
  let reasons: readonly Reason[] = [];
  let edited = content;
  for (;;) {
    const before = edited;
    const text = `${headerText(reasons, mode.isLastApplied)}${withoutComments(edited)}`;
    edited = await launch(context, text, file);
    if (reasons.length > 0 && withoutComments(before) === withoutComments(edited)) {
      await io.files.write(file, new TextEncoder().encode(edited));
      err(`A copy of your changes has been stored to ${JSON.stringify(file)}\n`);
      throw new Error("Edit cancelled, no valid changes were saved.");
    }
    if (withoutComments(edited) === withoutComments(content)) return err("Edit cancelled, no changes made.\n");
    if (withoutComments(edited).trim() === "") return err("Edit cancelled, saved file was empty.\n");
    let objects: readonly Info[];
    try {
      objects = await parsed(context, edited);
    } catch (error) {
      reasons = [{ head: `The edited file had a syntax error: ${asError(error).message}`, others: [] }];
      continue;
    }
    const refusals = await sendAll(context, { infos, objects }, mode);
    const keep = async (): Promise<void> => io.files.write(file, new TextEncoder().encode(edited));
    if (refusals.some(({ outcome }) => outcome === "retry")) {
      await keep();
      err(`You can run \`kubectl replace -f ${file}\` to try this update again.\n`);
      throw new ExitError(1);
    }
    if (refusals.some(({ outcome }) => outcome === "notFound")) {
      await keep();
      err(`The edits you made on deleted resources have been saved to ${JSON.stringify(file)}\n`);
      throw new ExitError(1);
    }
    if (refusals.length === 0) return;
    reasons = refusals.flatMap(({ reason }) => reason ?? []);
  }
}

async function launch({ io }: CommandContext, text: string, file: string): Promise<string> {
  if (io.edit) return io.edit(text, file);
  throw new Error(`unable to launch the editor ${JSON.stringify(io.env["KUBE_EDITOR"] ?? io.env["EDITOR"] ?? "vi")}`);
}

/** The objects as the person gets them. Throws for a format that is none of those that can be read back. */
function contentOf(infos: readonly Info[], flags: FlagValues): string {
  const format = flags.has("output") ? flags.text("output") : "";
  const print = jsonYamlPrinter(format === "" ? "yaml" : format, flags);
  if (!print) throw new NoPrinter(format, JSON_YAML_FORMATS);
  const objects = infos.map(({ object }) => object as JsonObject);
  return print(
    objects.length === 1
      ? (objects[0] as JsonObject)
      : ({ apiVersion: "v1", items: objects, kind: "List", metadata: {} } as unknown as JsonObject),
  );
}

async function parsed({ session }: CommandContext, text: string): Promise<readonly Info[]> {
  const mapper = await session.mapper();
  const { name: namespace } = await session.namespace();
  const found: Info[] = [];
  for await (const document of objectsOf(
    { name: "edited-file", read: async () => text },
    { schemas: undefined, typed: false },
  )) {
    if (document instanceof Error) throw document;
    for (const object of isList(document) ? itemsOf(document) : [document]) {
      const mapping = mapper.kindFor(String(object.kind ?? ""), String(object.apiVersion ?? ""));
      const own = mapping.namespaced ? namespaceOf(object) || namespace : "";
      found.push({ mapping, namespace: own, name: nameOf(object), object });
    }
  }
  return found;
}

async function sendAll(
  { err }: CommandContext,
  { infos, objects }: { readonly infos: readonly Info[]; readonly objects: readonly Info[] },
  mode: EditMode,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const edited of objects) {
    const refusal = await mode.send(
      edited,
      infos.find((info) => uidOf(info) === uidOf(edited)),
    );
    if (!refusal) continue;
    err(`${refusal.text}\n`);
    refusals.push(refusal);
  }
  return refusals;
}

function uidOf({ object, name }: Info): string {
  const uid = (object?.metadata as JsonObject | undefined)?.uid;
  return typeof uid === "string" && uid ? uid : name;
}
