/**
 * Role-based access control: may this user do that? Read `SubjectIndex.ts` next for how bindings are found, and
 * `bootstrapPolicy.ts` for the roles a new cluster has. Deliberately without the node authoriser: kubelets are ours.
 *
 * Models kubernetes plugin/pkg/auth/authorizer/rbac and apiserver pkg/endpoints/handlers/responsewriters/errors.go.
 */
import type { ClusterRole, PolicyRule, Subject } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import type { UserInfo } from "../ApiRequest.ts";
import { quote } from "../machinery/goText.ts";
import { ApiError, errorTarget } from "../machinery/status.ts";
import { type Attributes, type Decision, MASTERS_GROUP } from "./attributes.ts";
import { type Match, roleOf, subjectIndexOf } from "./SubjectIndex.ts";

const ALLOWED: Decision = { allowed: true, reason: "" };
const NO_RULES: readonly PolicyRule[] = [];

/** Decides a request; never throws. */
export function authorize(attributes: Attributes, store: Store): Decision {
  const { user, namespace } = attributes;
  if (user.groups.includes(MASTERS_GROUP)) return ALLOWED;
  const missing: string[] = [];
  for (const match of bindingsOf(user, namespace, store)) {
    const rules = rulesOf(match, store);
    if (typeof rules === "string") missing.push(rules);
    else if (rules.some((rule) => ruleAllows(rule, attributes)))
      return { allowed: true, reason: `RBAC: allowed by ${describe(match)}` };
  }
  if (missing.length === 0) return { allowed: false, reason: "" };
  const texts = [...new Set(missing)];
  return { allowed: false, reason: `RBAC: ${texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`}` };
}

/** Throws Forbidden in the API server's words unless the user may. */
export function requireAccess(attributes: Attributes, store: Store): void {
  const decision = authorize(attributes, store);
  if (!decision.allowed) throw forbidden(attributes, decision.reason);
}

/** The 403 for a refused request. */
function forbidden(attributes: Attributes, reason: string): ApiError {
  const problem = sanitize(problemText(attributes)) + (reason === "" ? "" : `: ${reason}`);
  if (attributes.path !== undefined) return ApiError.forbiddenPath(problem);
  return ApiError.forbidden(errorTarget(attributes.group, "", attributes.resource), attributes.name, problem);
}

/** All rules a user has in a namespace ("" for the cluster alone), and which roles could not be found. */
export function rulesFor(
  user: UserInfo,
  namespace: string,
  store: Store,
): { readonly rules: readonly PolicyRule[]; readonly missing: readonly string[] } {
  const rules: PolicyRule[] = [];
  const missing: string[] = [];
  for (const match of bindingsOf(user, namespace, store)) {
    const found = rulesOf(match, store);
    if (typeof found === "string") missing.push(found);
    else rules.push(...found);
  }
  return { rules, missing };
}

function bindingsOf(user: UserInfo, namespace: string, store: Store): readonly Match[] {
  const index = subjectIndexOf(store);
  const everywhere = index.matches(user, "");
  return namespace === "" ? everywhere : [...everywhere, ...index.matches(user, namespace)];
}

/** Rules of the role a binding names, or what to say when it does not exist. */
function rulesOf({ binding }: Match, store: Store): readonly PolicyRule[] | string {
  const role = roleOf(store, binding) as ClusterRole | undefined;
  if (role) return role.rules ?? NO_RULES;
  return `${binding.roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${quote(binding.roleRef.name)} not found`;
}

function describe({ binding, subject }: Match): string {
  const { name, namespace } = binding.metadata;
  const kind = namespace === undefined ? "ClusterRoleBinding" : "RoleBinding";
  const { roleRef } = binding;
  return `${kind} ${quote(namespace === undefined ? name : `${name}/${namespace}`)} of ${roleRef.kind} ${quote(roleRef.name)} to ${describeSubject(subject, namespace ?? "")}`;
}

function describeSubject({ kind, name, namespace }: Subject, bindingNamespace: string): string {
  return `${kind} ${quote(kind === "ServiceAccount" ? `${name}/${namespace || bindingNamespace}` : name)}`;
}

function ruleAllows(rule: PolicyRule, { verb, group, resource, subresource, name, path }: Attributes): boolean {
  if (!hasOrAll(rule.verbs, verb)) return false;
  if (path !== undefined) return (rule.nonResourceURLs ?? []).some((url) => coversUrl(url, path));
  if (!hasOrAll(rule.apiGroups, group)) return false;
  const combined = subresource === "" ? resource : `${resource}/${subresource}`;
  const anySubresource = subresource === "" ? undefined : `*/${subresource}`;
  if (!(rule.resources ?? []).some((known) => known === "*" || known === combined || known === anySubresource))
    return false;
  return !rule.resourceNames?.length || rule.resourceNames.includes(name);
}

function hasOrAll(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes(value) || list.includes("*"));
}

/** Whether a rule's URL stands for a path; a star at its end stands for anything. */
export function coversUrl(url: string, path: string): boolean {
  return url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.replace(/\*+$/, "")));
}

function problemText({ user, verb, group, resource, subresource, namespace, path }: Attributes): string {
  const who = `User ${quote(user.username)} cannot ${verb}`;
  if (path !== undefined) return `${who} path ${quote(path)}`;
  const what = `${who} resource ${quote(subresource === "" ? resource : `${resource}/${subresource}`)} in API group ${quote(group)}`;
  return namespace === "" ? `${what} at the cluster scope` : `${what} in the namespace ${quote(namespace)}`;
}

const HTML: { readonly [char: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const sanitize = (text: string): string => text.replace(/[&<>]/g, (char) => HTML[char] as string);
