/** A PersistentVolumeClaim, or the template of one. */
import { canonicalQuantity } from "../../../../server/protocol/kubernetes/quantity.ts";
import type { JsonObject } from "../json.ts";
import { goList, has, obj, str, texts } from "./fields.ts";
import { writeAnnotations, writeLabels } from "./metadata.ts";
import type { TabbedText } from "./tabbedText.ts";
import { since } from "./times.ts";

export interface ClaimOptions {
  /** Whether it is an object of its own. */
  readonly full: boolean;
  readonly now: number;
}

export function writeClaim(w: TabbedText, claim: JsonObject, { full, now }: ClaimOptions): void {
  const metadata = obj(claim, "metadata");
  if (full) {
    w.line(0, `Name:\t${str(metadata, "name")}`);
    w.line(0, `Namespace:\t${str(metadata, "namespace")}`);
  }
  w.line(0, `StorageClass:\t${storageClassOf(claim)}`);
  if (full) w.line(0, `Status:\t${statusText(claim, now)}`);
  w.line(0, `Volume:\t${str(claim, "spec", "volumeName")}`);
  writeLabels(w, "Labels", metadata.labels);
  writeAnnotations(w, "Annotations", metadata.annotations);
  if (full) w.line(0, `Finalizers:\t${goList(texts(metadata, "finalizers"))}`);
  const bound = str(claim, "spec", "volumeName") !== "";
  w.line(0, `Capacity:\t${bound ? canonicalQuantity(str(claim, "status", "capacity", "storage") || "0") : ""}`);
  w.line(0, `Access Modes:\t${bound ? accessModes(texts(claim, "status", "accessModes")) : ""}`);
  if (has(claim, "spec", "volumeMode")) w.line(0, `VolumeMode:\t${str(claim, "spec", "volumeMode")}`);
  const source = obj(claim, "spec", "dataSource");
  if (!has(claim, "spec", "dataSource")) return;
  w.line(0, "DataSource:");
  if (has(source, "apiGroup")) w.line(1, `APIGroup:\t${str(source, "apiGroup")}`);
  w.line(1, `Kind:\t${str(source, "kind")}`);
  w.line(1, `Name:\t${str(source, "name")}`);
}

/** The phase, or how long the object is being deleted. */
export function statusText(object: JsonObject, now: number): string {
  const deleted = str(object, "metadata", "deletionTimestamp");
  return deleted ? `Terminating (lasts ${since(deleted, now)})` : str(object, "status", "phase");
}

const OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

/** The name of the class of a claim or of a volume. */
export function storageClassOf(object: JsonObject): string {
  const annotations = obj(object, "metadata", "annotations");
  return has(annotations, OLD_CLASS) ? str(annotations, OLD_CLASS) : str(object, "spec", "storageClassName");
}

const SHORT_MODES = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
] as const;

export function accessModes(modes: readonly string[]): string {
  return SHORT_MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(",");
}
