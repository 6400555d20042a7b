/** What admission adds to objects of our own components after the point where ownership is decided. */
import type { KubeObject, Pod } from "../../../../protocol/kubernetes/index.ts";

const TOKEN_VOLUME = "kube-api-access-";
const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
const SECONDS_TOLERATED = new Set(["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]);

/** A new object without the fields that admission gave it and that nobody owns. */
export function withoutAdmission(object: KubeObject): KubeObject {
  return object.kind === "Pod" && object.apiVersion === "v1" ? withoutPodAdmission(object as Pod) : object;
}

function withoutPodAdmission(pod: Pod): Pod {
  const {
    serviceAccountName: _name,
    serviceAccount: _account,
    priority: _priority,
    preemptionPolicy: _policy,
    ...rest
  } = pod.spec;
  const { tolerations, volumes, ...spec } = rest;
  const ownVolumes = volumes?.filter(({ name }) => !name.startsWith(TOKEN_VOLUME));
  const ownTolerations = tolerations?.some(({ key }) => !SECONDS_TOLERATED.has(key ?? ""));
  return {
    ...pod,
    spec: {
      ...spec,
      ...(ownVolumes?.length ? { volumes: ownVolumes } : undefined),
      ...(ownTolerations ? { tolerations } : undefined),
      containers: withoutTokenMounts(spec.containers),
      ...(spec.initContainers ? { initContainers: withoutTokenMounts(spec.initContainers) } : undefined),
    },
  };
}

function withoutTokenMounts<T extends { readonly volumeMounts?: readonly { readonly mountPath: string }[] }>(
  containers: readonly T[],
): readonly T[] {
  return containers.map((container) => {
    const { volumeMounts, ...rest } = container;
    const own = volumeMounts?.filter(({ mountPath }) => mountPath !== TOKEN_PATH);
    return (own?.length ? { ...rest, volumeMounts: own } : rest) as T;
  });
}
