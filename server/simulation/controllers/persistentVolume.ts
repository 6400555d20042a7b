/**
 * Binds claims to volumes and looks after volumes whose claim is gone. Models kubernetes pkg/controller/volume/persistentvolume.
 *
 * Nothing here makes volumes: a class names an external provisioner, and a cluster without one waits for it, as a real one does.
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from "../../protocol/kubernetes/index.ts";
import { defaultClassIn } from "../api/admission/defaultStorageClass.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { isPodFinished } from "../controllerkit/podFacts.ts";
import { timestamp } from "../runtime/time.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";
import { disposalProblem } from "./persistentVolume/disposal.ts";
import { bestVolume, classOf, hasOtherMode, isClaimedBy, mismatch } from "./persistentVolume/matching.ts";

const CLAIMS = "persistentvolumeclaims";
const VOLUMES = "persistentvolumes";
const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
const BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
const SELECTED_NODE = "volume.kubernetes.io/selected-node";
const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
const PROVISIONER = "volume.kubernetes.io/storage-provisioner";
const PROVISIONER_BETA = "volume.beta.kubernetes.io/storage-provisioner";
const NO_PROVISIONER = "kubernetes.io/no-provisioner";
/** A claim without a volume is looked at again after so long, ms. */
const RESYNC = 15_000;

export const persistentVolumeController: ControllerFactory = (context) => new PersistentVolumeController(context);

class PersistentVolumeController {
  readonly name = "persistentvolume-controller";
  readonly watches;

  constructor(private readonly context: ControllerContext) {
    this.watches = [
      { resource: VOLUMES, handle: ({ object }: StoreEvent) => this.volumeChanged(object as PersistentVolume) },
      { resource: CLAIMS, handle: ({ object }: StoreEvent) => this.claimChanged(object as PersistentVolumeClaim) },
    ];
  }

  /** `key`: `volume//NAME` or `claim/NAMESPACE/NAME`. */
  reconcile(key: string): ReconcileResult {
    const { store } = this.context;
    const slash = key.indexOf("/");
    const { namespace, name } = splitKey(key.slice(slash + 1));
    if (key.startsWith("volume/")) {
      const volume = store.get(VOLUMES, "", name) as PersistentVolume | undefined;
      if (volume) this.syncVolume(volume);
      return undefined;
    }
    const claim = store.get(CLAIMS, namespace, name) as PersistentVolumeClaim | undefined;
    if (!claim) return undefined;
    if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) this.syncBoundClaim(claim);
    else if (!this.syncUnboundClaim(claim)) return { requeueAfter: RESYNC };
    return undefined;
  }

  private volumeChanged(volume: PersistentVolume): void {
    const { enqueue, store } = this.context;
    enqueue(`volume//${volume.metadata.name}`);
    const ref = volume.spec?.claimRef;
    if (ref) enqueue(`claim/${ref.namespace}/${ref.name}`);
    // Whoever waits for a volume may want this one.
    else for (const claim of store.byIndex(CLAIMS, "unbound", "")) enqueue(`claim/${keyOf(claim)}`);
  }

  private claimChanged(claim: PersistentVolumeClaim): void {
    const { enqueue } = this.context;
    enqueue(`claim/${keyOf(claim)}`);
    if (claim.spec?.volumeName) enqueue(`volume//${claim.spec.volumeName}`);
  }

  /** True when nothing is left to wait for. */
  private syncUnboundClaim(claim: PersistentVolumeClaim): boolean {
    const { store, recorder } = this.context;
    const { volumeName } = claim.spec ?? {};
    if (claim.metadata.deletionTimestamp) return true;
    if (volumeName) {
      const volume = store.get(VOLUMES, "", volumeName) as PersistentVolume | undefined;
      const problem = volume && this.problemWith(volume, claim);
      if (problem) recorder.event(claim, "Warning", problem);
      if (!volume || problem) return false;
      this.bind(volume, claim);
      return true;
    }
    const storageClass = store.get("storageclasses.storage.k8s.io", "", classOf(claim)) as StorageClass | undefined;
    const volumes = [...(store.list(VOLUMES) as Iterable<PersistentVolume>)];
    const waits =
      storageClass?.volumeBindingMode === "WaitForFirstConsumer" &&
      claim.metadata.annotations?.[SELECTED_NODE] === undefined;
    const volume = bestVolume(claim, waits ? volumes.filter((each) => isClaimedBy(each, claim)) : volumes);
    if (volume) {
      this.bind(volume, claim);
      return true;
    }
    if (this.takesDefaultClass(claim)) return true;
    if (waits) recorder.event(claim, "Normal", this.whatIsWaitedFor(claim));
    else if (classOf(claim) === "") {
      const message = "no persistent volumes available for this claim and no storage class is set";
      recorder.event(claim, "Normal", { reason: "FailedBinding", message });
    } else this.waitForProvisioner(claim, storageClass);
    return false;
  }

  /** Why a claim does not get the volume it names, as an event. */
  private problemWith(volume: PersistentVolume, claim: PersistentVolumeClaim) {
    const { name } = volume.metadata;
    if (isClaimedBy(volume, claim)) return undefined;
    if (volume.spec?.claimRef)
      return { reason: "FailedBinding", message: `volume "${name}" already bound to a different claim.` };
    const why = mismatch(volume, claim);
    return why && { reason: "VolumeMismatch", message: `Cannot bind to requested volume "${name}": ${why}` };
  }

  /** A claim that was made before there was a default class gets it now. */
  private takesDefaultClass(claim: PersistentVolumeClaim): boolean {
    if (claim.spec?.storageClassName !== undefined || classOf(claim) !== "") return false;
    const storageClassName = defaultClassIn(this.context.store)?.metadata.name;
    if (storageClassName === undefined) return false;
    this.context.client.update(CLAIMS, { ...claim, spec: { ...claim.spec, storageClassName } });
    return true;
  }

  private whatIsWaitedFor({ metadata: { namespace, name } }: PersistentVolumeClaim): {
    readonly reason: string;
    readonly message: string;
  } {
    const pods = [...(this.context.store.byIndex("pods", "claim", `${namespace}/${name}`) as Iterable<Pod>)]
      .filter((pod) => !pod.spec.nodeName && !isPodFinished(pod))
      .map(({ metadata }) => metadata.name);
    if (pods.length === 0)
      return { reason: "WaitForFirstConsumer", message: "waiting for first consumer to be created before binding" };
    return {
      reason: "WaitForPodScheduled",
      message: `waiting for ${pods.length > 1 ? "pods" : "pod"} ${pods.join()} to be scheduled`,
    };
  }

  private waitForProvisioner(claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): void {
    const { client, recorder } = this.context;
    if (!storageClass) {
      const message = `storageclass.storage.k8s.io "${classOf(claim)}" not found`;
      recorder.event(claim, "Warning", { reason: "ProvisioningFailed", message });
      return;
    }
    const { provisioner } = storageClass;
    if (provisioner === NO_PROVISIONER) {
      const message = "no volume plugin matched name: kubernetes.io/no-provisioner";
      recorder.event(claim, "Warning", { reason: "ProvisioningFailed", message });
      return;
    }
    const annotations = {
      ...claim.metadata.annotations,
      [PROVISIONER_BETA]: provisioner,
      [PROVISIONER]: provisioner,
    };
    const asked = client.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, annotations } });
    const message = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
    recorder.event(asked, "Normal", { reason: "ExternalProvisioning", message });
  }

  private syncBoundClaim(claim: PersistentVolumeClaim): void {
    const { store } = this.context;
    const { volumeName } = claim.spec ?? {};
    const volume = volumeName ? (store.get(VOLUMES, "", volumeName) as PersistentVolume | undefined) : undefined;
    if (!volumeName || !volume) {
      const lost = volumeName ? "its PersistentVolume" : "reference to PersistentVolume";
      this.lose(claim, `Bound claim has lost ${lost}. Data on the volume is lost!`, "ClaimLost");
      return;
    }
    if (volume.spec?.claimRef && volume.spec.claimRef.uid !== claim.metadata.uid) {
      this.lose(claim, "Two claims are bound to the same volume, this one is bound incorrectly", "ClaimMisbound");
      return;
    }
    this.bind(volume, claim);
  }

  private lose(claim: PersistentVolumeClaim, message: string, reason: string): void {
    if (claim.status?.phase === "Lost") return;
    const { client, recorder } = this.context;
    const lost = client.updateStatus(CLAIMS, { ...claim, status: { phase: "Lost" } } as PersistentVolumeClaim);
    recorder.event(lost, "Warning", { reason, message });
  }

  /** The four writes of a binding; those that are done write nothing. */
  private bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const { client } = this.context;
    const { uid, name, namespace, resourceVersion } = claim.metadata;
    const { claimRef } = volume.spec ?? {};
    let bound = volume;
    if (claimRef?.uid !== uid) {
      const reference = { kind: "PersistentVolumeClaim", namespace, name, uid, apiVersion: "v1", resourceVersion };
      const annotations = claimRef
        ? volume.metadata.annotations
        : { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: "yes" };
      bound = client.update(VOLUMES, {
        ...volume,
        metadata: { ...volume.metadata, ...(annotations ? { annotations } : {}) },
        spec: { ...volume.spec, claimRef: reference },
      } as PersistentVolume);
    }
    this.setPhase(bound, "Bound");
    let held = claim;
    if (claim.metadata.annotations?.[BIND_COMPLETED] === undefined) {
      const annotations = {
        ...claim.metadata.annotations,
        [BIND_COMPLETED]: "yes",
        ...(claim.spec?.volumeName ? undefined : { [BOUND_BY_CONTROLLER]: "yes" }),
      };
      held = client.update(CLAIMS, {
        ...claim,
        metadata: { ...claim.metadata, annotations },
        spec: { ...claim.spec, volumeName: volume.metadata.name },
      } as PersistentVolumeClaim);
    }
    if (held.status?.phase === "Bound") return;
    const { accessModes, capacity } = volume.spec ?? {};
    client.updateStatus(CLAIMS, {
      ...held,
      status: { ...held.status, phase: "Bound", accessModes, capacity: { storage: capacity?.storage ?? "0" } },
    } as PersistentVolumeClaim);
  }

  private syncVolume(volume: PersistentVolume): void {
    const { store } = this.context;
    const { claimRef, persistentVolumeReclaimPolicy: policy } = volume.spec ?? {};
    if (!claimRef?.uid) {
      this.setPhase(volume, "Available");
      return;
    }
    const found = store.get(CLAIMS, claimRef.namespace ?? "", claimRef.name ?? "");
    const claim = found?.metadata.uid === claimRef.uid ? (found as PersistentVolumeClaim) : undefined;
    if (claim) {
      if (!claim.spec?.volumeName) this.tellOfMode(volume, claim);
      else if (claim.spec.volumeName === volume.metadata.name) this.setPhase(volume, "Bound");
      else if (!isProvisionedToGo(volume)) {
        this.unbind(volume);
        return;
      }
      if (!claim.spec?.volumeName || claim.spec.volumeName === volume.metadata.name) return;
    }
    if (volume.status?.phase !== "Released" && volume.status?.phase !== "Failed") this.setPhase(volume, "Released");
    else if (policy === "Delete" && volume.status.phase === "Released" && !volume.metadata.deletionTimestamp)
      this.dispose(volume);
  }

  private tellOfMode(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    if (!hasOtherMode(volume, claim)) return;
    const { recorder } = this.context;
    const why = "due to incompatible volumeMode.";
    const tell = (about: PersistentVolume | PersistentVolumeClaim, what: string): void =>
      recorder.event(about, "Warning", {
        reason: "VolumeMismatch",
        message: `Cannot bind PersistentVolume ${what} ${why}`,
      });
    tell(volume, `to requested PersistentVolumeClaim "${claim.metadata.name}"`);
    tell(claim, `"${volume.metadata.name}" to requested PersistentVolumeClaim`);
  }

  /** Its claim has another volume: it is free again, or, where somebody reserved it, as it was before. */
  private unbind(volume: PersistentVolume): void {
    const { [BOUND_BY_CONTROLLER]: byController, ...annotations } = volume.metadata.annotations ?? {};
    const { claimRef, ...spec } = volume.spec ?? {};
    const { uid: _, ...reserved } = claimRef ?? {};
    const { annotations: __, ...metadata } = volume.metadata;
    const freed = this.context.client.update(VOLUMES, {
      ...volume,
      metadata: { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
      spec: byController === undefined ? { ...spec, claimRef: reserved } : spec,
    } as PersistentVolume);
    this.setPhase(freed, "Available");
  }

  /** Deletes the volume with what it stands for, where the controller itself can: others wait for their provisioner. */
  private dispose(volume: PersistentVolume): void {
    const { client, recorder } = this.context;
    const problem = disposalProblem(volume);
    if (problem === "external") return;
    if (problem === undefined) {
      client.delete(VOLUMES, "", volume.metadata.name);
      return;
    }
    this.setPhase(volume, "Failed", problem);
    recorder.event(volume, "Warning", { reason: "VolumeFailedDelete", message: problem });
  }

  private setPhase(volume: PersistentVolume, phase: string, message?: string): void {
    if (volume.status?.phase === phase) return;
    this.context.client.updateStatus(VOLUMES, {
      ...volume,
      status: {
        phase,
        ...(message === undefined ? undefined : { message }),
        lastPhaseTransitionTime: timestamp(this.context.runtime.now),
      },
    } as unknown as PersistentVolume);
  }
}

/** Whether a volume was made for a claim that took another one. */
function isProvisionedToGo({ metadata, spec }: PersistentVolume): boolean {
  return metadata.annotations?.[PROVISIONED_BY] !== undefined && spec?.persistentVolumeReclaimPolicy === "Delete";
}
