/** Nodes: conditions, amounts, and the pods on them. Models describeNode. */
import { canonicalQuantity, milliValue, wholeValue } from "../../../../server/protocol/kubernetes/quantity.ts";
import { compareText, type JsonObject } from "../json.ts";
import type { Describe, DescribeContext } from "./DescribeContext.ts";
import { eventTarget, findEvents, writeEvents } from "./events.ts";
import { flag, has, obj, objects, orNone, sortedEntries, str, texts } from "./fields.ts";
import { writeAnnotations, writeLabels, writeTaints } from "./metadata.ts";
import { addAmounts, podLimits, podRequests, type Amounts } from "./podAmounts.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime, since } from "./times.ts";

const ROLE_PREFIX = "node-role.kubernetes.io/";
const POOLS_SHOWN = 10;

export const describeNode: Describe = async (node, context) => {
  const pods = await podsOn(str(node, "metadata", "name"), context);
  const w = new TabbedText();
  writeHead(w, node);
  await writeLease(w, node, context);
  writeConditions(w, node);
  w.line(0, "Addresses:");
  for (const { type, address } of objects(node, "status", "addresses")) w.line(1, `${type}:\t${address}`);
  writeAmounts(w, "Capacity", sortedEntries(node, "status", "capacity"));
  writeAmounts(w, "Allocatable", sortedEntries(node, "status", "allocatable"));
  await writeSlices(w, node, context);
  writeInfo(w, node);
  if (pods) {
    writePods(w, node, { pods, now: context.now });
    writeAllocated(w, node, pods);
  } else w.line(0, "Pods:\tnot authorized");
  if (context.showEvents) {
    const target = eventTarget(node);
    // The kubelet's events carry the name where others carry the uid.
    const events = [
      ...(await findEvents(target, context)),
      ...(await findEvents({ ...target, uid: target.name }, context)),
    ];
    writeEvents(w, events, context.now);
  }
  return w.text();
};

/** Pods that are not over; undefined when they may not be seen. */
async function podsOn(name: string, context: DescribeContext): Promise<JsonObject[] | undefined> {
  const fieldSelector = `spec.nodeName=${name},status.phase!=Failed,status.phase!=Succeeded`;
  try {
    return objects(await context.read("/api/v1/pods", { fieldSelector }), "items");
  } catch (error) {
    if ((error as { reason?: string }).reason === "Forbidden") return undefined;
    throw error;
  }
}

function writeHead(w: TabbedText, node: JsonObject): void {
  const metadata = obj(node, "metadata");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Roles:\t${orNone(rolesOf(node).join(","))}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `CreationTimestamp:\t${longTime(str(metadata, "creationTimestamp"))}`);
  writeTaints(w, "Taints", objects(node, "spec", "taints"));
  w.line(0, `Unschedulable:\t${flag(node, "spec", "unschedulable")}`);
}

function rolesOf(node: JsonObject): string[] {
  const roles = sortedEntries(node, "metadata", "labels").flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
    return key === "kubernetes.io/role" ? [value] : [];
  });
  return [...new Set(roles)].filter((role) => role !== "").sort(compareText);
}

async function writeLease(w: TabbedText, node: JsonObject, context: DescribeContext): Promise<void> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${str(node, "metadata", "name")}`;
  let lease: JsonObject;
  try {
    lease = await context.read(path);
  } catch (error) {
    w.line(0, `Lease:\tFailed to get lease: ${error instanceof Error ? error.message : String(error)}`);
    return;
  }
  const time = (field: string): string => (has(lease, "spec", field) ? longTime(str(lease, "spec", field)) : "<unset>");
  w.line(0, "Lease:");
  w.line(
    1,
    `HolderIdentity:\t${has(lease, "spec", "holderIdentity") ? str(lease, "spec", "holderIdentity") : "<unset>"}`,
  );
  w.line(1, `AcquireTime:\t${time("acquireTime")}`);
  w.line(1, `RenewTime:\t${time("renewTime")}`);
}

function writeConditions(w: TabbedText, node: JsonObject): void {
  const conditions = objects(node, "status", "conditions");
  if (conditions.length === 0) return;
  w.line(0, "Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage");
  w.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
  for (const condition of conditions) {
    const times = `${longTime(str(condition, "lastHeartbeatTime"))} \t${longTime(str(condition, "lastTransitionTime"))}`;
    w.line(
      1,
      `${str(condition, "type")} \t${str(condition, "status")} \t${times} \t${str(condition, "reason")} \t${str(condition, "message")}`,
    );
  }
}

function writeAmounts(w: TabbedText, title: string, amounts: readonly (readonly [string, string])[]): void {
  if (amounts.length > 0) w.line(0, `${title}:`);
  for (const [name, amount] of amounts) w.line(1, `${name}:\t${canonicalQuantity(amount)}`);
}

async function writeSlices(w: TabbedText, node: JsonObject, context: DescribeContext): Promise<void> {
  const fieldSelector = `spec.nodeName=${str(node, "metadata", "name")}`;
  const list = await context.read("/apis/resource.k8s.io/v1/resourceslices", { fieldSelector }).catch(() => undefined);
  const pools = new Map<string, { driver: string; pool: string; slices: number; devices: number }>();
  for (const slice of objects(list, "items")) {
    const driver = str(slice, "spec", "driver");
    const pool = str(slice, "spec", "pool", "name");
    const known = pools.get(`${driver}/${pool}`) ?? { driver, pool, slices: 0, devices: 0 };
    known.slices++;
    known.devices += objects(slice, "spec", "devices").length;
    pools.set(`${driver}/${pool}`, known);
  }
  if (pools.size === 0) return;
  w.line(0, "Node-Local ResourceSlices:");
  w.line(1, "Driver\tPool\tSlices\tDevices");
  w.line(1, "------\t----\t------\t-------");
  const sorted = [...pools].sort(([left], [right]) => compareText(left, right));
  for (const [, { driver, pool, slices, devices }] of sorted.slice(0, POOLS_SHOWN))
    w.line(1, `${driver}\t${pool}\t${slices}\t${devices}`);
  if (sorted.length > POOLS_SHOWN) w.line(1, `...and ${sorted.length - POOLS_SHOWN} more pools`);
}

function writeInfo(w: TabbedText, node: JsonObject): void {
  w.line(0, "System Info:");
  for (const [title, field] of [
    ["Machine ID", "machineID"],
    ["System UUID", "systemUUID"],
    ["Boot ID", "bootID"],
    ["Kernel Version", "kernelVersion"],
    ["OS Image", "osImage"],
    ["Operating System", "operatingSystem"],
    ["Architecture", "architecture"],
    ["Container Runtime Version", "containerRuntimeVersion"],
    ["Kubelet Version", "kubeletVersion"],
  ] as const)
    w.line(1, `${title}:\t${str(node, "status", "nodeInfo", field)}`);
  const spec = obj(node, "spec");
  if (str(spec, "podCIDR")) w.line(0, `PodCIDR:\t${str(spec, "podCIDR")}`);
  if (texts(spec, "podCIDRs").length > 0) w.line(0, `PodCIDRs:\t${texts(spec, "podCIDRs").join(",")}`);
  if (str(spec, "providerID")) w.line(0, `ProviderID:\t${str(spec, "providerID")}`);
}

function allocatableOf(node: JsonObject): JsonObject {
  const allocatable = obj(node, "status", "allocatable");
  return Object.keys(allocatable).length > 0 ? allocatable : obj(node, "status", "capacity");
}

/** An amount and its share of the node's, `250m (6%)`. */
function share(amount: string, name: string, allocatable: JsonObject): string {
  const value = name === "cpu" ? milliValue : wholeValue;
  const whole = value(str(allocatable, name) || "0");
  const percent = whole === 0 ? 0 : Math.trunc((value(amount) / whole) * 100);
  return `${canonicalQuantity(amount)} (${percent}%)`;
}

function writePods(
  w: TabbedText,
  node: JsonObject,
  { pods, now }: { readonly pods: readonly JsonObject[]; readonly now: number },
): void {
  const allocatable = allocatableOf(node);
  w.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  w.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
  w.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
  for (const pod of pods) {
    const amounts = [podRequests(pod, { status: true }), podLimits(pod, { status: true })];
    const cells = ["cpu", "memory"].flatMap((name) =>
      amounts.map((list) => share(list.get(name) ?? "0", name, allocatable)),
    );
    const { namespace, name, creationTimestamp } = obj(pod, "metadata");
    w.line(1, `${namespace}\t${name}\t\t${cells.join("\t")}\t${since(String(creationTimestamp ?? ""), now)}`);
  }
}

function writeAllocated(w: TabbedText, node: JsonObject, pods: readonly JsonObject[]): void {
  const allocatable = allocatableOf(node);
  const requests: Amounts = new Map();
  const limits: Amounts = new Map();
  for (const pod of pods) {
    addAmounts(requests, podRequests(pod, { status: false }));
    addAmounts(limits, podLimits(pod, { status: false }));
  }
  w.line(0, "Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)");
  w.line(1, "Resource\tRequests\tLimits");
  w.line(1, "--------\t--------\t------");
  const names = Object.keys(allocatable).sort(compareText);
  const huge = names.filter((name) => name.startsWith("hugepages-"));
  for (const name of ["cpu", "memory", "ephemeral-storage", ...huge]) {
    const [request, limit] = [requests, limits].map((list) => share(list.get(name) ?? "0", name, allocatable));
    w.line(1, `${name}\t${request}\t${limit}`);
  }
  const known = new Set(["cpu", "memory", "ephemeral-storage", "pods", ...huge]);
  for (const name of names.filter((other) => !known.has(other)))
    w.line(
      1,
      `${name}\t${canonicalQuantity(requests.get(name) ?? "0")}\t${canonicalQuantity(limits.get(name) ?? "0")}`,
    );
}
