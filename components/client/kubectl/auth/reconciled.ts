/** What `auth reconcile` makes of a role or binding. Models component-helpers auth/rbac/reconciliation. */
import { cloneJson, equalJson, isObject, type Json, type JsonObject } from "../json.ts";
import { setTexts, textsOf } from "../edit/labels.ts";
import { type PolicyRule, uncovered } from "./policyRules.ts";

export interface Reconciled {
  readonly operation: "none" | "create" | "update" | "recreate";
  readonly object: JsonObject;
  /** The object asks to be left alone. */
  readonly isProtected: boolean;
  readonly missingRules: readonly PolicyRule[];
  readonly extraRules: readonly PolicyRule[];
  readonly missingSubjects: readonly JsonObject[];
  readonly extraSubjects: readonly JsonObject[];
}

const NOTHING = { isProtected: false, missingRules: [], extraRules: [], missingSubjects: [], extraSubjects: [] };

export function reconciledRole(
  expected: JsonObject,
  existing: JsonObject | undefined,
  removeExtra: boolean,
): Reconciled {
  const wanted = rulesOf(expected);
  if (!existing) return { ...NOTHING, operation: "create", object: expected, missingRules: wanted };
  const { object, changed } = withTexts(existing, expected);
  const own = rulesOf(existing);
  const aggregated = isObject(expected.aggregationRule);
  const extraRules = aggregated && isObject(existing.aggregationRule) ? [] : uncovered(wanted, own);
  const missingRules = aggregated ? [] : uncovered(own, wanted);
  let operation: Reconciled["operation"] = changed ? "update" : "none";
  if (!removeExtra && missingRules.length > 0) {
    object.rules = [...own, ...missingRules] as unknown as Json;
    operation = "update";
  } else if (removeExtra && missingRules.length + extraRules.length > 0) {
    object.rules = cloneJson(wanted) as unknown as Json;
    operation = "update";
  }
  return { ...NOTHING, operation, object, isProtected: protectedObject(existing), missingRules, extraRules };
}

export function reconciledBinding(
  expected: JsonObject,
  existing: JsonObject | undefined,
  removeExtra: boolean,
): Reconciled {
  const wanted = subjectsOf(expected);
  if (!existing) return { ...NOTHING, operation: "create", object: expected, missingSubjects: wanted };
  const isProtected = protectedObject(existing);
  if (!equalJson(expected.roleRef, existing.roleRef))
    return { ...NOTHING, operation: "recreate", object: expected, isProtected };
  const { object, changed } = withTexts(existing, expected);
  const own = subjectsOf(existing);
  const missingSubjects = wanted.filter((subject) => !own.some((other) => equalJson(other, subject)));
  const extraSubjects = own.filter((subject) => !wanted.some((other) => equalJson(other, subject)));
  let operation: Reconciled["operation"] = changed ? "update" : "none";
  if (!removeExtra && missingSubjects.length > 0) {
    object.subjects = [...own, ...missingSubjects];
    operation = "update";
  } else if (removeExtra && missingSubjects.length + extraSubjects.length > 0) {
    object.subjects = wanted;
    operation = "update";
  }
  return { ...NOTHING, operation, object, isProtected, missingSubjects, extraSubjects };
}

/** A subject as Go's `%+v` prints it. */
export function subjectText({ kind, apiGroup, name, namespace }: JsonObject): string {
  return `{Kind:${kind ?? ""} APIGroup:${apiGroup ?? ""} Name:${name ?? ""} Namespace:${namespace ?? ""}}`;
}

function rulesOf(role: JsonObject): PolicyRule[] {
  return Array.isArray(role.rules) ? (role.rules as unknown as PolicyRule[]) : [];
}

/** Subjects with the group that the server would fill in. */
function subjectsOf(binding: JsonObject): JsonObject[] {
  return Array.isArray(binding.subjects) ? binding.subjects.filter(isObject) : [];
}

function protectedObject(object: JsonObject): boolean {
  return textsOf(object, "annotations")["rbac.authorization.kubernetes.io/autoupdate"] === "false";
}

/** The existing object with the expected one's annotations and labels that it does not have itself. */
function withTexts(existing: JsonObject, expected: JsonObject): { object: JsonObject; changed: boolean } {
  const object = cloneJson(existing);
  let changed = false;
  for (const field of ["annotations", "labels"] as const) {
    const merged = { ...textsOf(expected, field), ...textsOf(existing, field) };
    if (equalJson(merged, textsOf(existing, field))) continue;
    setTexts(object, field, merged);
    changed = true;
  }
  return { object, changed };
}
