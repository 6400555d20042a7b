/** Whether a container may run as who it would be. Models kubernetes pkg/kubelet/kuberuntime/security_context.go (verifyRunAsNonRoot). */
import type { Container, Pod } from "../../protocol/kubernetes/index.ts";
import type { ImageModel } from "./images/ImageModel.ts";

/** Why a container that must not be root is not created; undefined when it may be. */
export function rootProblem(pod: Pod, spec: Container, { user = 0 }: ImageModel): string | undefined {
  const own = spec.securityContext;
  const ofPod = pod.spec.securityContext;
  if ((own?.runAsNonRoot ?? ofPod?.runAsNonRoot) !== true) return undefined;
  const at = `(pod: "${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})", container: ${spec.name})`;
  const chosen = own?.runAsUser ?? ofPod?.runAsUser;
  if (chosen !== undefined) return chosen === 0 ? `container's runAsUser breaks non-root policy ${at}` : undefined;
  if (user === 0) return `container has runAsNonRoot and image will run as root ${at}`;
  return typeof user === "string"
    ? `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root ${at}`
    : undefined;
}
