/** Roles and bindings. Subjects and rules are shown, not events. */
import { breakDown, compact, list, sortRules, type PolicyRule } from "../auth/policyRules.ts";
import type { JsonObject } from "../json.ts";
import type { Describe } from "./DescribeContext.ts";
import { obj, objects, str } from "./fields.ts";
import { writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";

function writeHead(w: TabbedText, object: JsonObject): void {
  const metadata = obj(object, "metadata");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
}

export const describeRole: Describe = async (role) => {
  const w = new TabbedText();
  writeHead(w, role);
  w.line(0, "PolicyRule:");
  w.line(1, "Resources\tNon-Resource URLs\tResource Names\tVerbs");
  w.line(1, "---------\t-----------------\t--------------\t-----");
  const rules = sortRules(compact((objects(role, "rules") as PolicyRule[]).flatMap(breakDown)));
  for (const rule of rules)
    w.line(1, `${resourceText(rule)}\t${list(rule.nonResourceURLs)}\t${list(rule.resourceNames)}\t${list(rule.verbs)}`);
  return w.text();
};

function resourceText({ resources = [], apiGroups = [] }: PolicyRule): string {
  const [resource] = resources;
  if (resource === undefined) return "";
  const slash = resource.indexOf("/");
  const name = slash < 0 ? resource : resource.slice(0, slash);
  return `${name}${apiGroups[0] ? `.${apiGroups[0]}` : ""}${slash < 0 ? "" : resource.slice(slash)}`;
}

export const describeBinding: Describe = async (binding) => {
  const w = new TabbedText();
  writeHead(w, binding);
  w.line(0, "Role:");
  w.line(1, `Kind:\t${str(binding, "roleRef", "kind")}`);
  w.line(1, `Name:\t${str(binding, "roleRef", "name")}`);
  w.line(0, "Subjects:");
  w.line(1, "Kind\tName\tNamespace");
  w.line(1, "----\t----\t---------");
  for (const subject of objects(binding, "subjects"))
    w.line(1, `${str(subject, "kind")}\t${str(subject, "name")}\t${str(subject, "namespace")}`);
  return w.text();
};
