/** HorizontalPodAutoscalers at autoscaling/v2. */
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import type { JsonObject } from "../json.ts";
import type { Describe } from "./DescribeContext.ts";
import { writeEventsOf } from "./events.ts";
import { has, num, obj, objects, str } from "./fields.ts";
import { writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime } from "./times.ts";

export const describeHorizontalPodAutoscaler: Describe = async (autoscaler, context) => {
  const w = new TabbedText();
  const metadata = obj(autoscaler, "metadata");
  const spec = obj(autoscaler, "spec");
  const status = obj(autoscaler, "status");
  const kind = str(spec, "scaleTargetRef", "kind");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `CreationTimestamp:\t${longTime(str(metadata, "creationTimestamp"))}`);
  w.line(0, `Reference:\t${kind}/${str(spec, "scaleTargetRef", "name")}`);
  w.line(0, "Metrics:\t( current / target )");
  const seen = objects(status, "currentMetrics");
  objects(spec, "metrics").forEach((metric, index) => w.line(1, metricText(metric, seen[index] ?? {})));
  w.line(0, `Min replicas:\t${has(spec, "minReplicas") ? num(spec, "minReplicas") : "<unset>"}`);
  w.line(0, `Max replicas:\t${num(spec, "maxReplicas")}`);
  if (has(spec, "behavior")) {
    w.line(0, "Behavior:");
    writeBehavior(w, "Scale Up", spec, "scaleUp");
    writeBehavior(w, "Scale Down", spec, "scaleDown");
  }
  w.line(0, `${kind} pods:\t${num(status, "currentReplicas")} current / ${num(status, "desiredReplicas")} desired`);
  const conditions = objects(status, "conditions");
  if (conditions.length > 0) {
    w.line(0, "Conditions:");
    w.line(1, "Type\tStatus\tReason\tMessage");
    w.line(1, "----\t------\t------\t-------");
  }
  for (const condition of conditions)
    w.line(
      1,
      `${str(condition, "type")}\t${str(condition, "status")}\t${str(condition, "reason")}\t${str(condition, "message")}`,
    );
  await writeEventsOf(w, autoscaler, context);
  return w.text();
};

const quantity = (text: string): string => canonicalQuantity(text || "0");

function metricText(metric: JsonObject, seen: JsonObject): string {
  const type = str(metric, "type");
  switch (type) {
    case "External":
      return `${JSON.stringify(str(metric, "external", "metric", "name"))} ${valueText("external", metric, seen)}`;
    case "Object": {
      const { kind, name } = obj(metric, "object", "describedObject");
      return `"${str(metric, "object", "metric", "name")}" on ${kind}/${name} ${valueText("object", metric, seen)}`;
    }
    case "Pods": {
      const current = has(seen, "pods") ? quantity(str(seen, "pods", "current", "averageValue")) : "<unknown>";
      const target = quantity(str(metric, "pods", "target", "averageValue"));
      return `${JSON.stringify(str(metric, "pods", "metric", "name"))} on pods:\t${current} / ${target}`;
    }
    case "Resource":
      return `resource ${str(metric, "resource", "name")} on pods${usageText("resource", metric, seen)}`;
    case "ContainerResource": {
      const { name, container } = obj(metric, "containerResource");
      return `resource ${name} of container "${container}" on pods${usageText("containerResource", metric, seen)}`;
    }
    default:
      return `<unknown metric type ${JSON.stringify(type)}>`;
  }
}

/** The value of an external metric or of another object. */
function valueText(source: "external" | "object", metric: JsonObject, seen: JsonObject): string {
  const average =
    source === "object"
      ? str(metric, source, "target", "type") === "AverageValue"
      : has(metric, source, "target", "averageValue");
  const field = average ? "averageValue" : "value";
  const known = average && source === "external" ? has(seen, source, "current", field) : has(seen, source);
  const current = known ? quantity(str(seen, source, "current", field)) : "<unknown>";
  return `(target ${average ? "average " : ""}value):\t${current} / ${quantity(str(metric, source, "target", field))}`;
}

/** The usage of a resource, as an amount or as a share of what is asked for. */
function usageText(source: "resource" | "containerResource", metric: JsonObject, seen: JsonObject): string {
  const value = quantity(str(seen, source, "current", "averageValue"));
  if (has(metric, source, "target", "averageValue")) {
    const target = quantity(str(metric, source, "target", "averageValue"));
    return `:\t${has(seen, source) ? value : "<unknown>"} / ${target}`;
  }
  const current = has(seen, source, "current", "averageUtilization")
    ? `${num(seen, source, "current", "averageUtilization")}% (${value})`
    : "<unknown>";
  const target = has(metric, source, "target", "averageUtilization")
    ? `${num(metric, source, "target", "averageUtilization")}%`
    : "<auto>";
  return `  (as a percentage of request):\t${current} / ${target}`;
}

function writeBehavior(w: TabbedText, title: string, ...[spec, field]: [JsonObject, string]): void {
  if (!has(spec, "behavior", field)) return;
  const rules = obj(spec, "behavior", field);
  w.line(1, `${title}:`);
  if (has(rules, "stabilizationWindowSeconds"))
    w.line(2, `Stabilization Window: ${num(rules, "stabilizationWindowSeconds")} seconds`);
  const policies = objects(rules, "policies");
  if (policies.length === 0) return;
  w.line(2, `Select Policy: ${str(rules, "selectPolicy") || "Max"}`);
  w.line(2, "Policies:");
  for (const policy of policies)
    w.line(
      3,
      `- Type: ${str(policy, "type")}\tValue: ${num(policy, "value")}\tPeriod: ${num(policy, "periodSeconds")} seconds`,
    );
}
