/** Which pods a Service chooses, and which label decides. Pure. */
import type { EndpointSlice, Pod, Service } from "../../../server/protocol/kubernetes/index.ts";
import { isSlip } from "../../words/isSlip.ts";

export interface Member {
  readonly pod: Pod;
  /** The first label of the selector that it lacks, key and wanted value; undefined when it is chosen. */
  readonly wrong: readonly [key: string, value: string] | undefined;
  /** That label as the pod has it, when one of the two may be the other written wrongly: key and value of its own. */
  readonly slip: readonly [key: string, value: string] | undefined;
  /** How many labels of the selector it carries. */
  readonly matched: number;
  readonly ready: boolean;
  readonly address: string;
  /** The ports of it that requests are sent to. */
  readonly ports: readonly number[];
  /** Those of them that none of its containers names, though they name others: a targetPort that may be wrong. */
  readonly unnamed: readonly number[];
  /** What its containers name. */
  readonly named: readonly number[];
}

/** Of the pods in the Service's namespace; those chosen first, then by how near they are. */
export function membersOf(service: Service, pods: readonly Pod[], slices: readonly EndpointSlice[]): readonly Member[] {
  const { name, namespace } = service.metadata;
  const selector = Object.entries(service.spec.selector ?? {});
  const chosen = slices
    .filter(
      (slice) =>
        slice.metadata.namespace === namespace && slice.metadata.labels?.["kubernetes.io/service-name"] === name,
    )
    .flatMap((slice) => (slice.endpoints ?? []).map((endpoint) => ({ endpoint, ports: slice.ports ?? [] })));
  return pods
    .filter(({ metadata }) => metadata.namespace === namespace)
    .map((pod): Member => {
      const wrong = selector.find(([key, value]) => pod.metadata.labels?.[key] !== value);
      // In several slices when its Service's named ports differ from pod to pod.
      const own = chosen.filter(({ endpoint: { targetRef } }) => targetRef?.uid === pod.metadata.uid);
      const endpoint = own[0]?.endpoint;
      const ports = [...new Set(own.flatMap((each) => each.ports.flatMap(({ port }) => port ?? [])))];
      const { containers, initContainers = [] } = pod.spec;
      const named = [...initContainers, ...containers].flatMap((container) =>
        (container.ports ?? []).map(({ containerPort }) => containerPort),
      );
      return {
        pod,
        wrong,
        slip: wrong && slipOf(wrong, pod.metadata.labels ?? {}),
        matched: selector.filter(([key, value]) => pod.metadata.labels?.[key] === value).length,
        ready: endpoint !== undefined && endpoint.conditions?.ready !== false,
        address: endpoint?.addresses?.[0] ?? pod.status?.podIP ?? "",
        ports,
        unnamed: named.length === 0 ? [] : ports.filter((port) => !named.includes(port)),
        named: [...new Set(named)],
      };
    })
    .sort(
      (left, right) =>
        Number(left.wrong !== undefined) - Number(right.wrong !== undefined) ||
        right.matched - left.matched ||
        Number(right.slip !== undefined) - Number(left.slip !== undefined),
    );
}

/** `app: web` where `app: wbe` is chosen, or `ap: web` where `app: web` is. */
function slipOf(
  [key, value]: readonly [string, string],
  labels: Readonly<Record<string, string>>,
): readonly [string, string] | undefined {
  const own = labels[key];
  if (own !== undefined) return isSlip(own, value) ? [key, own] : undefined;
  return Object.entries(labels).find(([other, held]) => held === value && isSlip(other, key));
}
