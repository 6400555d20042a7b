/**
 * Defaults of a pod beyond those its spec shares with templates.
 * Models kubernetes pkg/apis/core/v1/defaults.go (SetDefaults_Pod) and conversion.go.
 */
import type { Container, Pod, PodSpec } from "../../../../protocol/kubernetes/index.ts";
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
    defaultPodHugePages(spec, spec.resources);
    defaultPodRequests(spec, spec.resources);
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

/**
 * What a pod made from a template still lacks: templates have their defaults, but not these. For pods of our own
 * components, which skip `defaultPod`; the containers may be shared with the template and are replaced, not changed.
 */
export function completePod({ spec }: Draft<Pod>): void {
  spec.enableServiceLinks ??= true;
  const complete = (container: Draft<Container>): Draft<Container> =>
    completeContainer(container, spec.hostNetwork ?? false);
  if (spec.containers) spec.containers = spec.containers.map(complete);
  if (spec.initContainers) spec.initContainers = spec.initContainers.map(complete);
  if (spec.resources) {
    spec.resources = { ...spec.resources };
    defaultPodHugePages(spec, spec.resources);
    defaultPodRequests(spec, spec.resources);
  }
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
}

function completeContainer(container: Draft<Container>, hostNetwork: boolean): Draft<Container> {
  const { resources, ports } = container;
  const limits = resources?.limits;
  const lacksRequest = limits && Object.keys(limits).some((name) => resources?.requests?.[name] === undefined);
  const lacksHostPort = hostNetwork && ports?.some(({ hostPort }) => !hostPort);
  if (!lacksRequest && !lacksHostPort) return container;
  return {
    ...container,
    ...(lacksRequest ? { resources: { ...resources, requests: { ...limits, ...resources?.requests } } } : {}),
    ...(lacksHostPort
      ? { ports: ports?.map((port) => ({ ...port, hostPort: port.hostPort || port.containerPort })) }
      : {}),
  };
}

/** A limit without a request becomes the request too. Pods only: templates keep what they say. */
function defaultRequests(container: Draft<Container>): void {
  const limits = container.resources?.limits;
  if (!container.resources || !limits) return;
  container.resources.requests = { ...limits, ...container.resources.requests };
}

type PodResources = NonNullable<Draft<Pod>["spec"]["resources"]>;

function defaultPodHugePages(spec: Draft<PodSpec>, resources: PodResources): void {
  if (!resources.limits && !resources.requests) return;
  const limits = { ...resources.limits };
  const aggregated = aggregateContainers(spec as PodSpec, "limits");
  for (const name of Object.keys(aggregated)) {
    if (name.startsWith("hugepages-") && resources.requests?.[name] === undefined)
      limits[name] ??= aggregated[name] as string;
  }
  if (Object.keys(limits).length > 0) resources.limits = limits;
}

function defaultPodRequests(spec: Draft<PodSpec>, resources: PodResources): void {
  if (!resources.limits || Object.keys(resources.limits).length === 0) return;
  const requests = { ...resources.requests };
  const aggregated = aggregateContainers(spec as PodSpec, "requests");
  for (const name of Object.keys(aggregated)) {
    if (name === "cpu" || name === "memory") requests[name] ??= aggregated[name] as string;
  }
  for (const name of Object.keys(resources.limits))
    if (isPodLevelResource(name)) requests[name] ??= resources.limits[name] as string;
  if (Object.keys(requests).length > 0) resources.requests = requests;
}
