/** `kubectl edit`, `kubectl apply edit-last-applied`, and the edit before `create --edit`. */
import { boolFlag, type Flag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { asError } from "../../errors.ts";
import { equalJson, goJson, type JsonObject } from "../../json.ts";
import { createMergePatch } from "../../patch/mergePatch.ts";
import { twoWayStrategicPatch } from "../../patch/strategicPatch.ts";
import { OUTPUT_FLAG, SHOW_MANAGED_FIELDS, TEMPLATE_FLAGS, toPrinter } from "../../print/printers.ts";
import { fileFlags, fileOptions } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import type { Resources } from "../../resources/Resources.ts";
import type { Info } from "../../resources/Info.ts";
import { typeNameOf } from "../../typed/types.ts";
import { LAST_APPLIED, originalOf, updatedLastApplied } from "../writing/lastApplied.ts";
import { createObject, patchObject, type WriteOptions } from "../writing/requests.ts";
import {
  managerFlag,
  RECORD_FLAG,
  recorded,
  SAVE_CONFIG_FLAG,
  SUBRESOURCE_FLAG,
  VALIDATE_FLAG,
  validationOf,
} from "../writing/writeFlags.ts";
import { editObjects } from "./editing.ts";
import { type Refusal, refusalOf } from "./reasons.ts";

const EDIT_FLAGS: readonly Flag[] = [
  RECORD_FLAG,
  OUTPUT_FLAG,
  ...TEMPLATE_FLAGS,
  SHOW_MANAGED_FIELDS,
  ...fileFlags("to use to edit the resource"),
  VALIDATE_FLAG,
  boolFlag("windows-line-endings", "Line endings of Windows"),
];

export const edit: Command = {
  name: "edit",
  short: "Edit a resource on the server",
  usage: "(RESOURCE/NAME | -f FILENAME)",
  examples: ["kubectl edit svc/registry", "kubectl edit deployment/mydeployment -o yaml --save-config"],
  flags: [
    ...EDIT_FLAGS,
    boolFlag("output-patch", "Print the patch when the resource is edited"),
    managerFlag("kubectl-edit"),
    SAVE_CONFIG_FLAG,
    SUBRESOURCE_FLAG,
  ],
  async run(context) {
    const found = await editable(context, context.flags.text("subresource"));
    const infos = await found.all();
    if (infos.length === 0) throw new Error("edit cancelled, no objects found");
    await editObjects(context, infos, {
      isLastApplied: false,
      send: (edited, original) => sendPatch(context, edited, original),
    });
  },
};

async function editable(context: CommandContext, subresource: string): Promise<Resources> {
  const { args, flags, session } = context;
  const namespace = await session.namespace();
  validationOf(flags);
  return findResources(session, {
    args,
    files: fileOptions(flags),
    namespace: namespace.name,
    requireNamespace: namespace.explicit,
    continueOnError: true,
    flatten: true,
    latest: true,
    ...(subresource ? { subresource } : {}),
  });
}

function writeOptions({ flags }: CommandContext): WriteOptions {
  return {
    manager: flags.has("field-manager") ? flags.text("field-manager") : "",
    validation: validationOf(flags),
    subresource: flags.has("subresource") ? flags.text("subresource") : "",
  };
}

async function tell({ flags, io, out }: CommandContext, operation: string, object: JsonObject): Promise<void> {
  // The format is that of the text to edit: what was done is always told by name.
  out((await toPrinter({ flags, io, operation }))(object));
}

async function sendPatch(
  context: CommandContext,
  edited: Info,
  original: Info | undefined,
): Promise<Refusal | undefined> {
  const { flags, session } = context;
  if (!original) throw new Error(`no original object found for ${goJson(edited.object)}`);
  const before = original.object as JsonObject;
  const managed = (before.metadata as JsonObject).managedFields;
  const given = edited.object as JsonObject;
  const kept =
    managed === undefined
      ? given
      : { ...given, metadata: { ...(given.metadata as JsonObject), managedFields: managed } };
  const after = recorded(context, updatedLastApplied(kept, flags.bool("save-config")));
  if (equalJson(before, after)) {
    await tell(context, "skipped", after);
    return undefined;
  }
  const type = typeNameOf(before);
  const patch = type === undefined ? createMergePatch(before, after) : twoWayStrategicPatch(before, after, type);
  const metadata = patch.metadata as JsonObject | undefined;
  if (Object.hasOwn(patch, "apiVersion") || Object.hasOwn(patch, "kind") || Object.hasOwn(metadata ?? {}, "name"))
    throw new Error("At least one of apiVersion, kind and name was changed");
  const text = goJson(patch);
  if (flags.bool("output-patch")) context.out(`Patch: ${text}\n`);
  try {
    const body = { type: type === undefined ? "merge" : "strategic", text } as const;
    await tell(context, "edited", await patchObject(await session.client(), original, body, writeOptions(context)));
    return undefined;
  } catch (error) {
    return refusalOf(asError(error), original);
  }
}

export const editLastApplied: Command = {
  name: "edit-last-applied",
  short: "Edit latest last-applied-configuration annotations of a resource/object",
  usage: "(RESOURCE/NAME | -f FILENAME)",
  flags: [...EDIT_FLAGS, managerFlag("kubectl-client-side-apply")],
  async run(context) {
    const infos: Info[] = [];
    for (const info of await (await editable(context, "")).all()) {
      const text = originalOf(info.object as JsonObject);
      if (text !== undefined) infos.push({ ...info, object: JSON.parse(text) as JsonObject });
    }
    if (infos.length === 0)
      throw new Error(
        "no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`",
      );
    await editObjects(context, infos, {
      isLastApplied: true,
      send: (edited, original) => sendAnnotation(context, edited, original),
    });
  },
};

async function sendAnnotation(context: CommandContext, edited: Info, original: Info | undefined): Promise<undefined> {
  if (!original) throw new Error(`no original object found for ${goJson(edited.object)}`);
  const after = edited.object as JsonObject;
  if (equalJson(original.object, after)) return void (await tell(context, "skipped", after));
  const annotation = `${goJson(after)}\n`;
  const text = goJson({ metadata: { annotations: { [LAST_APPLIED]: annotation } } });
  await patchObject(await context.session.client(), original, { type: "merge", text }, writeOptions(context));
  await tell(context, "edited", after);
  return undefined;
}

/** Each object is edited before it is created. */
export async function createEdited(context: CommandContext, found: Resources): Promise<void> {
  await found.visit((info) =>
    editObjects(context, [info], {
      isLastApplied: false,
      send: async (edited) => {
        const object = recorded(
          context,
          updatedLastApplied(edited.object as JsonObject, context.flags.bool("save-config")),
        );
        const made = await createObject(await context.session.client(), edited, object, writeOptions(context));
        await tell(context, "created", made);
        return undefined;
      },
    }),
  );
}
