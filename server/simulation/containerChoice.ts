/** Which container of a pod a request means. Models kubernetes pkg/registry/core/pod/strategy.go, validateContainer. */
import type { Container, ContainerStatus, Pod } from "../protocol/kubernetes/index.ts";
import { ApiError } from "./api/machinery/status.ts";

/** The container asked for, or the only one; throws as the API server does. */
export function containerOf(pod: Pod, asked: string): string {
  const { name } = pod.metadata;
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const names = [...initContainers, ...containers, ...ephemeralContainers].map((container) => container.name);
  if (asked === "") {
    if (containers.length === 1) return (containers[0] as Container).name;
    throw ApiError.badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]`,
    );
  }
  if (!names.includes(asked)) throw ApiError.badRequest(`container ${asked} is not valid for pod ${name}`);
  return asked;
}

/** What the pod's status says of a container. */
export function containerStatusOf(pod: Pod, name: string): ContainerStatus | undefined {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find(
    (status) => status.name === name,
  );
}

/** What its spec says of it; ephemeral ones have the same members. */
export function containerSpecOf(pod: Pod, name: string): Container | undefined {
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  return [...initContainers, ...containers, ...(ephemeralContainers as readonly Container[])].find(
    (container) => container.name === name,
  );
}
