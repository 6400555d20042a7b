/** A pod's runtime class must exist; its overhead becomes the pod's. Models kubernetes plugin/pkg/admission/runtimeclass. */
import type { Pod, RuntimeClass, Toleration } from "../../../protocol/kubernetes/index.ts";
import { equalJson } from "../json.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import { type AdmissionAttributes, type AdmissionPlugin, shownName } from "./AdmissionPlugin.ts";

const CLASSES = "runtimeclasses.node.k8s.io";
const DIFFERS = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

export const runtimeClass: AdmissionPlugin = {
  name: "RuntimeClass",
  mutate(attributes, { store }) {
    if (!isNewPod(attributes)) return;
    const { spec } = attributes.draft as Draft<Pod>;
    const name = spec.runtimeClassName;
    if (name === undefined) return;
    if (name === "") throw ApiError.plain("resource name may not be empty");
    const found = store.get(CLASSES, "", name) as RuntimeClass | undefined;
    if (!found) refuse(attributes, `pod rejected: RuntimeClass "${name}" not found`);
    const overhead = found.overhead?.podFixed;
    if (overhead) {
      if (spec.overhead && !equalJson(spec.overhead, overhead)) refuse(attributes, DIFFERS);
      spec.overhead = { ...overhead };
    }
    const { nodeSelector, tolerations } = found.scheduling ?? {};
    for (const [key, value] of Object.entries(nodeSelector ?? {})) {
      const own = spec.nodeSelector?.[key];
      if (own === undefined || own === value) continue;
      refuse(
        attributes,
        `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`,
      );
    }
    if (nodeSelector) spec.nodeSelector = { ...spec.nodeSelector, ...nodeSelector };
    const more = (tolerations ?? []).filter(
      (toleration: Toleration) => !spec.tolerations?.some((own) => equalJson(own, toleration)),
    );
    if (more.length > 0) spec.tolerations = [...(spec.tolerations ?? []), ...more] as typeof spec.tolerations;
  },
  validate(attributes, { store }) {
    if (!isNewPod(attributes)) return;
    const { spec } = attributes.draft as Pod;
    if (!spec.overhead) return;
    const found =
      spec.runtimeClassName === undefined
        ? undefined
        : (store.get(CLASSES, "", spec.runtimeClassName) as RuntimeClass | undefined);
    const overhead = found?.overhead?.podFixed;
    if (!overhead)
      refuse(attributes, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    if (!equalJson(spec.overhead, overhead)) refuse(attributes, DIFFERS);
  },
};

function isNewPod({ operation, definition, subresource }: AdmissionAttributes): boolean {
  return operation === "CREATE" && definition.resource === "pods" && !subresource;
}

function refuse({ definition, draft }: AdmissionAttributes, problem: string): never {
  throw ApiError.forbidden(definition, shownName(draft), problem);
}
