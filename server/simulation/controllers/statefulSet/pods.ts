/** The pods of a StatefulSet: their numbers and names, what makes them the set's own. Models pkg/controller/statefulset/stateful_set_utils.go. */
import type { ControllerRevision, ObjectDraft, Pod, StatefulSet } from "../../../protocol/kubernetes/index.ts";
import { firstSelectorKey } from "../../api/indexes.ts";
import { compileSelector } from "../../api/machinery/selectors.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { adopted, controllerOf, controllerReference, withoutOwners } from "../../controllerkit/ownership.ts";
import { availableAt, isPodReady } from "../../controllerkit/podFacts.ts";
import { templateOf } from "../history/controllerRevisions.ts";
import { claimName } from "./claims.ts";

export const POD_NAME = "statefulset.kubernetes.io/pod-name";
export const POD_INDEX = "apps.kubernetes.io/pod-index";
export const REVISION = "controller-revision-hash";

/** The number in a pod's name; -1 when it is not named like a pod of the set. */
export function ordinalOf(set: StatefulSet, { metadata }: Pod): number {
  const { name } = set.metadata;
  const rest = metadata.name.startsWith(`${name}-`) ? metadata.name.slice(name.length + 1) : "";
  return /^(0|[1-9][0-9]*)$/.test(rest) ? Number(rest) : -1;
}

export const startOf = ({ spec }: StatefulSet): number => spec.ordinals?.start ?? 0;
export const isCreated = ({ status }: Pod): boolean => Boolean(status?.phase);
export const isTerminating = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;
export const revisionOf = ({ metadata }: Pod): string => metadata.labels?.[REVISION] ?? "";
export const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === "Running" && isPodReady(pod);

/** Ready for as long as the set asks. */
export function isAvailable(pod: Pod, set: StatefulSet, now: number): boolean {
  if (!isRunningAndReady(pod)) return false;
  const at = availableAt(pod, set.spec.minReadySeconds ?? 0);
  return at !== undefined && at <= now;
}

/** A pod to be, of the template a revision remembers. */
export function podDraft(set: StatefulSet, ordinal: number, revision: ControllerRevision): ObjectDraft {
  const { metadata: { labels, annotations, finalizers } = {}, spec } = templateOf(revision);
  const name = `${set.metadata.name}-${ordinal}`;
  const volumes = volumesOf(set, name, spec?.volumes ?? []);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      namespace: set.metadata.namespace,
      labels: { ...labels, ...identityLabels(name, ordinal), [REVISION]: revision.metadata.name },
      ...(annotations ? { annotations } : undefined),
      ...(finalizers ? { finalizers } : undefined),
      ownerReferences: [controllerReference(set)],
    },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : undefined),
      ...(volumes.length > 0 ? { volumes } : undefined),
    },
  };
}

const identityLabels = (name: string, ordinal: number) => ({ [POD_NAME]: name, [POD_INDEX]: String(ordinal) });

type Volumes = NonNullable<Pod["spec"]["volumes"]>;

/** A pod's volumes, those of its claims first. */
function volumesOf(set: StatefulSet, pod: string, others: Volumes): Volumes {
  const claims = (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    name: template.metadata?.name ?? "",
    persistentVolumeClaim: { claimName: claimName(template, pod) },
  }));
  const own = new Set(claims.map(({ name }) => name));
  return [...claims, ...others.filter(({ name }) => !own.has(name))];
}

/** The pod with the label of its name and the volumes of its claims; the same object when it has both. */
export function asMember(set: StatefulSet, pod: Pod): Pod {
  const { name } = pod.metadata;
  const named = pod.metadata.labels?.[POD_NAME] === name;
  const stored = (set.spec.volumeClaimTemplates ?? []).every((template) =>
    pod.spec.volumes?.some(
      (volume) =>
        volume.name === template.metadata?.name &&
        volume.persistentVolumeClaim?.claimName === claimName(template, name),
    ),
  );
  if (named && stored) return pod;
  const labels = named ? pod.metadata.labels : { ...pod.metadata.labels, ...identityLabels(name, ordinalOf(set, pod)) };
  const volumes = stored ? pod.spec.volumes : volumesOf(set, name, pod.spec.volumes ?? []);
  return {
    ...pod,
    metadata: { ...pod.metadata, ...(labels ? { labels } : undefined) },
    spec: { ...pod.spec, ...(volumes ? { volumes } : undefined) },
  };
}

/** The set's pods: orphans that match and have such a name are adopted, pods that no longer match released. */
export function claimPods({ store, client }: ControllerContext, set: StatefulSet): readonly Pod[] {
  const { uid, namespace = "", deletionTimestamp } = set.metadata;
  const selector = compileSelector(set.spec.selector);
  const belongs = (pod: Pod): boolean => ordinalOf(set, pod) >= 0 && selector.matches(pod.metadata.labels);
  const pods: Pod[] = [];
  for (const pod of [...store.byIndex("pods", "controller", uid)] as Pod[]) {
    if (belongs(pod)) pods.push(pod);
    else if (deletionTimestamp === undefined && !isTerminating(pod))
      client.update(
        "pods",
        withoutOwners(pod, (owner) => owner === uid),
      );
  }
  if (deletionTimestamp !== undefined) return pods;
  const key = firstSelectorKey(set.spec.selector.matchLabels, namespace);
  const orphans = key === undefined ? store.list("pods", namespace) : store.byIndex("pods", "orphan", key);
  for (const pod of [...orphans] as Pod[]) {
    if (pod.metadata.namespace !== namespace || controllerOf(pod) || isTerminating(pod) || !belongs(pod)) continue;
    pods.push(client.update("pods", adopted(pod, set)));
  }
  return pods;
}
