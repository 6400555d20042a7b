/** PersistentVolumes and claims, classes of storage, CSI drivers of nodes. */
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import { compareText, type JsonObject } from "../json.ts";
import { accessModes, statusText, storageClassOf, writeClaim } from "./claims.ts";
import type { Describe, DescribeContext } from "./DescribeContext.ts";
import { writeEventsOf } from "./events.ts";
import { flag, goList, has, num, obj, objects, str, texts, yes } from "./fields.ts";
import { mapText, writeAnnotations, writeLabels, writeLines } from "./metadata.ts";
import { TabbedText } from "./tabbedText.ts";
import { longTime } from "./times.ts";
import { writeSource } from "./volumes.ts";

export const describePersistentVolume: Describe = async (volume, context) => {
  const w = new TabbedText();
  const metadata = obj(volume, "metadata");
  const spec = obj(volume, "spec");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `Finalizers:\t${goList(texts(metadata, "finalizers"))}`);
  w.line(0, `StorageClass:\t${storageClassOf(volume)}`);
  w.line(0, `Status:\t${statusText(volume, context.now)}`);
  const claim = has(spec, "claimRef") ? `${str(spec, "claimRef", "namespace")}/${str(spec, "claimRef", "name")}` : "";
  w.line(0, `Claim:\t${claim}`);
  w.line(0, `Reclaim Policy:\t${str(spec, "persistentVolumeReclaimPolicy")}`);
  w.line(0, `Access Modes:\t${accessModes(texts(spec, "accessModes"))}`);
  if (has(spec, "volumeMode")) w.line(0, `VolumeMode:\t${str(spec, "volumeMode")}`);
  w.line(0, `Capacity:\t${canonicalQuantity(str(spec, "capacity", "storage") || "0")}`);
  writeNodeAffinity(w, spec);
  w.line(0, `Message:\t${str(volume, "status", "message")}`);
  w.line(0, "Source:");
  writePersistentSource(w, spec);
  await writeEventsOf(w, volume, context);
  return w.text();
};

/** What a PersistentVolume says of a source that a pod's volume does not. */
function writePersistentSource(w: TabbedText, spec: JsonObject): void {
  if (has(spec, "glusterfs")) {
    const source = obj(spec, "glusterfs");
    w.line(2, "Type:\tGlusterfs (a Glusterfs mount on the host that shares a pod's lifetime)");
    w.line(2, `EndpointsName:\t${str(source, "endpoints")}`);
    w.line(
      2,
      `EndpointsNamespace:\t${has(source, "endpointsNamespace") ? str(source, "endpointsNamespace") : "<unset>"}`,
    );
    w.line(2, `Path:\t${str(source, "path")}`);
    w.line(2, `ReadOnly:\t${flag(source, "readOnly")}`);
  } else if (has(spec, "azureFile")) {
    const source = obj(spec, "azureFile");
    w.line(2, "Type:\tAzureFile (an Azure File Service mount on the host and bind mount to the pod)");
    w.line(2, `SecretName:\t${str(source, "secretName")}`);
    w.line(2, `SecretNamespace:\t${str(source, "secretNamespace")}`);
    w.line(2, `ShareName:\t${str(source, "shareName")}`);
    w.line(2, `ReadOnly:\t${flag(source, "readOnly")}`);
  } else writeSource(w, spec);
}

function writeNodeAffinity(w: TabbedText, spec: JsonObject): void {
  if (!has(spec, "nodeAffinity", "required")) {
    w.line(0, "Node Affinity:\t<none>");
    return;
  }
  w.line(0, "Node Affinity:\t");
  const terms = objects(spec, "nodeAffinity", "required", "nodeSelectorTerms");
  w.line(1, terms.length === 0 ? "Required Terms:\t<none>" : "Required Terms:\t");
  terms.forEach((term, index) => {
    const lines = objects(term, "matchExpressions").map((expression) => {
      const values = texts(expression, "values");
      const list = values.length > 0 ? ` [${values.join(", ")}]` : "";
      return `${str(expression, "key")} ${str(expression, "operator").toLowerCase()}${list}`;
    });
    writeTerm(w, 2, `Term ${index}`, lines);
  });
}

function writeTerm(w: TabbedText, level: number, ...[title, lines]: [string, readonly string[]]): void {
  w.write(level, `${title}:\t`);
  if (lines.length === 0) w.line(0, "<none>");
  lines.forEach((line, index) => {
    if (index > 0) w.write(level, "\t");
    w.line(0, line);
  });
}

export const describePersistentVolumeClaim: Describe = async (claim, context) => {
  const pods = await podsUsing(claim, context);
  const w = new TabbedText();
  writeClaim(w, claim, { full: true, now: context.now });
  writeLines(w, "Used By", pods);
  const conditions = objects(claim, "status", "conditions");
  if (conditions.length > 0) {
    w.line(0, "Conditions:");
    w.line(1, "Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage");
    w.line(1, "----\t------\t-----------------\t------------------\t------\t-------");
  }
  for (const condition of conditions) {
    const times = `${longTime(str(condition, "lastProbeTime"))} \t${longTime(str(condition, "lastTransitionTime"))}`;
    w.line(
      1,
      `${str(condition, "type")} \t${str(condition, "status")} \t${times} \t${str(condition, "reason")} \t${str(condition, "message")}`,
    );
  }
  await writeEventsOf(w, claim, context);
  return w.text();
};

async function podsUsing(claim: JsonObject, context: DescribeContext): Promise<string[]> {
  const { name, namespace } = obj(claim, "metadata");
  const pods = objects(await context.read(`/api/v1/namespaces/${namespace}/pods`), "items");
  const users = pods.flatMap((pod) =>
    objects(pod, "spec", "volumes")
      .filter((volume) => str(volume, "persistentVolumeClaim", "claimName") === name)
      .map(() => pod),
  );
  for (const owner of objects(claim, "metadata", "ownerReferences")) {
    const pod = owner.kind === "Pod" ? pods.find((other) => str(other, "metadata", "uid") === owner.uid) : undefined;
    if (pod && !users.includes(pod)) users.push(pod);
  }
  return users.map((pod) => str(pod, "metadata", "name")).sort(compareText);
}

export const describeStorageClass: Describe = async (storageClass, context) => {
  const w = new TabbedText();
  const annotations = obj(storageClass, "metadata", "annotations");
  const isDefault = ["storageclass", "storageclass.beta"].some(
    (prefix) => annotations[`${prefix}.kubernetes.io/is-default-class`] === "true",
  );
  w.line(0, `Name:\t${str(storageClass, "metadata", "name")}`);
  w.line(0, `IsDefaultClass:\t${isDefault ? "Yes" : "No"}`);
  w.line(0, `Annotations:\t${mapText(annotations)}`);
  w.line(0, `Provisioner:\t${str(storageClass, "provisioner")}`);
  w.line(0, `Parameters:\t${mapText(storageClass.parameters)}`);
  const expands = has(storageClass, "allowVolumeExpansion")
    ? yes(flag(storageClass, "allowVolumeExpansion"))
    : "<unset>";
  w.line(0, `AllowVolumeExpansion:\t${expands}`);
  const options = texts(storageClass, "mountOptions");
  w.line(0, options.length === 0 ? "MountOptions:\t<none>" : "MountOptions:");
  for (const option of options) w.line(1, option);
  if (has(storageClass, "reclaimPolicy")) w.line(0, `ReclaimPolicy:\t${str(storageClass, "reclaimPolicy")}`);
  if (has(storageClass, "volumeBindingMode"))
    w.line(0, `VolumeBindingMode:\t${str(storageClass, "volumeBindingMode")}`);
  writeTopologies(w, storageClass);
  await writeEventsOf(w, storageClass, context);
  return w.text();
};

function writeTopologies(w: TabbedText, storageClass: JsonObject): void {
  if (!has(storageClass, "allowedTopologies")) return;
  const terms = objects(storageClass, "allowedTopologies");
  w.line(0, terms.length === 0 ? "AllowedTopologies:\t<none>" : "AllowedTopologies:\t");
  terms.forEach((term, index) => {
    const lines = objects(term, "matchLabelExpressions").map((expression) => {
      const values = texts(expression, "values");
      return `${str(expression, "key")} in${values.length > 0 ? ` [${values.join(", ")}]` : ""}`;
    });
    writeTerm(w, 1, `Term ${index}`, lines);
  });
}

export const describeVolumeAttributesClass: Describe = async (attributesClass, context) => {
  const w = new TabbedText();
  w.line(0, `Name:\t${str(attributesClass, "metadata", "name")}`);
  w.line(0, `Annotations:\t${mapText(obj(attributesClass, "metadata", "annotations"))}`);
  w.line(0, `DriverName:\t${str(attributesClass, "driverName")}`);
  w.line(0, `Parameters:\t${mapText(attributesClass.parameters)}`);
  await writeEventsOf(w, attributesClass, context);
  return w.text();
};

export const describeCSINode: Describe = async (node, context) => {
  const w = new TabbedText();
  const metadata = obj(node, "metadata");
  w.line(0, `Name:\t${str(metadata, "name")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  w.line(0, `CreationTimestamp:\t${longTime(str(metadata, "creationTimestamp"))}`);
  w.line(0, "Spec:");
  if (has(node, "spec", "drivers")) w.line(1, "Drivers:");
  for (const driver of objects(node, "spec", "drivers")) {
    w.line(2, `${str(driver, "name")}:`);
    w.line(3, `Node ID:\t${str(driver, "nodeID")}`);
    if (has(driver, "allocatable", "count")) {
      w.line(3, "Allocatables:");
      w.line(4, `Count:\t${num(driver, "allocatable", "count")}`);
    }
    if (has(driver, "topologyKeys")) w.line(3, `Topology Keys:\t${goList(texts(driver, "topologyKeys"))}`);
  }
  await writeEventsOf(w, node, context);
  return w.text();
};
