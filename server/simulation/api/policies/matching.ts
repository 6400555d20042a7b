/** Which requests a policy is about. Models apiserver pkg/admission/plugin/policy/matching. */
import type { KubeObject, LabelSelector } from "../../../protocol/kubernetes/index.ts";
import type { AdmissionAttributes } from "../admission/AdmissionPlugin.ts";
import { compileSelector } from "../machinery/selectors.ts";
import type { StrategyContext } from "../ResourceDefinition.ts";
import type { MatchResources, Rule } from "./types.ts";

/** Whether a request is among those that constraints name; none name all. */
export function matches(
  constraints: MatchResources | undefined,
  attributes: AdmissionAttributes,
  context: StrategyContext,
): boolean {
  if (!constraints) return true;
  const { resourceRules, excludeResourceRules, namespaceSelector, objectSelector } = constraints;
  if (!inNamespaces(namespaceSelector, attributes, context)) return false;
  if (!isSelected(objectSelector, attributes)) return false;
  if (excludeResourceRules?.some((rule) => fits(rule, attributes))) return false;
  return !resourceRules?.length || resourceRules.some((rule) => fits(rule, attributes));
}

function inNamespaces(
  selector: LabelSelector | undefined,
  { definition, draft }: AdmissionAttributes,
  { store }: StrategyContext,
): boolean {
  if (!selector || isEmpty(selector)) return true;
  if (definition.resource === "namespaces") return compileSelector(selector).matches(draft.metadata.labels);
  if (!definition.names.namespaced) return true;
  const namespace = store.get("namespaces", "", draft.metadata.namespace ?? "");
  return compileSelector(selector).matches(namespace?.metadata.labels);
}

/** Either the new or the old object may have the labels. */
function isSelected(selector: LabelSelector | undefined, { draft, old }: AdmissionAttributes): boolean {
  if (!selector || isEmpty(selector)) return true;
  return [draft as KubeObject, old].some(
    (object) => object && compileSelector(selector).matches(object.metadata.labels),
  );
}

function isEmpty({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions?.length ?? 0) === 0;
}

function fits(rule: Rule, { definition, draft, operation, subresource = "" }: AdmissionAttributes): boolean {
  const { group, version, plural, namespaced } = definition.names;
  const among = (list: readonly string[] | undefined, value: string): boolean =>
    list?.some((item) => item === "*" || item === value) ?? false;
  const scope = rule.scope ?? "*";
  return (
    (scope === "*" || (scope === "Namespaced") === namespaced) &&
    among(rule.operations, operation) &&
    among(rule.apiGroups, group) &&
    among(rule.apiVersions, version) &&
    isResource(rule.resources ?? [], plural, subresource) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(draft.metadata.name))
  );
}

function isResource(resources: readonly string[], plural: string, subresource: string): boolean {
  return resources.some((resource) => {
    const [name, sub] = resource.split("/");
    if (name !== "*" && name !== plural) return false;
    return sub === undefined ? subresource === "" : sub === "*" || sub === subresource;
  });
}
