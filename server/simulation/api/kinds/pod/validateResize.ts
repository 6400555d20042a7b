/** Rules of the resize subresource. Models kubernetes pkg/apis/core/validation/validation.go (ValidatePodResize). */
import type { Container, Pod, PodSpec, ResourceRequirements } from "../../../../protocol/kubernetes/index.ts";
import { equalJson } from "../../json.ts";
import { type FieldError, forbidden, invalid } from "../validation/errors.ts";
import { qosClassOf } from "./qosClass.ts";
import { validateMetadataAndSpec } from "./validatePod.ts";

type ResourceList = { readonly [name: string]: string } | undefined;

export function validatePodResize(pod: Pod, old: Pod): FieldError[] {
  if (old.spec.os?.name === "windows") return [forbidden("", "windows pods cannot be resized")];
  const errors = validateMetadataAndSpec(pod);
  const qosClass = old.status?.qosClass;
  if (qosClass !== qosClassOf(pod.spec))
    errors.push(invalid("spec", qosClass ?? "", "Pod QOS Class may not change as a result of resizing"));
  const running = old.status?.containerStatuses?.find(({ state }) => state?.running);
  if (running && !running.resources) errors.push(forbidden("spec", "Pod running on node without support for resize"));
  errors.push(...validatePodLevel(pod.spec.resources, old.spec.resources));
  const order = validateOrder(pod.spec, old.spec);
  errors.push(...order);
  if (order.length > 0) return errors;
  const own = (list: "containers" | "initContainers", index: number): Container => pod.spec[list]?.[index] as Container;
  (old.spec.initContainers ?? []).forEach((before, index) => {
    errors.push(...validateNotRemoved(own("initContainers", index), before, `spec.initContainers[${index}].resources`));
  });
  old.spec.containers.forEach((before, index) => {
    errors.push(...validateNotRemoved(own("containers", index), before, `spec.containers[${index}].resources`));
  });
  old.spec.containers.forEach((before, index) => {
    if (!onlyComputeChanged(own("containers", index), before))
      errors.push(forbidden("spec", "only cpu and memory resources are mutable"));
  });
  (old.spec.initContainers ?? []).forEach((before, index) => {
    const now = own("initContainers", index);
    const path = `spec.initContainers[${index}]`;
    if (!onlyComputeChanged(now, before))
      errors.push(forbidden(path, "only cpu and memory resources for init or sidecar containers are mutable"));
    if (before.restartPolicy === "Always" || equalJson(now, before)) return;
    for (const { restartPolicy } of now.resizePolicy ?? []) {
      if (restartPolicy !== "RestartContainer") continue;
      const words = "non-sidecar init containers with a resize policy of RestartContainer cannot be resized";
      errors.push(forbidden(path, words));
    }
  });
  return errors;
}

/** What the pod as a whole asks for may change like what its containers do. */
function validatePodLevel(now: ResourceRequirements | undefined, old: ResourceRequirements | undefined): FieldError[] {
  const isSet = (one: ResourceRequirements | undefined): boolean =>
    Object.keys({ ...one?.requests, ...one?.limits }).length > 0;
  if (!isSet(now) && !isSet(old)) return [];
  if (old && !now) return [forbidden("spec.resources", "pod-level resources cannot be removed")];
  const errors: FieldError[] = [];
  for (const list of ["requests", "limits"] as const) {
    const gone = Object.keys(old?.[list] ?? {}).some((name) => now?.[list]?.[name] === undefined);
    if (gone) errors.push(forbidden(`spec.resources.${list}`, `pod-level resource ${list} cannot be removed`));
  }
  const others = {
    ...restored("limits", now?.limits, old?.limits),
    ...restored("requests", now?.requests, old?.requests),
  };
  if (!equalJson(others, { ...old }))
    errors.push(forbidden("spec", "only cpu and memory resources are mutable at pod-level"));
  return errors;
}

function validateOrder(spec: PodSpec, old: PodSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["containers", "initContainers"] as const) {
    const now = spec[list] ?? [];
    const before = old[list] ?? [];
    if (now.length !== before.length)
      errors.push(forbidden(`spec.${list}`, `${list} may not be added or removed on resize`));
    else {
      before.forEach(({ name }, index) => {
        if (now[index]?.name !== name)
          errors.push(forbidden(`spec.${list}[${index}].name`, `${list} may not be renamed or reordered on resize`));
      });
    }
  }
  return errors;
}

function validateNotRemoved(container: Container, old: Container, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ["requests", "limits"] as const) {
    const now: ResourceList = container.resources?.[list];
    const gone = Object.keys(old.resources?.[list] ?? {}).some((name) => now?.[name] === undefined);
    if (gone) errors.push(forbidden(`${path}.${list}`, `resource ${list} cannot be removed`));
  }
  return errors;
}

function onlyComputeChanged(container: Container, old: Container): boolean {
  const resources: ResourceRequirements = {
    ...restored("limits", container.resources?.limits, old.resources?.limits),
    ...restored("requests", container.resources?.requests, old.resources?.requests),
  };
  return equalJson({ ...container, resources }, { ...old, resources: { ...old.resources } });
}

/** A list with its cpu and memory as they were; left out when nothing is in it. */
function restored(list: "limits" | "requests", now: ResourceList, old: ResourceList): ResourceRequirements {
  const { cpu: _cpu, memory: _memory, ...others } = now ?? {};
  const result = {
    ...others,
    ...(old?.cpu === undefined ? {} : { cpu: old.cpu }),
    ...(old?.memory === undefined ? {} : { memory: old.memory }),
  };
  return Object.keys(result).length === 0 ? {} : { [list]: result };
}
