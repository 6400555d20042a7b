/** `kubectl patch`. Mirrors kubectl pkg/cmd/patch. */
import { textFlag } from "../../cli/flags.ts";
import type { Command, CommandContext } from "../../cli/Command.ts";
import { asError, isStatus } from "../../errors.ts";
import { equalJson, goJson, isObject, type Json, type JsonObject } from "../../json.ts";
import { applyJsonPatch } from "../../patch/jsonPatch.ts";
import { applyMergePatch } from "../../patch/mergePatch.ts";
import { applyStrategicMergePatch } from "../../patch/strategicMerge.ts";
import { PRINT_FLAGS } from "../../print/printers.ts";
import { fileFlags } from "../../resources/files.ts";
import { findResources } from "../../resources/findResources.ts";
import { typeNameOf } from "../../typed/types.ts";
import { readYaml } from "../../yaml/readYaml.ts";
import { PATCH_TYPES, type PatchType, patchObject } from "../writing/requests.ts";
import { LOCAL_FLAG, selectionOf } from "../writing/selecting.ts";
import {
  DRY_RUN_FLAG,
  dryRunOf,
  managerFlag,
  operationPrinter,
  RECORD_FLAG,
  recorded,
  SUBRESOURCE_FLAG,
} from "../writing/writeFlags.ts";

export const patch: Command = {
  name: "patch",
  short: "Update fields of a resource",
  usage: "(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
  examples: [
    `kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'`,
    `kubectl patch deploy web --type=json -p '[{"op":"replace","path":"/spec/replicas","value":2}]'`,
  ],
  flags: [
    RECORD_FLAG,
    ...PRINT_FLAGS,
    textFlag("patch", "The patch to be applied", { short: "p" }),
    textFlag("patch-file", "A file with the patch to be applied"),
    textFlag("type", "The type of patch: json, merge or strategic", { default: "strategic" }),
    DRY_RUN_FLAG,
    ...fileFlags("identifying the resource to update"),
    LOCAL_FLAG,
    managerFlag("kubectl-patch"),
    SUBRESOURCE_FLAG,
  ],
  async run(context) {
    const { flags, args, session } = context;
    const dryRun = dryRunOf(context);
    const query = await selectionOf(context, args);
    checkFlags(context, dryRun);
    const type = (flags.text("type").toLowerCase() || "strategic") as PatchType;
    const text = await patchText(context);
    const subresource = flags.text("subresource");
    const found = await findResources(session, { ...query, latest: false, subresource });
    const local = flags.bool("local") || dryRun === "client";
    let count = 0;
    await found.visit(async (info) => {
      count++;
      const before = info.object as JsonObject;
      let after: JsonObject;
      if (local) after = patchedHere(before, type, text);
      else
        try {
          after = await patchObject(
            await session.client(),
            info,
            { type, text },
            { dryRun, manager: flags.text("field-manager"), subresource },
          );
        } catch (error) {
          if (!isStatus(error, "UnsupportedMediaType")) throw error;
          const { group, version, kind } = info.mapping;
          throw new Error(
            `${PATCH_TYPES[type]} is not supported by ${group}/${version}, Kind=${kind}: ${error.message}`,
          );
        }
      const operation = equalJson(before, after) ? "patched (no change)" : "patched";
      const noted = recorded(context, after);
      if (noted !== after && !local)
        after = await patchObject(
          await session.client(),
          info,
          { type: "merge", text: goJson({ metadata: { annotations: (noted.metadata as JsonObject).annotations } }) },
          { dryRun, manager: flags.text("field-manager"), subresource },
        ).catch(() => after);
      // Upstream says nothing of a dry run here.
      context.out((await operationPrinter(context, operation, "none"))(after));
    });
    if (count === 0) throw new Error("no objects passed to patch");
  },
};

function checkFlags({ flags, args }: CommandContext, dryRun: string): void {
  const [given, file] = [flags.text("patch"), flags.text("patch-file")];
  if (given && file) throw new Error("cannot specify --patch and --patch-file together");
  if (!given && !file) throw new Error("must specify --patch or --patch-file containing the contents of the patch");
  if (flags.bool("local") && args.length > 0) throw new Error("cannot specify --local and server resources");
  if (flags.bool("local") && dryRun === "server")
    throw new Error("cannot specify --local and --dry-run=server - did you mean --dry-run=client?");
  const type = flags.text("type");
  if (type && !["json", "merge", "strategic"].includes(type.toLowerCase()))
    throw new Error(`--type must be one of [json merge strategic], not ${JSON.stringify(type)}`);
}

/** JSON text; what begins with a brace is left to the server to read. */
async function patchText({ flags, io }: CommandContext): Promise<string> {
  const file = flags.text("patch-file");
  let text = flags.text("patch");
  if (file) {
    const content = await io.files.read(file);
    if (content === undefined) throw new Error(`unable to read patch file: open ${file}: no such file or directory`);
    text = new TextDecoder().decode(content);
  }
  if (text.trimStart().startsWith("{")) return text;
  try {
    return goJson(readYaml(text));
  } catch (error) {
    throw new Error(`unable to parse ${JSON.stringify(flags.text("patch"))}: ${asError(error).message}`);
  }
}

function patchedHere(object: JsonObject, type: PatchType, text: string): JsonObject {
  const patchValue = JSON.parse(text) as Json;
  if (type === "json") {
    try {
      // What is null changes nothing.
      if (patchValue === null) return object;
      checkOperations(patchValue);
      return applyJsonPatch(object, patchValue as unknown[]) as JsonObject;
    } catch (error) {
      const { message } = asError(error);
      const at = message.indexOf("key:");
      throw message.includes("doc is missing key")
        ? new Error(`Object to be patched is missing field (${message.slice(at + 5)})`)
        : error;
    }
  }
  if (type === "merge" && !isObject(patchValue)) throw new Error("Invalid JSON Patch");
  if (type === "merge") return applyMergePatch(object, patchValue) as JsonObject;
  const name = typeNameOf(object);
  if (name === undefined)
    throw new Error(
      `strategic merge patch is not supported for ${object.apiVersion}, Kind=${object.kind} locally, try --type merge`,
    );
  if (patchValue === null) return object;
  if (!isObject(patchValue)) throw new Error("invalid JSON document");
  return applyStrategicMergePatch(object, patchValue, name);
}

/** Throws in Go's words for what is no list of operations. */
function checkOperations(patch: Json): void {
  const wrong = (value: Json, type: string): Error =>
    new Error(`json: cannot unmarshal ${isObject(value) ? "object" : typeof value} into Go value of type ${type}`);
  if (!Array.isArray(patch)) throw wrong(patch, "jsonpatch.Patch");
  for (const operation of patch) if (!isObject(operation)) throw wrong(operation, "jsonpatch.Operation");
}
