/**
 * What keeps a pod's volumes from being mounted. Models kubernetes pkg/volume/{configmap,secret,projected} and what
 * pkg/kubelet/volumemanager says of claims.
 */
import type { ConfigMap, PersistentVolumeClaim, Pod, Secret, Volume } from "../../protocol/kubernetes/index.ts";
import type { Store } from "../store/Store.ts";

interface Wanted {
  readonly kind: "configmap" | "secret";
  readonly name: string;
  readonly optional?: boolean | undefined;
  readonly items?: readonly { readonly key: string }[] | undefined;
}

/** Why the first volume that cannot be mounted cannot, in the kubelet's words; undefined when all can. */
export function mountProblem({ spec, metadata }: Pod, store: Store): string | undefined {
  for (const source of spec.volumes ?? []) {
    const { name: volume, configMap, secret, projected } = source;
    const unbound = claimProblem(source, metadata, store);
    if (unbound !== undefined)
      return `Unable to attach or mount volumes: unmounted volumes=[${volume}], unattached volumes=[], failed to process volumes=[${volume}]: ${unbound}`;
    const wanted: Wanted[] = [];
    if (configMap) wanted.push({ ...configMap, kind: "configmap", name: configMap.name ?? "" });
    if (secret) wanted.push({ ...secret, kind: "secret", name: secret.secretName ?? "" });
    for (const source of projected?.sources ?? []) {
      if (source.configMap) wanted.push({ ...source.configMap, kind: "configmap", name: source.configMap.name ?? "" });
      if (source.secret) wanted.push({ ...source.secret, kind: "secret", name: source.secret.name ?? "" });
    }
    for (const each of wanted) {
      const why = missing(each, metadata.namespace ?? "", store);
      if (why !== undefined) return `MountVolume.SetUp failed for volume "${volume}" : ${why}`;
    }
  }
  return undefined;
}

/** A claim that is not there or has no volume yet, as for a pod put on its node by hand. */
function claimProblem(
  { name, persistentVolumeClaim, ephemeral }: Volume,
  { name: pod, namespace = "" }: Pod["metadata"],
  store: Store,
): string | undefined {
  const wanted = persistentVolumeClaim?.claimName ?? (ephemeral ? `${pod}-${name}` : undefined);
  if (wanted === undefined) return undefined;
  const claim = store.get("persistentvolumeclaims", namespace, wanted) as PersistentVolumeClaim | undefined;
  const about = `error processing PVC ${namespace}/${wanted}`;
  if (!claim) return `${about}: failed to fetch PVC from API server: persistentvolumeclaims "${wanted}" not found`;
  return claim.status?.phase === "Bound" && claim.spec?.volumeName ? undefined : `${about}: PVC is not bound`;
}

function missing({ kind, name, optional, items }: Wanted, namespace: string, store: Store): string | undefined {
  if (optional) return undefined;
  const found = store.get(`${kind}s`, namespace, name) as ConfigMap | Secret | undefined;
  if (!found) return `${kind} "${name}" not found`;
  const binary = "binaryData" in found ? found.binaryData : undefined;
  const absent = items?.find(({ key }) => found.data?.[key] === undefined && binary?.[key] === undefined);
  if (!absent) return undefined;
  return kind === "configmap"
    ? `configmap references non-existent config key: ${absent.key}`
    : `references non-existent secret key: ${absent.key}`;
}
