/**
 * Which volumes the controller can delete itself once their claim is gone.
 * Models kubernetes pkg/controller/volume/persistentvolume findDeletablePlugin and pkg/volume/hostpath.
 */
import type { PersistentVolume } from "../../../protocol/kubernetes/index.ts";

const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
/** Kinds of volumes with a plugin that cannot delete; the others have no plugin in the controller at all. */
const KEPT = ["nfs", "iscsi", "fc"] as const;

/** Undefined when it can, "external" when somebody else is to, otherwise why nobody will. */
export function disposalProblem({ metadata, spec }: PersistentVolume): string | undefined {
  const { hostPath, csi } = spec ?? {};
  if (hostPath && (metadata.annotations?.[PROVISIONED_BY] !== undefined || /^\/tmp\/.+/.test(hostPath.path)))
    return undefined;
  if (metadata.annotations?.[PROVISIONED_BY] !== undefined || csi) return "external";
  if (hostPath) return `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`;
  const plugin = KEPT.some((kind) => spec?.[kind] !== undefined)
    ? "no deletable volume plugin matched"
    : "no volume plugin matched";
  return `error getting deleter volume plugin for volume "${metadata.name}": ${plugin}`;
}
