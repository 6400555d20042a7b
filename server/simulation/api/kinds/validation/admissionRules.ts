/** Rules, conditions and selectors of policies and webhooks. Models kubernetes pkg/apis/admissionregistration/validation. */
import type { MatchCondition, MatchResources, ParamKind, ParamRef, Rule } from "../../policies/types.ts";
import { compileTyped, environmentOf } from "../../policies/environment.ts";
import { BOOL } from "../../cel/types.ts";
import { FieldError } from "../../machinery/status.ts";
import { validateLabelSelector } from "./labelSelector.ts";
import { dns1035Label, dns1123Subdomain, qualifiedName } from "./names.ts";

const { required, invalid, notSupported, duplicate, tooMany, forbidden } = FieldError;
const OPERATIONS = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const SCOPES = ["*", "Cluster", "Namespaced"];
export const FAILURE_POLICIES = ["Fail", "Ignore"];
export const MATCH_POLICIES = ["Equivalent", "Exact"];

/** Defaults of constraints, in place. */
export function defaultMatchResources(constraints: {
  matchPolicy?: string;
  namespaceSelector?: object;
  objectSelector?: object;
  resourceRules?: { scope?: string }[];
  excludeResourceRules?: { scope?: string }[];
}): void {
  constraints.matchPolicy ??= "Equivalent";
  constraints.namespaceSelector ??= {};
  constraints.objectSelector ??= {};
  for (const rule of [...(constraints.resourceRules ?? []), ...(constraints.excludeResourceRules ?? [])])
    rule.scope ??= "*";
}

export function matchResourcesErrors(constraints: MatchResources, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { matchPolicy, namespaceSelector, objectSelector } = constraints;
  if (matchPolicy === undefined) errors.push(required(`${path}.matchPolicy`));
  else if (!MATCH_POLICIES.includes(matchPolicy))
    errors.push(notSupported(`${path}.matchPolicy`, matchPolicy, MATCH_POLICIES));
  if (namespaceSelector) errors.push(...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`));
  if (objectSelector) errors.push(...validateLabelSelector(objectSelector, `${path}.objectSelector`));
  constraints.resourceRules?.forEach((rule, index) =>
    errors.push(...namedRuleErrors(rule, `${path}.resourceRules[${index}]`)),
  );
  constraints.excludeResourceRules?.forEach((rule, index) =>
    errors.push(...namedRuleErrors(rule, `${path}.excludeResourceRules[${index}]`)),
  );
  return errors;
}

function namedRuleErrors(rule: Rule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const names = rule.resourceNames ?? [];
  for (const [index, name] of names.entries()) {
    const at = `${path}.resourceNames[${index}]`;
    if (name === "." || name === "..") errors.push(invalid(at, name, `may not be '${name}'`));
    for (const char of ["/", "%"]) if (name.includes(char)) errors.push(invalid(at, name, `may not contain '${char}'`));
    if (names.indexOf(name) < index) errors.push(duplicate(at, name));
  }
  return [...errors, ...ruleErrors(rule, path)];
}

export function ruleErrors(rule: Rule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule;
  const alone = (field: string, list: readonly string[], what: string): void => {
    if (list.length > 1 && list.includes("*"))
      errors.push(invalid(`${path}.${field}`, list, `if '*' is present, must not specify other ${what}`));
  };
  if (operations.length === 0) errors.push(required(`${path}.operations`));
  alone("operations", operations, "operations");
  operations.forEach((operation, index) => {
    if (!OPERATIONS.includes(operation))
      errors.push(notSupported(`${path}.operations[${index}]`, operation, OPERATIONS));
  });
  if (apiGroups.length === 0) errors.push(required(`${path}.apiGroups`));
  alone("apiGroups", apiGroups, "API groups");
  if (apiVersions.length === 0) errors.push(required(`${path}.apiVersions`));
  alone("apiVersions", apiVersions, "API versions");
  apiVersions.forEach((version, index) => {
    if (version === "") errors.push(required(`${path}.apiVersions[${index}]`));
  });
  errors.push(...resourceErrors(resources, `${path}.resources`));
  if (scope !== undefined && !SCOPES.includes(scope)) errors.push(notSupported(`${path}.scope`, scope, SCOPES));
  return errors;
}

function resourceErrors(resources: readonly string[], path: string): FieldError[] {
  if (resources.length === 0) return [required(path)];
  const errors: FieldError[] = [];
  const wholes = new Set<string>();
  const everywhere = new Set<string>();
  for (const [index, resource] of resources.entries()) {
    const at = `${path}[${index}]`;
    if (resource === "") errors.push(required(at));
    const slash = resource.indexOf("/");
    if (slash < 0) continue;
    const name = resource.slice(0, slash);
    const sub = resource.slice(slash + 1);
    if (wholes.has(name)) errors.push(invalid(at, resource, `if '${name}/*' is present, must not specify ${resource}`));
    if (everywhere.has(sub))
      errors.push(invalid(at, resource, `if '*/${sub}' is present, must not specify ${resource}`));
    if (sub === "*") wholes.add(name);
    if (name === "*") everywhere.add(sub);
  }
  if (resources.length > 1 && resources.includes("*/*"))
    errors.push(invalid(path, resources, "if '*/*' is present, must not specify other resources"));
  if (resources.includes("*") && resources.some((resource) => resource !== "*" && !resource.includes("/")))
    errors.push(invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
  return errors;
}

/** `params`: conditions may name the policy's parameters. */
export function matchConditionErrors(
  conditions: readonly MatchCondition[] | undefined,
  path: string,
  params: boolean,
): FieldError[] {
  const list = conditions ?? [];
  const errors = list.length > 64 ? [tooMany(path, list.length, 64)] : [];
  const environment = environmentOf({ params, authorizer: true, variables: undefined });
  for (const [index, { name = "", expression = "" }] of list.entries()) {
    const at = `${path}[${index}]`;
    const source = expression.trim();
    if (source === "") errors.push(required(`${at}.expression`));
    else {
      const compiled = compileTyped(source, environment, [BOOL]);
      if ("problem" in compiled) errors.push(invalid(`${at}.expression`, source, compiled.problem));
    }
    if (name === "") errors.push(required(`${at}.name`));
    else for (const problem of qualifiedName(name)) errors.push(invalid(`${at}.name`, name, problem));
    if (name !== "" && list.findIndex((other) => other.name === name) < index)
      errors.push(duplicate(`${at}.name`, name));
  }
  return errors;
}

export function paramKindErrors({ apiVersion = "", kind = "" }: ParamKind, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const at = `${path}.apiVersion`;
  const parts = apiVersion.split("/");
  if (apiVersion === "") errors.push(required(at));
  else if (parts.length > 2) errors.push(invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  else {
    const [group, version = ""] = parts.length === 2 ? parts : ["", apiVersion];
    const problems = group ? dns1123Subdomain(group) : [];
    if (problems.length > 0) errors.push(invalid(at, group, problems.join(",")));
    if (version === "") errors.push(invalid(at, apiVersion, "version must be specified"));
    else if (dns1035Label(version).length > 0) errors.push(invalid(at, version, dns1035Label(version).join(",")));
  }
  if (kind === "") errors.push(required(`${path}.kind`));
  else if (dns1035Label(kind.toLowerCase()).length > 0)
    errors.push(
      invalid(
        `${path}.kind`,
        kind,
        `may have mixed case, but should otherwise match: ${dns1035Label(kind.toLowerCase()).join(",")}`,
      ),
    );
  return errors;
}

export function paramRefErrors(ref: ParamRef | undefined, path: string): FieldError[] {
  if (!ref) return [];
  const errors: FieldError[] = [];
  const { name = "", selector, parameterNotFoundAction: action } = ref;
  const both = "name and selector are mutually exclusive";
  if (name !== "") {
    for (const char of ["/", "%"])
      if (name.includes(char)) errors.push(invalid(`${path}.name`, name, `may not contain '${char}'`));
    if (selector) errors.push(forbidden(`${path}.name`, both));
  }
  if (selector) {
    errors.push(...validateLabelSelector(selector, `${path}.selector`));
    if (name !== "") errors.push(forbidden(`${path}.selector`, both));
  }
  if (name === "" && !selector) errors.push(required(path, "one of name or selector must be specified"));
  if (!action) errors.push(required(`${path}.parameterNotFoundAction`));
  else if (action !== "Deny" && action !== "Allow")
    errors.push(notSupported(`${path}.parameterNotFoundAction`, action, ["Deny", "Allow"]));
  return errors;
}
