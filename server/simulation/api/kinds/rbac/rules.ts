/** What the four RBAC kinds share. Models kubernetes pkg/apis/rbac/{v1,validation}. */
import type { KubeObject, PolicyRule, RoleBinding, RoleRef, Subject } from "../../../../protocol/kubernetes/index.ts";
import type { Cell, Draft } from "../../ResourceDefinition.ts";
import { ageCell } from "../columns.ts";
import { type FieldError, invalid, notSupported, PrintedValue, required } from "../validation/errors.ts";
import { nameIsPathSegment, nameIsSubdomain } from "../validation/names.ts";

export const RBAC_GROUP = "rbac.authorization.k8s.io";
const SUBJECT_KINDS = ["ServiceAccount", "User", "Group"];

export function validateRules(rules: readonly PolicyRule[] | null | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, index) => validateRule(rule, `rules[${index}]`, namespaced));
}

function validateRule(rule: PolicyRule, path: string, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  if (!rule.verbs?.length) errors.push(required(`${path}.verbs`, "verbs must contain at least one value"));
  if (rule.nonResourceURLs?.length) {
    const at = `${path}.nonResourceURLs`;
    if (namespaced)
      errors.push(invalid(at, rule.nonResourceURLs, "namespaced rules cannot apply to non-resource URLs"));
    if (rule.apiGroups?.length || rule.resources?.length || rule.resourceNames?.length) {
      errors.push(
        invalid(at, rule.nonResourceURLs, "rules cannot apply to both regular resources and non-resource URLs"),
      );
    }
    return errors;
  }
  if (!rule.apiGroups?.length)
    errors.push(required(`${path}.apiGroups`, "resource rules must supply at least one api group"));
  if (!rule.resources?.length)
    errors.push(required(`${path}.resources`, "resource rules must supply at least one resource"));
  return errors;
}

type Binding = Pick<RoleBinding, "roleRef" | "subjects">;

export function defaultBinding(draft: Draft<Binding>): void {
  draft.roleRef ??= { apiGroup: "", kind: "", name: "" };
  draft.roleRef.apiGroup ||= RBAC_GROUP;
  for (const subject of draft.subjects ?? [])
    if (subject.kind === "User" || subject.kind === "Group") subject.apiGroup ||= RBAC_GROUP;
}

export function validateBinding({ roleRef, subjects }: Binding, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
  const { apiGroup = "", kind = "", name = "" } = (roleRef ?? {}) as Partial<RoleRef>;
  if (apiGroup !== RBAC_GROUP) errors.push(notSupported("roleRef.apiGroup", apiGroup, [RBAC_GROUP]));
  if (!kinds.includes(kind)) errors.push(notSupported("roleRef.kind", kind, kinds));
  if (name === "") errors.push(required("roleRef.name"));
  else for (const message of nameIsPathSegment(name, false)) errors.push(invalid("roleRef.name", name, message));
  (subjects ?? []).forEach((subject, index) =>
    errors.push(...validateSubject(subject, `subjects[${index}]`, namespaced)),
  );
  return errors;
}

function validateSubject(
  { apiGroup = "", kind = "", name = "", namespace = "" }: Partial<Subject>,
  path: string,
  namespaced: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (name === "") errors.push(required(`${path}.name`));
  switch (kind) {
    case "ServiceAccount":
      if (name !== "")
        for (const message of nameIsSubdomain(name, false)) errors.push(invalid(`${path}.name`, name, message));
      if (apiGroup !== "") errors.push(notSupported(`${path}.apiGroup`, apiGroup, [""]));
      if (!namespaced && namespace === "") errors.push(required(`${path}.namespace`));
      return errors;
    case "User":
    case "Group":
      if (apiGroup !== RBAC_GROUP) errors.push(notSupported(`${path}.apiGroup`, apiGroup, [RBAC_GROUP]));
      return errors;
    default:
      return [...errors, notSupported(`${path}.kind`, kind, SUBJECT_KINDS)];
  }
}

/** The role a binding grants stays the same for its life. */
export function validateSameRole(now: Binding, old: Binding): FieldError[] {
  const { apiGroup, kind, name } = now.roleRef;
  if (old.roleRef.apiGroup === apiGroup && old.roleRef.kind === kind && old.roleRef.name === name) return [];
  const printed = new PrintedValue(JSON.stringify({ APIGroup: apiGroup ?? "", Kind: kind, Name: name }));
  return [invalid("roleRef", printed, "cannot change roleRef")];
}

export function bindingRow(object: KubeObject & Binding, now: number): readonly Cell[] {
  const named = (kind: string) => (object.subjects ?? []).filter((subject) => subject.kind === kind);
  return [
    object.metadata.name,
    `${object.roleRef.kind}/${object.roleRef.name}`,
    ageCell(object, now),
    named("User")
      .map(({ name }) => name)
      .join(", "),
    named("Group")
      .map(({ name }) => name)
      .join(", "),
    named("ServiceAccount")
      .map(({ name, namespace = "" }) => `${namespace}/${name}`)
      .join(", "),
  ];
}
