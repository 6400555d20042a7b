/** Pods. Models describePod. */
import { compareQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import type { JsonObject } from "../json.ts";
import { writeContainers, writeResources } from "./containers.ts";
import type { Describe } from "./DescribeContext.ts";
import { eventTarget, findEvents, writeEvents } from "./events.ts";
import { has, num, obj, objects, str } from "./fields.ts";
import { controllerText, writeAnnotations, writeLabels, writeTolerations } from "./metadata.ts";
import { writeSchedulingGroup, writeSpread } from "./podTemplate.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime, since } from "./times.ts";
import { writeVolumes } from "./volumes.ts";

const MIRROR = "kubernetes.io/config.mirror";

export const describePod: Describe = async (pod, context) => {
  const w = new TabbedText();
  const spec = obj(pod, "spec");
  const status = obj(pod, "status");
  writeHead(w, pod);
  writeStatus(w, pod, context.now);
  if (has(spec, "resources")) {
    w.line(0, "Resources:");
    writeResources(w, 1, obj(spec, "resources"));
  }
  for (const [label, field, statuses] of [
    ["Init Containers", "initContainers", "initContainerStatuses"],
    ["Containers", "containers", "containerStatuses"],
    ["Ephemeral Containers", "ephemeralContainers", "ephemeralContainerStatuses"],
  ] as const) {
    const containers = objects(spec, field);
    if (containers.length === 0 && field !== "containers") continue;
    writeContainers(w, { label, containers, statuses: objects(status, statuses), pod, space: "" });
  }
  writeConditions(w, pod);
  writeVolumes(w, objects(spec, "volumes"), "");
  w.line(0, `QoS Class:\t${str(status, "qosClass") || qosOf(pod)}`);
  writeLabels(w, "Node-Selectors", spec.nodeSelector);
  writeTolerations(w, "Tolerations", objects(spec, "tolerations"));
  writeSpread(w, objects(spec, "topologySpreadConstraints"), "");
  writeSchedulingGroup(w, spec, "");
  if (context.showEvents) {
    const mirrored = str(pod, "metadata", "annotations", MIRROR);
    const target = { ...eventTarget(pod), kind: "", ...(mirrored && { uid: mirrored }) };
    writeEvents(w, await findEvents(target, context), context.now);
  }
  return w.text();
};

function writeHead(w: TabbedText, pod: JsonObject): void {
  const metadata = obj(pod, "metadata");
  const spec = obj(pod, "spec");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  if (has(spec, "priority")) w.line(0, `Priority:\t${num(spec, "priority")}`);
  for (const [title, field] of [
    ["Priority Class Name", "priorityClassName"],
    ["Runtime Class Name", "runtimeClassName"],
    ["Service Account", "serviceAccountName"],
  ] as const) {
    if (str(spec, field)) w.line(0, `${title}:\t${str(spec, field)}`);
  }
  const node = str(spec, "nodeName");
  w.line(0, `Node:\t${node ? `${node}/${str(pod, "status", "hostIP")}` : "<none>"}`);
  const start = str(pod, "status", "startTime");
  if (start) w.line(0, `Start Time:\t${longTime(start)}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
}

function writeStatus(w: TabbedText, pod: JsonObject, now: number): void {
  const status = obj(pod, "status");
  const phase = str(status, "phase");
  const deleted = str(pod, "metadata", "deletionTimestamp");
  if (deleted && phase !== "Failed" && phase !== "Succeeded") {
    w.line(0, `Status:\tTerminating (lasts ${since(deleted, now)})`);
    w.line(0, `Termination Grace Period:\t${num(pod, "metadata", "deletionGracePeriodSeconds")}s`);
  } else w.line(0, `Status:\t${phase}`);
  if (str(status, "reason")) w.line(0, `Reason:\t${str(status, "reason")}`);
  if (str(status, "message")) w.line(0, `Message:\t${str(status, "message")}`);
  const seccomp = obj(pod, "spec", "securityContext", "seccompProfile");
  if (has(pod, "spec", "securityContext", "seccompProfile")) {
    w.line(0, `SeccompProfile:\t${str(seccomp, "type")}`);
    if (seccomp.type === "Localhost") w.line(0, `LocalhostProfile:\t${str(seccomp, "localhostProfile")}`);
  }
  w.line(0, `IP:\t${str(status, "podIP")}`);
  const addresses = objects(status, "podIPs");
  w.line(0, addresses.length === 0 ? "IPs:\t<none>" : "IPs:");
  for (const address of addresses) w.line(1, `IP:\t${str(address, "ip")}`);
  const controller = controllerText(pod);
  if (controller) w.line(0, `Controlled By:\t${controller}`);
  if (str(status, "nominatedNodeName")) w.line(0, `NominatedNodeName:\t${str(status, "nominatedNodeName")}`);
}

function writeConditions(w: TabbedText, pod: JsonObject): void {
  const conditions = objects(pod, "status", "conditions");
  const gates = objects(pod, "spec", "readinessGates");
  if (gates.length > 0) {
    w.line(0, "Readiness Gates:\n  Type\tStatus");
    for (const gate of gates) {
      const condition = conditions.find(({ type }) => type === gate.conditionType);
      w.line(1, `${str(gate, "conditionType")} \t${condition ? str(condition, "status") : "<none>"} `);
    }
  }
  if (conditions.length === 0) return;
  w.line(0, "Conditions:\n  Type\tStatus");
  for (const condition of conditions) w.line(1, `${str(condition, "type")} \t${str(condition, "status")} `);
}

/** Models ComputePodQOS, for pods whose status does not tell. */
function qosOf(pod: JsonObject): string {
  const own = has(pod, "spec", "resources") ? [obj(pod, "spec")] : undefined;
  const owners = own ?? [...objects(pod, "spec", "containers"), ...objects(pod, "spec", "initContainers")];
  const amounts = (owner: JsonObject, field: string): [string, string][] =>
    ["cpu", "memory"]
      .map((name): [string, string] => [name, str(owner, "resources", field, name)])
      .filter(([, text]) => text !== "" && compareQuantity(text, "0") > 0);
  const all = owners.map((owner) => ({ requests: amounts(owner, "requests"), limits: amounts(owner, "limits") }));
  if (all.every(({ requests, limits }) => requests.length === 0 && limits.length === 0)) return "BestEffort";
  const guaranteed = all.every(
    ({ requests, limits }) =>
      limits.length === 2 &&
      requests.every(([name, text]) =>
        limits.some(([other, limit]) => other === name && compareQuantity(limit, text) === 0),
      ),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
