/** What the `set` commands share: flags, what is selected, and writing the changes. */
import type { CommandContext } from "../../cli/Command.ts";
import type { Flag } from "../../cli/flags.ts";
import { aggregate, asError } from "../../errors.ts";
import { goJson } from "../../json.ts";
import { PRINT_FLAGS, type Printer } from "../../print/printers.ts";
import { deepFileFlags, fileFlags } from "../../resources/files.ts";
import { findResources, LOCAL_FILES } from "../../resources/findResources.ts";
import type { Info } from "../../resources/Info.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { SELECTOR_FLAG } from "../get/getFlags.ts";
import { patchObject } from "../writing/requests.ts";
import { ALL_FLAG, LOCAL_FLAG, objectName, selectionOf } from "../writing/selecting.ts";
import { type DryRun, DRY_RUN_FLAG, managerFlag, RECORD_FLAG } from "../writing/writeFlags.ts";
import { type Change, isEmpty } from "./patching.ts";

const ON_FILES = "identifying the resource to get from a server.";
const settingFlags = (files: readonly Flag[]): readonly Flag[] => [
  ...PRINT_FLAGS,
  RECORD_FLAG,
  ...files,
  ALL_FLAG,
  LOCAL_FLAG,
  DRY_RUN_FLAG,
  managerFlag("kubectl-set"),
];
export const SETTING_FLAGS: readonly Flag[] = settingFlags(fileFlags(ON_FILES));
export const DEEP_SETTING_FLAGS: readonly Flag[] = settingFlags(deepFileFlags(ON_FILES));
export const SELECTING_FLAGS: readonly Flag[] = [...SETTING_FLAGS, SELECTOR_FLAG];

/** Throws what could not be found. */
export async function selected(context: CommandContext, resources: readonly string[]): Promise<readonly Info[]> {
  const { flags, session } = context;
  if (flags.bool("local") && resources.length > 0) throw new Error(LOCAL_FILES);
  return (await findResources(session, { ...(await selectionOf(context, resources)), typed: true })).all();
}

export function checkSetting({ flags }: CommandContext, dryRun: DryRun): Error[] {
  const problems: Error[] = [];
  if (flags.bool("local") && dryRun === "server")
    problems.push(new Error("cannot specify --local and --dry-run=server - did you mean --dry-run=client?"));
  if (flags.has("selector") && flags.bool("all") && flags.text("selector"))
    problems.push(new Error("cannot set --all and --selector at the same time"));
  return problems;
}

export interface Writing {
  readonly print: Printer;
  readonly dryRun: DryRun;
  /** Put before the server's refusals. */
  readonly failure: string;
  /** Unchanged objects are written and printed too. */
  readonly always?: boolean;
  readonly problems?: readonly Error[];
  /** Refuses after the first write; for `set env`. */
  readonly afterWrite?: () => void;
}

/** Writes changes one by one; throws all that went wrong at the end. */
export async function writeChanges(
  context: CommandContext,
  changes: readonly Change[],
  { print, dryRun, failure, always, problems = [], afterWrite }: Writing,
): Promise<void> {
  const { flags, session } = context;
  const errors: Error[] = [...problems];
  for (const { info, object, patch, problem } of changes) {
    if (problem) {
      errors.push(new Error(`error: ${objectName(info)} ${problem.message}\n`));
      continue;
    }
    if (!always && isEmpty(patch)) continue;
    if (flags.bool("local") || dryRun === "client") {
      context.out(print(asTyped(object), { typed: true }));
      continue;
    }
    try {
      const written = await patchObject(
        await session.client(),
        info,
        { type: "strategic", text: goJson(patch) },
        { dryRun, manager: flags.text("field-manager") },
      );
      afterWrite?.();
      context.out(print(asTyped(written), { typed: true }));
    } catch (error) {
      errors.push(new Error(`${failure}${asError(error).message}`));
    }
  }
  const problemOfAll = aggregate(errors);
  if (problemOfAll) throw problemOfAll;
}
