/** What keeps a pod's volumes from being mounted. Models kubernetes pkg/volume/{configmap,secret,projected}. */
import type { ConfigMap, Pod, Secret } from "../../protocol/kubernetes/index.ts";
import type { Store } from "../store/Store.ts";

interface Wanted {
  readonly kind: "configmap" | "secret";
  readonly name: string;
  readonly optional?: boolean | undefined;
  readonly items?: readonly { readonly key: string }[] | undefined;
}

/** The first volume that cannot be mounted, and why in the kubelet's words; undefined when all can. */
export function mountProblem(
  { spec, metadata }: Pod,
  store: Store,
): { readonly volume: string; readonly why: string } | undefined {
  for (const { name: volume, configMap, secret, projected } of spec.volumes ?? []) {
    const wanted: Wanted[] = [];
    if (configMap) wanted.push({ ...configMap, kind: "configmap", name: configMap.name ?? "" });
    if (secret) wanted.push({ ...secret, kind: "secret", name: secret.secretName ?? "" });
    for (const source of projected?.sources ?? []) {
      if (source.configMap) wanted.push({ ...source.configMap, kind: "configmap", name: source.configMap.name ?? "" });
      if (source.secret) wanted.push({ ...source.secret, kind: "secret", name: source.secret.name ?? "" });
    }
    for (const source of wanted) {
      const why = missing(source, metadata.namespace ?? "", store);
      if (why !== undefined) return { volume, why };
    }
  }
  return undefined;
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
