/**
 * Defaults of a pod beyond those its spec shares with templates.
 * Models kubernetes pkg/apis/core/v1/defaults.go (SetDefaults_Pod) and conversion.go.
 */
import type { Container, Pod } from "../../../../protocol/kubernetes/index.ts";
import type { Draft } from "../../ResourceDefinition.ts";
import { normalizeZeroValues } from "../../schema/zeroValues.ts";
import { defaultPodSpec } from "./podSpecDefaults.ts";
import { aggregateContainers, isPodLevelResource } from "./podResources.ts";

export function defaultPod(pod: Draft<Pod>): void {
  normalizeZeroValues("core.v1.Pod", pod);
  const { spec } = pod;
  for (const container of spec.containers ?? []) defaultRequests(container);
  for (const container of spec.initContainers ?? []) defaultRequests(container);
  if (spec.resources) {
    defaultPodHugePages(pod, spec.resources);
    defaultPodRequests(pod, spec.resources);
  }
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) {
    for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
      for (const port of container.ports ?? []) port.hostPort ||= port.containerPort;
    }
  }
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  defaultPodSpec(spec);
}

/** A limit without a request becomes the request too. Pods only: templates keep what they say. */
function defaultRequests(container: Draft<Container>): void {
  const limits = container.resources?.limits;
  if (!container.resources || !limits) return;
  container.resources.requests = { ...limits, ...container.resources.requests };
}

type PodResources = NonNullable<Draft<Pod>["spec"]["resources"]>;

function defaultPodHugePages(pod: Draft<Pod>, resources: PodResources): void {
  if (!resources.limits && !resources.requests) return;
  const limits = { ...resources.limits };
  const aggregated = aggregateContainers(pod.spec as Pod["spec"], "limits");
  for (const name of Object.keys(aggregated)) {
    if (name.startsWith("hugepages-") && resources.requests?.[name] === undefined)
      limits[name] ??= aggregated[name] as string;
  }
  if (Object.keys(limits).length > 0) resources.limits = limits;
}

function defaultPodRequests(pod: Draft<Pod>, resources: PodResources): void {
  if (!resources.limits || Object.keys(resources.limits).length === 0) return;
  const requests = { ...resources.requests };
  const aggregated = aggregateContainers(pod.spec as Pod["spec"], "requests");
  for (const name of Object.keys(aggregated)) {
    if (name === "cpu" || name === "memory") requests[name] ??= aggregated[name] as string;
  }
  for (const name of Object.keys(resources.limits))
    if (isPodLevelResource(name)) requests[name] ??= resources.limits[name] as string;
  if (Object.keys(requests).length > 0) resources.requests = requests;
}
