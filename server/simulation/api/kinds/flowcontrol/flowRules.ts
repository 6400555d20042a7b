/** Whom and what a FlowSchema selects. Models kubernetes pkg/apis/flowcontrol/validation. */
import type { FlowSchema } from "../../../../protocol/kubernetes/index.ts";
import { type FieldError, forbidden, invalid, notSupported, required } from "../validation/errors.ts";
import { dns1123Label, dns1123Subdomain } from "../validation/names.ts";

type Rule = NonNullable<NonNullable<FlowSchema["spec"]>["rules"]>[number];
type Subject = NonNullable<Rule["subjects"]>[number];

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
const KINDS = ["Group", "ServiceAccount", "User"];
const MEMBERS = { User: "user", Group: "group", ServiceAccount: "serviceAccount" } as const;
const ALL = "*";

export function validateFlowRules(rule: Rule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  if (subjects.length === 0) errors.push(required(`${path}.subjects`, "subjects must contain at least one value"));
  subjects.forEach((subject, index) => errors.push(...validateSubject(subject, `${path}.subjects[${index}]`)));
  if (resourceRules.length === 0 && nonResourceRules.length === 0)
    errors.push(required(path, "at least one of resourceRules and nonResourceRules has to be non-empty"));
  resourceRules.forEach((entry, index) => errors.push(...validateResources(entry, `${path}.resourceRules[${index}]`)));
  nonResourceRules.forEach((entry, index) => errors.push(...validateUrls(entry, `${path}.nonResourceRules[${index}]`)));
  return errors;
}

function validateSubject(subject: Subject, path: string): FieldError[] {
  const { kind } = subject;
  if (!KINDS.includes(kind)) return [notSupported(`${path}.kind`, kind, KINDS)];
  const own = MEMBERS[kind as keyof typeof MEMBERS];
  const errors: FieldError[] = [];
  const value = subject[own];
  if (!value) errors.push(required(`${path}.${own}`, `${own} is required when subject kind is '${kind}'`));
  else if (own === "serviceAccount") errors.push(...validateAccount(subject.serviceAccount, `${path}.${own}`));
  else if (!value.name) errors.push(required(`${path}.${own}.name`));
  // The other two, in the order upstream looks.
  const others = (["ServiceAccount", "User", "Group"] as const).filter((other) => other !== kind);
  for (const other of others) {
    const member = MEMBERS[other];
    if (subject[member])
      errors.push(forbidden(`${path}.${member}`, `${member} is forbidden when subject kind is not '${other}'`));
  }
  return errors;
}

function validateAccount(account: Subject["serviceAccount"], path: string): FieldError[] {
  const { name = "", namespace = "" } = account ?? {};
  const errors: FieldError[] = [];
  if (name === "") errors.push(required(`${path}.name`));
  else if (name !== ALL)
    for (const message of dns1123Subdomain(name)) errors.push(invalid(`${path}.name`, name, message));
  if (namespace === "") errors.push(required(`${path}.namespace`, "must specify namespace for service account"));
  else for (const message of dns1123Label(namespace)) errors.push(invalid(`${path}.namespace`, namespace, message));
  return errors;
}

function validateVerbs(verbs: readonly string[], path: string): FieldError[] {
  if (verbs.length === 0) return [required(`${path}.verbs`, "verbs must contain at least one value")];
  if (verbs.includes(ALL))
    return verbs.length > 1 ? [invalid(`${path}.verbs`, verbs, "if '*' is present, must not specify other verbs")] : [];
  return verbs.every((verb) => VERBS.includes(verb)) ? [] : [notSupported(`${path}.verbs`, verbs, VERBS)];
}

function validateResources(rule: NonNullable<Rule["resourceRules"]>[number], path: string): FieldError[] {
  const [verbs, apiGroups, resources, namespaces] = [rule.verbs, rule.apiGroups, rule.resources, rule.namespaces].map(
    // A list that is missing was sent as null.
    (list) => list ?? [],
  ) as [string[], string[], string[], string[]];
  const { clusterScope = false } = rule;
  const errors = validateVerbs(verbs, path);
  if (apiGroups.length === 0)
    errors.push(required(`${path}.apiGroups`, "resource rules must supply at least one api group"));
  else if (apiGroups.length > 1 && apiGroups.includes(ALL))
    errors.push(invalid(`${path}.apiGroups`, apiGroups, "if '*' is present, must not specify other api groups"));
  if (resources.length === 0)
    errors.push(required(`${path}.resources`, "resource rules must supply at least one resource"));
  else if (resources.length > 1 && resources.includes(ALL))
    errors.push(invalid(`${path}.resources`, resources, "if '*' is present, must not specify other resources"));
  if (namespaces.length === 0 && !clusterScope) {
    const detail = "resource rules that are not cluster scoped must supply at least one namespace";
    errors.push(required(`${path}.namespaces`, detail));
  } else if (namespaces.includes(ALL)) {
    if (namespaces.length > 1)
      errors.push(invalid(`${path}.namespaces`, namespaces, "if '*' is present, must not specify other namespaces"));
  } else {
    namespaces.forEach((namespace, index) => {
      for (const message of dns1123Label(namespace)) {
        const detail = `each member of this list must be '*' or a DNS-1123 label; ${message}`;
        errors.push(invalid(`${path}.namespaces[${index}]`, namespace, detail));
      }
    });
  }
  return errors;
}

function validateUrls(rule: NonNullable<Rule["nonResourceRules"]>[number], path: string): FieldError[] {
  const verbs = rule.verbs ?? [];
  const urls = rule.nonResourceURLs ?? [];
  const errors = validateVerbs(verbs, path);
  const at = `${path}.nonResourceURLs`;
  if (urls.length === 0) errors.push(required(at, "nonResourceURLs must contain at least one value"));
  else if (urls.includes(ALL)) {
    if (urls.length > 1) errors.push(invalid(at, urls, "if '*' is present, must not specify other non-resource URLs"));
  } else {
    urls.forEach((url, index) => {
      const problem = urlProblem(url);
      if (problem) errors.push(invalid(`${at}[${index}]`, url, problem));
    });
  }
  return errors;
}

function urlProblem(url: string): string | undefined {
  if (url === "") return "must not be empty";
  if (url === "/") return undefined;
  if (!url.startsWith("/")) return "must start with slash";
  if (url.includes(" ")) return "must not contain white-space";
  if (url.includes("//")) return "must not contain double slash";
  const stars = url.split("*").length - 1;
  return stars > 1 || (stars === 1 && !url.endsWith("/*")) ? "wildcard can only do suffix matching" : undefined;
}
