import type {
  ControllerRevision,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
} from "../../../protocol/kubernetes/index.ts";
import { ApiError } from "../../api/machinery/status.ts";
import type { ControllerContext } from "../../controllerkit/Controller.ts";
import { claimDrafts, claimNames, hasOtherController, isStale, withOwners } from "./claims.ts";
import { asMember, ordinalOf, podDraft, startOf } from "./pods.ts";

const CLAIMS = "persistentvolumeclaims";
type Verb = "Create" | "Update" | "Delete";

/**
 * Makes, mends and deletes single pods of a StatefulSet with their claims, and tells of it in events. What fails is thrown
 * as ApiError. Models kubernetes pkg/controller/statefulset/stateful_pod_control.go.
 */
export class PodControl {
  constructor(private readonly context: ControllerContext) {}

  /** Whether a claim of the pod to be still goes with the pod that was there before. */
  waitsForClaims(set: StatefulSet, ordinal: number): boolean {
    const name = `${set.metadata.name}-${ordinal}`;
    return this.claimsOf(set, name).some((claim) => isStale(claim, set, name));
  }

  create(set: StatefulSet, ordinal: number, revision: ControllerRevision): void {
    const name = `${set.metadata.name}-${ordinal}`;
    this.told("Create", set, name, () => {
      this.makeClaims(set, name);
      this.context.client.create("pods", podDraft(set, ordinal, revision));
      this.ownClaims(set, { name });
    });
  }

  delete(set: StatefulSet, { metadata }: Pod): void {
    this.told("Delete", set, metadata.name, () => {
      this.context.client.delete("pods", metadata.namespace ?? "", metadata.name);
    });
  }

  /** Claims of a pod that waits and whose claims were deleted are made again. */
  makeMissingClaims(set: StatefulSet, pod: Pod): void {
    this.makeClaims(set, pod.metadata.name);
    this.ownClaims(set, pod);
  }

  /** Gives a pod the name label, volumes and claim owners it should have. */
  mend(set: StatefulSet, pod: Pod): void {
    const mended = asMember(set, pod);
    const claims = this.claimsOf(set, pod.metadata.name);
    if (mended === pod && !claims.some((claim) => withOwners(claim, set, memberOf(set, pod)))) return;
    this.told("Update", set, pod.metadata.name, () => {
      if (mended !== pod) this.makeClaims(set, pod.metadata.name);
      this.ownClaims(set, pod);
      if (mended !== pod) this.context.client.update("pods", mended);
    });
  }

  /** Lets the claims of a pod be owned as the set's retention policy says. */
  ownClaims(set: StatefulSet, pod: Pod | { readonly name: string }): void {
    const { client, recorder } = this.context;
    const member = memberOf(set, pod);
    for (const claim of this.claimsOf(set, "metadata" in pod ? pod.metadata.name : pod.name)) {
      if (hasOtherController(claim, set, member)) {
        // The spelling is Kubernetes'.
        const message = `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`;
        recorder.event(set, "Warning", { reason: "ConflictingController", message });
      }
      const owned = withOwners(claim, set, member);
      if (owned) client.update(CLAIMS, owned);
    }
  }

  private claimsOf(set: StatefulSet, pod: string): readonly PersistentVolumeClaim[] {
    return claimNames(set, pod).flatMap((name) => {
      const claim = this.context.store.get(CLAIMS, set.metadata.namespace ?? "", name);
      return claim ? [claim as PersistentVolumeClaim] : [];
    });
  }

  private makeClaims(set: StatefulSet, pod: string): void {
    const { store, client, recorder } = this.context;
    const about = `Pod ${pod} in StatefulSet ${set.metadata.name}`;
    const failures: string[] = [];
    for (const draft of claimDrafts(set, pod)) {
      const name = draft.metadata.name ?? "";
      const known = store.get(CLAIMS, set.metadata.namespace ?? "", name);
      if (known) {
        if (known.metadata.deletionTimestamp !== undefined) failures.push(`pvc ${name} is being deleted`);
        continue;
      }
      try {
        client.create(CLAIMS, draft);
        recorder.event(set, "Normal", { reason: "SuccessfulCreate", message: `Create Claim ${name} ${about} success` });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failures.push(`failed to create PVC ${name}: ${error.message}`);
        const message = `Create Claim ${name} for ${about} failed error: ${error.message}`;
        recorder.event(set, "Warning", { reason: "FailedCreate", message });
      }
    }
    if (failures.length > 0)
      throw ApiError.plain(failures.length === 1 ? (failures[0] ?? "") : `[${failures.join(", ")}]`);
  }

  private told(verb: Verb, set: StatefulSet, pod: string, act: () => void): void {
    const { recorder } = this.context;
    const about = `${verb} Pod ${pod} in StatefulSet ${set.metadata.name}`;
    try {
      act();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A pod that is there already is no news.
      if (verb !== "Create" || error.reason !== "AlreadyExists")
        recorder.event(set, "Warning", { reason: `Failed${verb}`, message: `${about} failed error: ${error.message}` });
      throw error;
    }
    recorder.event(set, "Normal", { reason: `Successful${verb}`, message: `${about} successful` });
  }
}

function memberOf(set: StatefulSet, pod: Pod | { readonly name: string }) {
  if (!("metadata" in pod)) return { pod, condemned: false };
  const place = ordinalOf(set, pod) - startOf(set);
  return { pod, condemned: place < 0 || place >= (set.spec.replicas ?? 1) };
}
