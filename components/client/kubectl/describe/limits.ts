/** Namespaces with their quotas and limits, and those by themselves. */
import {
  canonicalQuantity,
  formatQuantity,
  parseQuantity,
  wholeValue,
} from "../../../../server/protocol/kubernetes/quantity.ts";
import { compareText, type JsonObject } from "../json.ts";
import type { Describe, DescribeContext } from "./DescribeContext.ts";
import { obj, objects, sortedEntries, str, texts } from "./fields.ts";
import { writeAnnotations, writeLabels } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime } from "./times.ts";

const SCOPE_HELP: { readonly [scope: string]: string } = {
  Terminating:
    "Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.",
  NotTerminating:
    "Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.",
  BestEffort:
    "Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.",
  NotBestEffort:
    "Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.",
};

export const describeNamespace: Describe = async (namespace, context) => {
  const metadata = obj(namespace, "metadata");
  const quotas = await listIn("resourcequotas", str(metadata, "name"), context);
  const limits = await listIn("limitranges", str(metadata, "name"), context);
  const w = new TabbedText();
  w.line(0, `Name:\t${str(metadata, "name")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `Status:\t${str(namespace, "status", "phase")}`);
  const conditions = objects(namespace, "status", "conditions");
  if (conditions.length > 0) {
    w.line(0, "Conditions:");
    w.line(1, "Type\tStatus\tLastTransitionTime\tReason\tMessage");
    w.line(1, "----\t------\t------------------\t------\t-------");
  }
  for (const condition of conditions)
    w.line(
      1,
      `${str(condition, "type")}\t${str(condition, "status")}\t${longTime(str(condition, "lastTransitionTime"))}\t${str(condition, "reason")}\t${str(condition, "message")}`,
    );
  w.line(0, "");
  writeQuotas(w, quotas);
  w.line(0, "");
  writeLimitRanges(w, limits);
  return w.text();
};

async function listIn(resource: string, namespace: string, context: DescribeContext): Promise<JsonObject[]> {
  return objects(await context.read(`/api/v1/namespaces/${namespace}/${resource}`), "items");
}

function writeQuotas(w: TabbedText, quotas: readonly JsonObject[]): void {
  if (quotas.length === 0) {
    w.line(0, "No resource quota.");
    return;
  }
  w.line(0, "Resource Quotas");
  const name = (quota: JsonObject): string => str(quota, "metadata", "name");
  for (const quota of [...quotas].sort((a, b) => compareText(name(a), name(b)))) {
    w.line(1, `Name:\t${name(quota)}`);
    writeScopes(w, quota, { level: 1, mark: "* " });
    w.line(1, "Resource\tUsed\tHard");
    w.line(1, "--------\t---\t---");
    for (const [resource, hard] of sortedEntries(quota, "status", "hard")) {
      const used = str(quota, "status", "used", resource) || "0";
      w.line(1, `${resource}\t${canonicalQuantity(used)}\t${canonicalQuantity(hard)}`);
    }
  }
}

function writeScopes(
  w: TabbedText,
  quota: JsonObject,
  { level, mark }: { readonly level: number; readonly mark: string },
): void {
  const scopes = texts(quota, "spec", "scopes").sort(compareText);
  if (scopes.length > 0) w.line(level, `Scopes:\t${scopes.join(", ")}`);
  for (const scope of scopes) if (SCOPE_HELP[scope]) w.line(level, `${mark}${SCOPE_HELP[scope]}`);
}

function writeLimitRanges(w: TabbedText, ranges: readonly JsonObject[]): void {
  if (ranges.length === 0) {
    w.line(0, "No LimitRange resource.");
    return;
  }
  w.line(0, "Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio");
  w.line(0, " ----\t--------\t---\t---\t---------------\t-------------\t-----------------------");
  for (const range of ranges) writeLimits(w, range, " ");
}

const COLUMNS = ["min", "max", "defaultRequest", "default", "maxLimitRequestRatio"];

function writeLimits(w: TabbedText, range: JsonObject, prefix: string): void {
  for (const item of objects(range, "spec", "limits")) {
    // Upstream takes them in the order of a Go map, which is none.
    const resources = new Set(COLUMNS.flatMap((column) => sortedEntries(item, column).map(([name]) => name)));
    for (const resource of [...resources].sort(compareText)) {
      const cells = COLUMNS.map((column) => {
        const amount = str(item, column, resource);
        return amount === "" ? "-" : canonicalQuantity(amount);
      });
      w.line(0, `${prefix}${str(item, "type")}\t${resource}\t${cells.join("\t")}`);
    }
  }
}

export const describeLimitRange: Describe = async (range) => {
  const w = new TabbedText();
  w.line(0, `Name:\t${str(range, "metadata", "name")}`);
  w.line(0, `Namespace:\t${str(range, "metadata", "namespace")}`);
  w.line(0, "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio");
  w.line(0, "----\t--------\t---\t---\t---------------\t-------------\t-----------------------");
  writeLimits(w, range, "");
  return w.text();
};

export const describeResourceQuota: Describe = async (quota) => {
  const w = new TabbedText();
  w.line(0, `Name:\t${str(quota, "metadata", "name")}`);
  w.line(0, `Namespace:\t${str(quota, "metadata", "namespace")}`);
  writeScopes(w, quota, { level: 0, mark: " * " });
  w.line(0, "Resource\tUsed\tHard");
  w.line(0, "--------\t----\t----");
  for (const [resource, hard] of sortedEntries(quota, "status", "hard")) {
    const used = str(quota, "status", "used", resource) || "0";
    w.line(0, `${resource}\t${inFormatOf(hard, used)}\t${canonicalQuantity(hard)}`);
  }
  return w.text();
};

/** What is used, written as the limit is. */
function inFormatOf(hard: string, used: string): string {
  const { format } = parseQuantity(hard);
  if (format === parseQuantity(used).format) return canonicalQuantity(used);
  return formatQuantity({ nano: BigInt(wholeValue(used)) * 1_000_000_000n, format });
}
