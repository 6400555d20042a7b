/** Changes of selected objects as patches: what `set` and `rollout` share. Mirrors kubectl pkg/cmd/set/helper.go. */
import type { CommandContext } from "../../cli/Command.ts";
import { asError } from "../../errors.ts";
import { cloneJson, type JsonObject } from "../../json.ts";
import { twoWayStrategicPatch } from "../../patch/strategicPatch.ts";
import type { Info } from "../../resources/Info.ts";
import { asTyped } from "../../typed/asTyped.ts";
import { typeNameOf } from "../../typed/types.ts";
import { recorded } from "../writing/writeFlags.ts";

export interface Change {
  readonly info: Info;
  /** The object afterwards. */
  readonly object: JsonObject;
  /** Empty when nothing changes. */
  readonly patch: JsonObject;
  readonly problem?: Error;
}

/**
 * Lets `mutate` change a copy of each object. When it answers false the object is left out; what it throws becomes the
 * change's problem.
 */
export function changesOf(
  context: CommandContext,
  infos: readonly Info[],
  mutate: (object: JsonObject, info: Info) => boolean | void,
): Change[] {
  const changes: Change[] = [];
  for (const info of infos) {
    const before = asTyped(info.object as JsonObject);
    const object = cloneJson(before);
    try {
      if (mutate(object, info) === false) continue;
      const after = recorded(context, object);
      changes.push({ info, object: after, patch: twoWayStrategicPatch(before, asTyped(after), typeNameOf(before)) });
    } catch (error) {
      changes.push({ info, object, patch: {}, problem: asError(error) });
    }
  }
  return changes;
}

export function isEmpty(patch: JsonObject): boolean {
  return Object.keys(patch).length === 0;
}
