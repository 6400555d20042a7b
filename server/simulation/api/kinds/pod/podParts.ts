/**
 * The subresources that change one part of a pod: its debug containers, its resources.
 * Models kubernetes pkg/registry/core/pod/strategy.go (EphemeralContainersStrategy, ResizeStrategy).
 */
import type { Container, Pod, PodSpec } from "../../../../protocol/kubernetes/index.ts";
import type { Draft, PartialUpdate } from "../../ResourceDefinition.ts";
import { validateEphemeralContainersUpdate } from "./validatePod.ts";
import { validatePodResize } from "./validateResize.ts";

/** Everything but `ephemeralContainers` stays as it was. */
const ephemeralContainers: PartialUpdate<Pod> = {
  prepareUpdate(draft, old) {
    const pod = draft as Draft<Pod>;
    const own = pod.spec.ephemeralContainers;
    keepMetadata(pod, old);
    const { ephemeralContainers: _, ...spec } = old.spec;
    pod.spec = (own ? { ...spec, ephemeralContainers: own } : spec) as Draft<PodSpec>;
  },
  validateUpdate: validateEphemeralContainersUpdate,
};

/** Everything but resources and resize policies stays as it was; containers added or renamed are left for the checks to refuse. */
const resize: PartialUpdate<Pod> = {
  prepareUpdate(draft, old) {
    const pod = draft as Draft<Pod>;
    const { containers, initContainers } = pod.spec;
    if (
      ((containers as readonly unknown[] | null) ?? []).length !== old.spec.containers.length ||
      (initContainers ?? []).length !== (old.spec.initContainers ?? []).length
    )
      return;
    keepMetadata(pod, old);
    const { resources: _, ...others } = old.spec;
    const kept: PodSpec = {
      ...others,
      containers: withNewResources(containers as Container[], old.spec.containers),
      ...(initContainers
        ? { initContainers: withNewResources(initContainers as Container[], old.spec.initContainers ?? []) }
        : {}),
      ...(pod.spec.resources ? { resources: pod.spec.resources } : {}),
    };
    pod.spec = kept as Draft<PodSpec>;
  },
  validateUpdate: validatePodResize,
};

export const POD_PARTS: { readonly [subresource: string]: PartialUpdate<Pod> } = {
  ephemeralcontainers: ephemeralContainers,
  resize,
};

function withNewResources(containers: readonly Container[], old: readonly Container[]): readonly Container[] {
  if (containers.some(({ name }, index) => name !== old[index]?.name)) return containers;
  return old.map((container, index) => {
    const { resizePolicy: _, ...rest } = container;
    const { resources, resizePolicy } = containers[index] as Container;
    return { ...rest, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) };
  });
}

function keepMetadata(pod: Draft<Pod>, old: Pod): void {
  for (const field of ["labels", "annotations", "finalizers", "ownerReferences"] as const) {
    if (old.metadata[field] === undefined) delete pod.metadata[field];
    else (pod.metadata[field] as unknown) = old.metadata[field];
  }
}
