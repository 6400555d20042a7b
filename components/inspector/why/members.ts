/** Which pods a Service chooses, and which label decides. Pure. */
import type { EndpointSlice, Pod, Service } from "../../../server/protocol/kubernetes/index.ts";

export interface Member {
  readonly pod: Pod;
  /** The first label of the selector that it lacks, key and wanted value; undefined when it is chosen. */
  readonly wrong: readonly [key: string, value: string] | undefined;
  /** How many labels of the selector it carries. */
  readonly matched: number;
  readonly ready: boolean;
  readonly address: string;
}

/** Of the pods in the Service's namespace; those chosen first, then by how near they are. */
export function membersOf(service: Service, pods: readonly Pod[], slices: readonly EndpointSlice[]): readonly Member[] {
  const { name, namespace } = service.metadata;
  const selector = Object.entries(service.spec.selector ?? {});
  const endpoints = slices
    .filter(
      (slice) =>
        slice.metadata.namespace === namespace && slice.metadata.labels?.["kubernetes.io/service-name"] === name,
    )
    .flatMap((slice) => slice.endpoints ?? []);
  return pods
    .filter(({ metadata }) => metadata.namespace === namespace)
    .map((pod): Member => {
      const wrong = selector.find(([key, value]) => pod.metadata.labels?.[key] !== value);
      const endpoint = endpoints.find(({ targetRef }) => targetRef?.uid === pod.metadata.uid);
      return {
        pod,
        wrong,
        matched: selector.filter(([key, value]) => pod.metadata.labels?.[key] === value).length,
        ready: endpoint !== undefined && endpoint.conditions?.ready !== false,
        address: endpoint?.addresses?.[0] ?? pod.status?.podIP ?? "",
      };
    })
    .sort(
      (left, right) =>
        Number(left.wrong !== undefined) - Number(right.wrong !== undefined) || right.matched - left.matched,
    );
}
