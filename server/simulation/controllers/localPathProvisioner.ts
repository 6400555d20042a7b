/**
 * Makes volumes for claims of classes with the provisioner rancher.io/local-path: a folder on the node where the first pod
 * goes, for which a helper takes a few seconds. Models rancher/local-path-provisioner on sig-storage-lib-external-provisioner.
 */
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const CLAIMS = "persistentvolumeclaims";
const VOLUMES = "persistentvolumes";
export const LOCAL_PATH = "rancher.io/local-path";
const PROVISIONER = "volume.kubernetes.io/storage-provisioner";
const SELECTED_NODE = "volume.kubernetes.io/selected-node";
const FOLDER = "/opt/local-path-provisioner";
const MODES = ["ReadWriteOnce", "ReadWriteOncePod"];
const HELPER_TAKES = 3000;
const RETRY = 15_000;

export const localPathProvisioner: ControllerFactory = (context) => new LocalPathProvisioner(context);

class LocalPathProvisioner {
  readonly name = "rancher.io/local-path";
  readonly watches = [{ resource: CLAIMS, handle: (event: StoreEvent) => this.claimChanged(event) }];
  /** When the helper of a claim, by uid, will be done. */
  private readonly helpers: Map<string, number>;

  constructor(private readonly context: ControllerContext) {
    this.helpers = context.runtime.state("local-path-helpers");
  }

  reconcile(key: string): ReconcileResult {
    const { store, recorder, runtime } = this.context;
    const { namespace, name } = splitKey(key);
    const claim = store.get(CLAIMS, namespace, name) as PersistentVolumeClaim | undefined;
    if (!claim || !isAsked(claim)) {
      if (claim) this.helpers.delete(claim.metadata.uid);
      return undefined;
    }
    const { uid, annotations = {} } = claim.metadata;
    const className = claim.spec?.storageClassName ?? "";
    const storageClass = store.get("storageclasses.storage.k8s.io", "", className) as StorageClass | undefined;
    if (!storageClass || store.get(VOLUMES, "", volumeName(uid))) return undefined;
    const due = this.helpers.get(uid);
    if (due === undefined) {
      recorder.event(claim, "Normal", {
        reason: "Provisioning",
        message: `External provisioner is provisioning volume for claim "${key}"`,
      });
      const problem = problemOf(claim, annotations[SELECTED_NODE]);
      if (problem !== undefined) {
        recorder.event(claim, "Warning", {
          reason: "ProvisioningFailed",
          message: `failed to provision volume with StorageClass "${className}": ${problem}`,
        });
        return { requeueAfter: RETRY };
      }
      this.helpers.set(uid, runtime.now + HELPER_TAKES);
      return { requeueAfter: HELPER_TAKES };
    }
    if (due > runtime.now) return { requeueAfter: due - runtime.now };
    this.helpers.delete(uid);
    this.make(claim, storageClass, annotations[SELECTED_NODE] ?? "");
    return undefined;
  }

  private make(claim: PersistentVolumeClaim, storageClass: StorageClass, node: string): void {
    const { client, recorder } = this.context;
    const { uid, namespace, name, resourceVersion } = claim.metadata;
    const volume = volumeName(uid);
    client.create<PersistentVolume>(VOLUMES, {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: volume, annotations: { "pv.kubernetes.io/provisioned-by": LOCAL_PATH } },
      spec: {
        capacity: { storage: claim.spec?.resources?.requests?.["storage"] ?? "0" },
        accessModes: claim.spec?.accessModes ?? [],
        persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
        storageClassName: storageClass.metadata.name,
        volumeMode: "Filesystem",
        hostPath: { path: `${FOLDER}/${volume}_${namespace}_${name}`, type: "DirectoryOrCreate" },
        claimRef: { kind: "PersistentVolumeClaim", namespace, name, uid, apiVersion: "v1", resourceVersion },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [node] }] },
            ],
          },
        },
      },
    });
    recorder.event(claim, "Normal", {
      reason: "ProvisioningSucceeded",
      message: `Successfully provisioned volume ${volume}`,
    });
  }

  private claimChanged({ type, object, previous }: StoreEvent): void {
    const claim = object as PersistentVolumeClaim;
    if (type === "DELETED") {
      this.helpers.delete(claim.metadata.uid);
      return;
    }
    if (isAsked(claim) && claim.metadata.annotations !== previous?.metadata.annotations)
      this.context.enqueue(keyOf(claim));
  }
}

function isAsked({ metadata, spec }: PersistentVolumeClaim): boolean {
  return (
    metadata.annotations?.[PROVISIONER] === LOCAL_PATH && !spec?.volumeName && metadata.deletionTimestamp === undefined
  );
}

function problemOf({ spec }: PersistentVolumeClaim, node: string | undefined): string | undefined {
  if (spec?.volumeMode === "Block") return `${LOCAL_PATH} does not support block volume provisioning`;
  if ((spec?.accessModes ?? []).some((mode) => !MODES.includes(mode)))
    return "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes";
  return node === undefined ? "configuration error, no node was specified" : undefined;
}

function volumeName(uid: string): string {
  return `pvc-${uid}`;
}
