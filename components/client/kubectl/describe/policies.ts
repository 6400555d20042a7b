/** PodDisruptionBudgets, PriorityClasses, ServiceAccounts. */
import type { Describe } from "./DescribeContext.ts";
import { writeEventsOf } from "./events.ts";
import { flag, has, num, obj, objects, str } from "./fields.ts";
import { mapText, selectorOrNone, writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";

export const describePodDisruptionBudget: Describe = async (budget, context) => {
  const w = new TabbedText();
  const spec = obj(budget, "spec");
  w.line(0, `Name:\t${str(budget, "metadata", "name")}`);
  w.line(0, `Namespace:\t${str(budget, "metadata", "namespace")}`);
  if (has(spec, "minAvailable")) w.line(0, `Min available:\t${str(spec, "minAvailable")}`);
  else if (has(spec, "maxUnavailable")) w.line(0, `Max unavailable:\t${str(spec, "maxUnavailable")}`);
  w.line(0, `Selector:\t${has(spec, "selector") ? selectorOrNone(spec.selector) : "<unset>"}`);
  w.line(0, "Status:");
  for (const [title, field] of [
    ["Allowed disruptions", "disruptionsAllowed"],
    ["Current", "currentHealthy"],
    ["Desired", "desiredHealthy"],
    ["Total", "expectedPods"],
  ] as const)
    w.line(2, `${title}:\t${num(budget, "status", field)}`);
  await writeEventsOf(w, budget, context);
  return w.text();
};

export const describePriorityClass: Describe = async (priorityClass, context) => {
  const w = new TabbedText();
  w.line(0, `Name:\t${str(priorityClass, "metadata", "name")}`);
  w.line(0, `Value:\t${num(priorityClass, "value")}`);
  w.line(0, `GlobalDefault:\t${flag(priorityClass, "globalDefault")}`);
  w.line(0, `PreemptionPolicy:\t${str(priorityClass, "preemptionPolicy")}`);
  w.line(0, `Description:\t${str(priorityClass, "description")}`);
  w.line(0, `Annotations:\t${mapText(obj(priorityClass, "metadata", "annotations"))}`);
  await writeEventsOf(w, priorityClass, context);
  return w.text();
};

const PULL_SECRETS = "Image pull secrets:";

export const describeServiceAccount: Describe = async (account, context) => {
  const w = new TabbedText();
  const metadata = obj(account, "metadata");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  const names = objects(account, "imagePullSecrets").map((reference) => str(reference, "name"));
  if (names.length === 0) w.line(0, `${PULL_SECRETS}\t<none>`);
  names.forEach((name, index) => w.line(0, `${index === 0 ? PULL_SECRETS : " ".repeat(PULL_SECRETS.length)}\t${name}`));
  await writeEventsOf(w, account, context);
  return w.text();
};
