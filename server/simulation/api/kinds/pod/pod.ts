/**
 * Pods as a resource. Defaults: podDefaults.ts; strategies: podStrategy.ts; checks: validatePod.ts and what it reads;
 * warnings: warnings.ts; columns: podTable.ts.
 */
import type { Pod } from "../../../../protocol/kubernetes/index.ts";
import type { Draft, ResourceDefinition } from "../../ResourceDefinition.ts";
import { resourceNames } from "../resourceNames.ts";
import { dns1123Label } from "../validation/names.ts";
import { completePod, defaultPod } from "./podDefaults.ts";
import { POD_PARTS } from "./podParts.ts";
import { podGracePeriod, preparePodCreate, preparePodStatusUpdate } from "./podStrategy.ts";
import { POD_COLUMNS, podRow, podRowConditions } from "./podTable.ts";
import { validatePod, validatePodStatusUpdate, validatePodUpdate } from "./validatePod.ts";
import { warningsForPodSpec } from "./warnings.ts";

const FIELDS: { readonly [label: string]: (pod: Pod) => string } = {
  "spec.nodeName": ({ spec }) => spec.nodeName ?? "",
  "spec.restartPolicy": ({ spec }) => spec.restartPolicy ?? "",
  "spec.schedulerName": ({ spec }) => spec.schedulerName ?? "",
  "spec.serviceAccountName": ({ spec }) => spec.serviceAccountName ?? "",
  "spec.hostNetwork": ({ spec }) => String(spec.hostNetwork ?? false),
  "status.phase": ({ status }) => status?.phase ?? "",
  "status.podIP": ({ status }) => status?.podIPs?.[0]?.ip ?? status?.podIP ?? "",
  "status.podIPs": ({ status }) => status?.podIPs?.[0]?.ip ?? "",
  "status.nominatedNodeName": ({ status }) => status?.nominatedNodeName ?? "",
};

export const pod: ResourceDefinition<Pod> = {
  names: resourceNames("", "pods"),
  resource: "pods",
  schemaType: "core.v1.Pod",
  generation: true,
  hasStatus: true,
  unconditionalUpdate: true,
  defaults: (draft) => defaultPod(draft as Draft<Pod>),
  completeTrusted: (draft) => completePod(draft as Draft<Pod>),
  prepareCreate: (draft, context) => preparePodCreate(draft as Draft<Pod>, context),
  prepareStatusUpdate: (draft, old) => preparePodStatusUpdate(draft as Draft<Pod>, old),
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  warnings: (object, old) => (old ? [] : warningsForNewPod(object)),
  columns: POD_COLUMNS,
  row: podRow,
  rowConditions: podRowConditions,
  fieldLabels: Object.keys(FIELDS),
  fieldValue: (object, field) => FIELDS[field]?.(object) ?? "",
  fieldSelectorWording: "notSupported",
  gracePeriod: podGracePeriod,
  partialUpdates: POD_PARTS,
};

function warningsForNewPod({ metadata, spec }: Pod): string[] {
  return [
    ...hostnameWarning(metadata.name, "this is used in the Pod's hostname"),
    ...warningsForPodSpec({ spec, annotations: metadata.annotations ?? {}, prefix: "" }),
  ];
}

/** A name that is no DNS label makes odd host names. `use`: what it is used for. */
export function hostnameWarning(name: string, use: string): string[] {
  const messages = dns1123Label(name);
  if (messages.length === 0) return [];
  return [
    `metadata.name: ${use}, which can result in surprising behavior; a DNS label is recommended: [${messages.join(" ")}]`,
  ];
}
