/** ReplicationControllers, ReplicaSets, Deployments, StatefulSets, DaemonSets. */
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import { asTypedPart } from "../typed/asTyped.ts";
import { cloneJson, compareText, equalJson, isObject, type JsonObject } from "../json.ts";
import { storageClassOf } from "./claims.ts";
import type { Describe, DescribeContext } from "./DescribeContext.ts";
import { writeEventsOf } from "./events.ts";
import { goList, has, num, obj, objects, str, texts } from "./fields.ts";
import {
  controllerOf,
  controllerText,
  mapText,
  selectorOrNone,
  selectorText,
  writeAnnotations,
  writeLabels,
} from "./metadata.ts";
import { writePodTemplate } from "./podTemplate.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime } from "./times.ts";

const PHASES = ["Running", "Pending", "Succeeded", "Failed"] as const;

/** How many of the pods an object controls are in which phase. */
async function podsStatus(object: JsonObject, selector: string, context: DescribeContext): Promise<string> {
  const path = `/api/v1/namespaces/${str(object, "metadata", "namespace")}/pods`;
  const pods = objects(await context.read(path, { labelSelector: selector }), "items").filter(
    (pod) => controllerOf(pod)?.uid === str(object, "metadata", "uid"),
  );
  const [running, waiting, succeeded, failed] = PHASES.map(
    (phase) => pods.filter((pod) => str(pod, "status", "phase") === phase).length,
  );
  return `${running} Running / ${waiting} Waiting / ${succeeded} Succeeded / ${failed} Failed`;
}

function writeName(w: TabbedText, object: JsonObject): void {
  w.line(0, `Name:\t${str(object, "metadata", "name")}`);
  w.line(0, `Namespace:\t${str(object, "metadata", "namespace")}`);
}

function writeMetadata(w: TabbedText, object: JsonObject): void {
  writeLabels(w, "Labels", obj(object, "metadata", "labels"));
  writeAnnotations(w, "Annotations", obj(object, "metadata", "annotations"));
}

function writeConditions(w: TabbedText, object: JsonObject): void {
  const conditions = objects(object, "status", "conditions");
  if (conditions.length === 0) return;
  w.line(0, "Conditions:\n  Type\tStatus\tReason");
  w.line(1, "----\t------\t------");
  for (const { type, status, reason } of conditions) w.line(1, `${type} \t${status}\t${reason ?? ""}`);
}

const replicasText = (object: JsonObject): string =>
  `Replicas:\t${num(object, "status", "replicas")} current / ${num(object, "spec", "replicas")} desired`;

export const describeReplicationController: Describe = async (controller, context) => {
  const selector = obj(controller, "spec", "selector");
  const pods = await podsStatus(controller, selectorText({ matchLabels: selector }), context);
  const w = new TabbedText();
  writeName(w, controller);
  w.line(0, `Selector:\t${mapText(selector)}`);
  writeMetadata(w, controller);
  w.line(0, replicasText(controller));
  w.line(0, `Pods Status:\t${pods}`);
  writePodTemplate(w, obj(controller, "spec", "template"));
  writeConditions(w, controller);
  await writeEventsOf(w, controller, context);
  return w.text();
};

export const describeReplicaSet: Describe = async (replicaSet, context) => {
  const selector = obj(replicaSet, "spec", "selector");
  const pods = await podsStatus(replicaSet, selectorText(selector), context).catch(
    (error: unknown) => `error in fetching pods: ${error instanceof Error ? error.message : String(error)}`,
  );
  const w = new TabbedText();
  writeName(w, replicaSet);
  w.line(0, `Selector:\t${selectorOrNone(selector)}`);
  writeMetadata(w, replicaSet);
  const controller = controllerText(replicaSet);
  if (controller) w.line(0, `Controlled By:\t${controller}`);
  w.line(0, replicasText(replicaSet));
  w.line(0, `Pods Status:\t${pods}`);
  writePodTemplate(w, obj(replicaSet, "spec", "template"));
  writeConditions(w, replicaSet);
  await writeEventsOf(w, replicaSet, context);
  return w.text();
};

export const describeDeployment: Describe = async (deployment, context) => {
  const w = new TabbedText();
  const spec = obj(deployment, "spec");
  const count = (field: string): number => num(deployment, "status", field);
  writeName(w, deployment);
  w.line(0, `CreationTimestamp:\t${longTime(str(deployment, "metadata", "creationTimestamp"))}`);
  writeMetadata(w, deployment);
  w.line(0, `Selector:\t${selectorText(spec.selector)}`);
  w.line(
    0,
    `Replicas:\t${num(spec, "replicas")} desired | ${count("updatedReplicas")} updated | ${count("replicas")} total | ${count("availableReplicas")} available | ${count("unavailableReplicas")} unavailable`,
  );
  w.line(0, `StrategyType:\t${str(spec, "strategy", "type")}`);
  w.line(0, `MinReadySeconds:\t${num(spec, "minReadySeconds")}`);
  if (has(spec, "strategy", "rollingUpdate")) {
    const { maxUnavailable, maxSurge } = obj(spec, "strategy", "rollingUpdate");
    w.line(0, `RollingUpdateStrategy:\t${maxUnavailable} max unavailable, ${maxSurge} max surge`);
  }
  writePodTemplate(w, obj(spec, "template"));
  writeConditions(w, deployment);
  const sets = await replicaSetsOf(deployment, context).catch(() => ({ old: [], current: [] }));
  if (sets.old.length + sets.current.length > 0) {
    w.line(0, `OldReplicaSets:\t${setsText(sets.old)}`);
    w.line(0, `NewReplicaSet:\t${setsText(sets.current)}`);
  }
  await writeEventsOf(w, deployment, context);
  return w.text();
};

interface ReplicaSets {
  readonly old: readonly JsonObject[];
  /** At most one: the oldest with the Deployment's template. */
  readonly current: readonly JsonObject[];
}

async function replicaSetsOf(deployment: JsonObject, context: DescribeContext): Promise<ReplicaSets> {
  const path = `/apis/apps/v1/namespaces/${str(deployment, "metadata", "namespace")}/replicasets`;
  const labelSelector = selectorText(obj(deployment, "spec", "selector"));
  const owned = objects(await context.read(path, { labelSelector }), "items").filter(
    (set) => controllerOf(set)?.uid === str(deployment, "metadata", "uid"),
  );
  const created = (set: JsonObject): string => str(set, "metadata", "creationTimestamp");
  owned.sort(
    (a, b) =>
      compareText(created(a), created(b)) || compareText(str(a, "metadata", "name"), str(b, "metadata", "name")),
  );
  const wanted = templateWithoutHash(deployment);
  const current = owned.find((set) => equalJson(templateWithoutHash(set), wanted));
  return { old: owned.filter((set) => set !== current), current: current ? [current] : [] };
}

function templateWithoutHash(workload: JsonObject): JsonObject {
  // Items of lists do not tell their kind.
  const template = cloneJson(asTypedPart(obj(workload, "spec", "template"), "core.v1.PodTemplateSpec"));
  const labels = obj(template, "metadata", "labels");
  delete labels["pod-template-hash"];
  return withoutEmpty(template) ?? {};
}

/** Go's semantic equality takes an empty list or map for a missing one. */
function withoutEmpty(value: JsonObject): JsonObject | undefined {
  const kept: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const smaller = isObject(member) ? withoutEmpty(member) : member;
    if (smaller === undefined || smaller === null || (Array.isArray(smaller) && smaller.length === 0)) continue;
    kept[key] = Array.isArray(smaller)
      ? smaller.map((item) => (isObject(item) ? (withoutEmpty(item) ?? {}) : item))
      : smaller;
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}

function setsText(sets: readonly JsonObject[]): string {
  const list = sets.map(
    (set) =>
      `${str(set, "metadata", "name")} (${num(set, "status", "replicas")}/${num(set, "spec", "replicas")} replicas created)`,
  );
  return list.join(", ") || "<none>";
}

export const describeStatefulSet: Describe = async (set, context) => {
  const spec = obj(set, "spec");
  const pods = await podsStatus(set, selectorText(spec.selector), context);
  const w = new TabbedText();
  writeName(w, set);
  w.line(0, `CreationTimestamp:\t${longTime(str(set, "metadata", "creationTimestamp"))}`);
  w.line(0, `Selector:\t${selectorText(spec.selector)}`);
  writeMetadata(w, set);
  w.line(0, `Replicas:\t${num(spec, "replicas")} desired | ${num(set, "status", "replicas")} total`);
  w.line(0, `Update Strategy:\t${str(spec, "updateStrategy", "type")}`);
  const rolling = obj(spec, "updateStrategy", "rollingUpdate");
  if (has(rolling, "partition")) {
    w.line(1, `Partition:\t${num(rolling, "partition")}`);
    if (has(rolling, "maxUnavailable")) w.line(1, `MaxUnavailable:\t${str(rolling, "maxUnavailable")}`);
  }
  w.line(0, `Pods Status:\t${pods}`);
  writePodTemplate(w, obj(spec, "template"));
  const claims = objects(spec, "volumeClaimTemplates");
  w.line(0, claims.length === 0 ? "Volume Claims:\t<none>" : "Volume Claims:");
  for (const claim of claims) {
    w.line(1, `Name:\t${str(claim, "metadata", "name")}`);
    w.line(1, `StorageClass:\t${storageClassOf(claim)}`);
    writeIndentedLabels(w, "Labels", obj(claim, "metadata", "labels"));
    writeIndentedLabels(w, "Annotations", obj(claim, "metadata", "annotations"));
    const capacity = str(claim, "spec", "resources", "requests", "storage");
    w.line(1, `Capacity:\t${capacity ? canonicalQuantity(capacity) : "<default>"}`);
    w.line(1, `Access Modes:\t${goList(texts(claim, "spec", "accessModes"))}`);
  }
  await writeEventsOf(w, set, context);
  return w.text();
};

function writeIndentedLabels(w: TabbedText, title: string, labels: JsonObject): void {
  const keys = Object.keys(labels).sort(compareText);
  w.write(0, `  ${title}:\t`);
  if (keys.length === 0) w.line(0, "<none>");
  keys.forEach((key, index) => w.line(0, `${index === 0 ? "" : "  \t"}${key}=${labels[key]}`));
}

export const describeDaemonSet: Describe = async (set, context) => {
  const spec = obj(set, "spec");
  const pods = await podsStatus(set, selectorText(spec.selector), context);
  const w = new TabbedText();
  writeName(w, set);
  w.line(0, `Selector:\t${selectorText(spec.selector)}`);
  w.line(0, `Node-Selector:\t${mapText(obj(spec, "template", "spec", "nodeSelector"))}`);
  writeMetadata(w, set);
  for (const [title, field] of [
    ["Desired Number of Nodes Scheduled", "desiredNumberScheduled"],
    ["Current Number of Nodes Scheduled", "currentNumberScheduled"],
    ["Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"],
    ["Number of Nodes Scheduled with Available Pods", "numberAvailable"],
    ["Number of Nodes Misscheduled", "numberMisscheduled"],
  ] as const)
    w.line(0, `${title}: ${num(set, "status", field)}`);
  w.line(0, `Pods Status:\t${pods}`);
  writePodTemplate(w, obj(spec, "template"));
  await writeEventsOf(w, set, context);
  return w.text();
};
