/** How strategic merge treats a member of a type, from the type data. */
import { elementOf, typeNamed } from "../typed/types.ts";

export interface MergeRule {
  /** The member's own type, or its elements' for a list; undefined when it has no structure of its own. */
  readonly type: string | undefined;
  readonly mergeKey: string | undefined;
  readonly merge: boolean;
  readonly replace: boolean;
  readonly retainKeys: boolean;
}

const PLAIN: MergeRule = { type: undefined, mergeKey: undefined, merge: false, replace: false, retainKeys: false };

/** `{}core.v1.X` types are maps: every member has the element's type. */
export function mergeRule(type: string | undefined, field: string): MergeRule {
  if (type === undefined) return PLAIN;
  const map = elementOf(type);
  if (map) return { ...PLAIN, type: map.list ? undefined : map.element };
  const info = typeNamed(type);
  if (!info) return PLAIN;
  const strategies = info.strategies?.[field]?.split(",") ?? [];
  const member = info.types?.[field];
  return {
    type:
      member === undefined || member === "quantity" ? undefined : member.startsWith("[]") ? member.slice(2) : member,
    mergeKey: info.mergeKeys?.[field],
    merge: strategies.includes("merge"),
    replace: strategies.includes("replace"),
    retainKeys: strategies.includes("retainKeys"),
  };
}
