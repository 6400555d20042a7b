/** The patches kubectl computes for built-in kinds. Models apimachinery pkg/util/strategicpatch. */
import { equalJson, isObject, type Json, type JsonObject } from "../json.ts";
import { writeYaml } from "../yaml/writeYaml.ts";
import type { ThreeWay } from "./mergePatch.ts";
import { mergeRule } from "./mergeRules.ts";
import { DIRECTIVE, diffMaps, RETAIN_KEYS } from "./strategicDiff.ts";
import { mergedStrategicPatches } from "./strategicMerge.ts";

/** Without --overwrite: someone else changed what the patch changes. */
export class PatchConflict extends Error {
  constructor(patch: JsonObject, changed: JsonObject) {
    super(
      `patch:\n${writeYaml(patch)}\nconflicts with changes made from original to current:\n${writeYaml(changed)}\n`,
    );
  }
}

/** The patch from one object to another. */
export function twoWayStrategicPatch(original: JsonObject, modified: JsonObject, type: string | undefined): JsonObject {
  return diffMaps({ original, modified }, type, { order: true });
}

/** The patch of `kubectl apply`: additions and changes against the server's object, deletions against what was applied. */
export function threeWayStrategicPatch(three: ThreeWay, type: string | undefined, overwrite: boolean): JsonObject {
  const { original, modified, current } = three;
  const changes = diffMaps({ original: current, modified }, type, { noDeletions: true, order: true });
  const deletions = diffMaps({ original, modified }, type, { onlyDeletions: true, order: true });
  const patch = mergedStrategicPatches(deletions, changes, type);
  if (!overwrite) {
    const changed = diffMaps({ original, modified: current }, type, {});
    if (conflict(patch, changed, { type, replace: false })) throw new PatchConflict(patch, changed);
  }
  return patch;
}

interface Place {
  readonly type: string | undefined;
  readonly replace: boolean;
  readonly merge?: boolean;
  readonly mergeKey?: string | undefined;
}

function conflict(left: Json, right: Json, place: Place): boolean {
  if (isObject(left)) {
    if (!isObject(right)) return true;
    if (!equalJson(left[DIRECTIVE], right[DIRECTIVE])) return true;
    if (place.replace) return false;
    return Object.entries(left).some(([key, value]) => {
      if (key === DIRECTIVE || key === RETAIN_KEYS || !Object.hasOwn(right, key)) return false;
      return conflict(value, right[key] as Json, mergeRule(place.type, key));
    });
  }
  if (!Array.isArray(left)) return !equalJson(left, right);
  if (!Array.isArray(right)) return true;
  if (place.merge) {
    const key = place.mergeKey;
    if (key === undefined) return false;
    return left.some((item) => {
      const same = right.find((other) => isObject(item) && isObject(other) && equalJson(item[key], other[key]));
      return same !== undefined && conflict(item, same, { type: place.type, replace: false });
    });
  }
  if (left.length !== right.length) return true;
  return left.some((item, index) => conflict(item, right[index] as Json, { type: place.type, replace: false }));
}
