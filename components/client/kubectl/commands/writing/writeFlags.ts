/** Flags of commands that write: dry runs, validation, field managers, records. Mirrors kubectl pkg/cmd/util. */
import type { CommandContext } from "../../cli/Command.ts";
import { boolFlag, type Flag, type FlagValues, textFlag } from "../../cli/flags.ts";
import { klogLine } from "../../klog.ts";
import { dryRunText, type Printer, toPrinter } from "../../print/printers.ts";
import { setTexts, textsOf } from "../../edit/labels.ts";
import { cloneJson, type JsonObject } from "../../json.ts";

export const DRY_RUN_FLAG: Flag = textFlag("dry-run", 'Must be "none", "server", or "client"', {
  default: "none",
  noValue: "unchanged",
});
export const VALIDATE_FLAG: Flag = textFlag("validate", "strict (or true), warn, ignore (or false)", {
  default: "strict",
  noValue: "strict",
});
export const SAVE_CONFIG_FLAG: Flag = boolFlag("save-config", "Save the configuration in the object's annotation");
export const SUBRESOURCE_FLAG: Flag = textFlag("subresource", "Subresource to work on");
export const RECORD_FLAG: Flag = boolFlag("record", "Record the command in the object's annotation", {
  hidden: true,
  deprecated: "--record will be removed in the future",
});
export const managerFlag = (manager: string): Flag =>
  textFlag("field-manager", "Name of the manager of the fields", { default: manager });

export type DryRun = "none" | "client" | "server";

const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const FALSE = new Set(["0", "f", "F", "false", "FALSE", "False"]);

/** How `--dry-run` is meant; old spellings are told on stderr. Throws for others. */
export function dryRunOf({ flags, err, io }: CommandContext): DryRun {
  const value = flags.text("dry-run");
  // Upstream's log names the line of its code.
  const deprecated = (line: number, text: string): void => err(klogLine(`helpers.go:${line}`, text, io.now()));
  if (TRUE.has(value) || FALSE.has(value)) {
    const strategy = TRUE.has(value) ? "client" : "none";
    deprecated(
      strategy === "client" ? 733 : 736,
      `--dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${strategy}.`,
    );
    return strategy;
  }
  switch (value) {
    case "unchanged":
      deprecated(719, "--dry-run is deprecated and can be replaced with --dry-run=client.");
      return "client";
    case "none":
    case "client":
    case "server":
      return value;
    default:
      throw new Error(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
  }
}

/** `Strict`, `Warn` or `Ignore`. */
export function validationOf(flags: FlagValues): string {
  const value = flags.text("validate");
  if (TRUE.has(value) || value === "strict") return "Strict";
  if (FALSE.has(value) || value === "ignore") return "Ignore";
  if (value === "warn") return "Warn";
  throw new Error(
    `invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`,
  );
}

/** Whether, and how, documents are checked on this side before they are sent. */
export function documentsChecked(validation: string): "Strict" | "Warn" | undefined {
  return validation === "Strict" || validation === "Warn" ? validation : undefined;
}

/** Prints an object, or what was done to it. */
export function operationPrinter(context: CommandContext, operation: string, dryRun: DryRun): Promise<Printer> {
  // Upstream formats nothing into an empty operation.
  const done = dryRunText(operation, dryRun);
  return toPrinter({ flags: context.flags, io: context.io, operation: done });
}

/** With `--record`: the object with the command as its change cause. */
export function recorded({ flags, path, args }: CommandContext, object: JsonObject): JsonObject {
  if (!flags.has("record") || !flags.bool("record")) return object;
  const words = [path, ...args].join(" ");
  const given = flags.given.map(([name, text]) => ` --${name}=${text}`);
  const copy = cloneJson(object);
  setTexts(copy, "annotations", {
    ...textsOf(copy, "annotations"),
    "kubernetes.io/change-cause": words + given.join(""),
  });
  return copy;
}
