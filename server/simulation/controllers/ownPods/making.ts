/**
 * Making and deleting pods in an owner's name, with the events that tell of it. Models kubernetes
 * pkg/controller/controller_utils.go (RealPodControl) and the slow start of the controllers that use it.
 */
import type { KubeObject, ObjectDraft, Pod, PodTemplateSpec } from "../../../protocol/kubernetes/index.ts";
import { ApiError } from "../../api/machinery/status.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { controllerReference } from "../../controllerkit/ownership.ts";

export interface Failure {
  readonly reason: "FailedCreate" | "FailedDelete";
  readonly message: string;
}

/** A pod as the template says, named after its owner. */
export function podDraft(
  owner: KubeObject,
  { metadata: { labels, annotations, finalizers } = {}, spec }: Partial<PodTemplateSpec>,
  generateName = `${owner.metadata.name}-`,
): ObjectDraft {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName,
      namespace: owner.metadata.namespace ?? "",
      ...(labels ? { labels } : undefined),
      ...(annotations ? { annotations } : undefined),
      ...(finalizers ? { finalizers } : undefined),
      ownerReferences: [controllerReference(owner)],
    },
    spec,
  };
}

/** What became of pods that were to be made. */
export interface Made {
  readonly count: number;
  readonly failure: Failure | undefined;
}

/**
 * Makes `count` pods, in batches of 1, 2, 4…, so that a refusal is met a few times, not hundreds of times. In a namespace
 * that goes away nothing is made, and nothing is wrong with that.
 */
export function createPods(
  { client, recorder }: ControllerContext,
  owner: KubeObject,
  { count, draft }: { readonly count: number; readonly draft: (place: number) => ObjectDraft },
): Made {
  let made = 0;
  for (let tried = 0, batch = 1; tried < count; batch *= 2) {
    const size = Math.min(batch, count - tried);
    let failure: Failure | undefined;
    for (let index = 0; index < size; index++) {
      try {
        const pod = client.create<Pod>("pods", draft(tried + index));
        made++;
        recorder.event(owner, "Normal", { reason: "SuccessfulCreate", message: `Created pod: ${pod.metadata.name}` });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isNamespaceGoing(error)) return { count: made, failure: undefined };
        recorder.event(owner, "Warning", { reason: "FailedCreate", message: `Error creating: ${error.message}` });
        failure ??= { reason: "FailedCreate", message: error.message };
      }
    }
    if (failure) return { count: made, failure };
    tried += size;
  }
  return { count: made, failure: undefined };
}

/** Deletes a pod its owner has no more use for. */
export function deletePod(
  { client, recorder }: ControllerContext,
  owner: KubeObject,
  { metadata }: Pod,
): Failure | undefined {
  try {
    client.delete("pods", metadata.namespace ?? "", metadata.name);
    recorder.event(owner, "Normal", { reason: "SuccessfulDelete", message: `Deleted pod: ${metadata.name}` });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    recorder.event(owner, "Warning", { reason: "FailedDelete", message: `Error deleting: ${error.message}` });
    return { reason: "FailedDelete", message: error.message };
  }
}

function isNamespaceGoing(error: ApiError): boolean {
  return error.status.details?.causes?.some(({ reason }) => reason === "NamespaceTerminating") ?? false;
}
