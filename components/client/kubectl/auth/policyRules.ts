/** Rules of RBAC: taken apart, put together, compared. Models kubectl pkg/util/rbac and rbac/validation Covers. */
import { compareText } from "../json.ts";

export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Rules with one verb, one resource or URL and at most one name each. */
export function breakDown(rule: PolicyRule): PolicyRule[] {
  const parts: PolicyRule[] = [];
  for (const group of rule.apiGroups ?? [])
    for (const resource of rule.resources ?? [])
      for (const verb of rule.verbs ?? []) {
        const part = { verbs: [verb], apiGroups: [group], resources: [resource] };
        const names = rule.resourceNames ?? [];
        if (names.length === 0) parts.push(part);
        else for (const name of names) parts.push({ ...part, resourceNames: [name] });
      }
  for (const url of rule.nonResourceURLs ?? [])
    for (const verb of rule.verbs ?? []) parts.push({ verbs: [verb], nonResourceURLs: [url] });
  return parts;
}

/** Joins rules that differ by verbs alone; those of URLs stay, and come first. */
export function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const others: PolicyRule[] = [];
  const simple = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
    if (resourceNames.length > 1 || nonResourceURLs.length > 0 || apiGroups.length !== 1 || resources.length !== 1) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([apiGroups[0], resources[0], resourceNames]);
    const known = simple.get(key);
    const verbs = [...new Set([...(known?.verbs ?? []), ...(rule.verbs ?? [])])];
    simple.set(key, { ...(known ?? rule), verbs });
  }
  return [...others, ...simple.values()];
}

/** Sorted as Go's text of the struct sorts. */
export function sortRules(rules: readonly PolicyRule[]): PolicyRule[] {
  return [...rules].sort((left, right) => compareText(protoText(left), protoText(right)));
}

function protoText(rule: PolicyRule): string {
  return `&PolicyRule{Verbs:${list(rule.verbs)},APIGroups:${list(rule.apiGroups)},Resources:${list(rule.resources)},ResourceNames:${list(rule.resourceNames)},NonResourceURLs:${list(rule.nonResourceURLs)},}`;
}

/** A list as Go's `%v` prints it. */
export function list(texts: readonly string[] | undefined): string {
  return `[${(texts ?? []).join(" ")}]`;
}

/** A rule as Go's `%+v` prints it. */
export function ruleText(rule: PolicyRule): string {
  return `{Verbs:${list(rule.verbs)} APIGroups:${list(rule.apiGroups)} Resources:${list(rule.resources)} ResourceNames:${list(rule.resourceNames)} NonResourceURLs:${list(rule.nonResourceURLs)}}`;
}

/** The parts of `wanted` that `owned` does not allow. */
export function uncovered(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  const own = owned.flatMap(breakDown);
  return wanted.flatMap(breakDown).filter((part) => !own.some((rule) => covers(rule, part)));
}

function covers(rule: PolicyRule, part: PolicyRule): boolean {
  const has = (own: readonly string[] | undefined, wanted: readonly string[] | undefined): boolean =>
    (own ?? []).includes("*") || (wanted ?? []).every((text) => (own ?? []).includes(text));
  if (!has(rule.verbs, part.verbs)) return false;
  if (part.nonResourceURLs) {
    return part.nonResourceURLs.every((url) =>
      (rule.nonResourceURLs ?? []).some(
        (own) => own === url || own === "*" || (own.endsWith("*") && url.startsWith(own.slice(0, -1))),
      ),
    );
  }
  if (!rule.resources || rule.resources.length === 0) return false;
  const resource = part.resources?.[0] ?? "";
  const slash = resource.indexOf("/");
  const resources = rule.resources;
  const anyOfSub = slash >= 0 && resources.includes(`*/${resource.slice(slash + 1)}`);
  if (!has(rule.apiGroups, part.apiGroups)) return false;
  if (!has(resources, part.resources) && !anyOfSub) return false;
  if ((rule.resourceNames ?? []).length === 0) return true;
  return (part.resourceNames ?? []).length > 0 && has(rule.resourceNames, part.resourceNames);
}
