/** Pod templates of workloads. Models DescribePodTemplate. */
import { compareText, type JsonObject } from "../json.ts";
import { writeContainers } from "./containers.ts";
import { has, num, obj, objects, str } from "./fields.ts";
import { selectorOrNone, writeAnnotations, writeLabels, writeTolerations } from "./metadata.ts";
import type { TabbedText } from "./tabbedText.ts";
import { writeVolumes } from "./volumes.ts";

export function writePodTemplate(w: TabbedText, template: unknown): void {
  const spec = obj(template, "spec");
  w.line(0, "Pod Template:");
  writeLabels(w, "  Labels", obj(template, "metadata", "labels"));
  const annotations = obj(template, "metadata", "annotations");
  if (Object.keys(annotations).length > 0) writeAnnotations(w, "  Annotations", annotations);
  if (str(spec, "serviceAccountName")) w.line(1, `Service Account:\t${str(spec, "serviceAccountName")}`);
  const inTemplate = { statuses: [], space: "  " };
  const init = objects(spec, "initContainers");
  if (init.length > 0) writeContainers(w, { label: "Init Containers", containers: init, ...inTemplate });
  writeContainers(w, { label: "Containers", containers: objects(spec, "containers"), ...inTemplate });
  writeVolumes(w, objects(spec, "volumes"), "  ");
  writeSpread(w, objects(spec, "topologySpreadConstraints"), "  ");
  if (str(spec, "priorityClassName")) w.line(1, `Priority Class Name:\t${str(spec, "priorityClassName")}`);
  writeLabels(w, "  Node-Selectors", spec.nodeSelector);
  writeTolerations(w, "  Tolerations", objects(spec, "tolerations"));
  writeSchedulingGroup(w, spec, "  ");
}

export function writeSpread(w: TabbedText, constraints: readonly JsonObject[], space: string): void {
  if (constraints.length === 0) return;
  const sorted = [...constraints].sort((a, b) => compareText(str(a, "topologyKey"), str(b, "topologyKey")));
  w.write(0, `${space}Topology Spread Constraints:\t`);
  sorted.forEach((constraint, index) => {
    if (index > 0) w.write(0, `${space}\t`);
    const rule = `${str(constraint, "topologyKey")}:${str(constraint, "whenUnsatisfiable")} when max skew ${num(constraint, "maxSkew")} is exceeded`;
    const selector = has(constraint, "labelSelector")
      ? ` for selector ${selectorOrNone(constraint.labelSelector)}`
      : "";
    w.line(0, rule + selector);
  });
}

export function writeSchedulingGroup(w: TabbedText, spec: JsonObject, space: string): void {
  if (!has(spec, "schedulingGroup")) return;
  w.line(0, `${space}SchedulingGroup:`);
  w.line(1, `PodGroupName:\t${str(spec, "schedulingGroup", "podGroupName")}`);
}
