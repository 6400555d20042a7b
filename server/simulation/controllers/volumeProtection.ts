/**
 * Takes the protecting finalizer off claims no pod uses, off volumes no claim is bound to and off classes of attributes
 * nobody names, once they are deleted. Models kubernetes pkg/controller/volume/{pvc,pv,vac}protection.
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from "../../protocol/kubernetes/index.ts";
import type { ControllerContext, ControllerFactory, ReconcileResult } from "../controllerkit/Controller.ts";
import { keyOf, splitKey } from "../controllerkit/keys.ts";
import { withoutFinalizer } from "../controllerkit/ownership.ts";
import { isPodFinished } from "../controllerkit/podFacts.ts";
import type { StoreEvent } from "../store/StoreEvent.ts";

const CLAIM_FINALIZER = "kubernetes.io/pvc-protection";
const VOLUME_FINALIZER = "kubernetes.io/pv-protection";
const CLASSES = "volumeattributesclasses.storage.k8s.io";
const CLASS_FINALIZER = "kubernetes.io/vac-protection";

export const claimProtectionController: ControllerFactory = (context) => ({
  name: "persistentvolumeclaim-protection-controller",
  watches: [
    { resource: "persistentvolumeclaims", handle: ({ object }: StoreEvent) => context.enqueue(keyOf(object)) },
    {
      resource: "pods",
      handle: ({ type, object }: StoreEvent) => {
        if (type !== "DELETED" && !isPodFinished(object as Pod)) return;
        for (const claim of claimsOf(object as Pod)) context.enqueue(`${object.metadata.namespace}/${claim}`);
      },
    },
  ],
  reconcile: (key) => releaseClaim(context, key),
});

function releaseClaim({ store, client }: ControllerContext, key: string): ReconcileResult {
  const { namespace, name } = splitKey(key);
  const claim = store.get("persistentvolumeclaims", namespace, name) as PersistentVolumeClaim | undefined;
  if (!claim?.metadata.deletionTimestamp || !claim.metadata.finalizers?.includes(CLAIM_FINALIZER)) return undefined;
  for (const pod of store.byIndex("pods", "claim", key) as Iterable<Pod>) if (holds(pod, name)) return undefined;
  client.update("persistentvolumeclaims", withoutFinalizer(claim, CLAIM_FINALIZER));
  return undefined;
}

/**
 * Whether a pod keeps a claim, also when it has ended. One that has no node yet will not get one: the claim is being
 * deleted. One that only waits to be removed keeps the claims it names, but not those made for it.
 */
function holds({ spec, metadata }: Pod, claim: string): boolean {
  if (!spec.nodeName) return false;
  const isShutDown = metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
  return !isShutDown || (spec.volumes ?? []).some((each) => each.persistentVolumeClaim?.claimName === claim);
}

export const volumeProtectionController: ControllerFactory = ({ store, client, enqueue }) => ({
  name: "persistentvolume-protection-controller",
  watches: [{ resource: "persistentvolumes", handle: ({ object }: StoreEvent) => enqueue(object.metadata.name) }],
  reconcile(name) {
    const volume = store.get("persistentvolumes", "", name) as PersistentVolume | undefined;
    if (!volume?.metadata.deletionTimestamp || !volume.metadata.finalizers?.includes(VOLUME_FINALIZER))
      return undefined;
    if (volume.status?.phase !== "Bound")
      client.update("persistentvolumes", withoutFinalizer(volume, VOLUME_FINALIZER));
    return undefined;
  },
});

/** Takes the finalizer off classes that no claim and no volume names any more. */
export const attributesClassProtectionController: ControllerFactory = ({ store, client, enqueue }) => {
  const watched = (resource: string) => ({
    resource,
    handle: () => {
      for (const { metadata } of store.list(CLASSES)) if (metadata.deletionTimestamp) enqueue(metadata.name);
    },
  });
  return {
    name: "volumeattributesclass-protection-controller",
    watches: [
      { resource: CLASSES, handle: ({ object }: StoreEvent) => enqueue(object.metadata.name) },
      watched("persistentvolumeclaims"),
      watched("persistentvolumes"),
    ],
    reconcile(name) {
      const found = store.get(CLASSES, "", name);
      if (!found?.metadata.deletionTimestamp || !found.metadata.finalizers?.includes(CLASS_FINALIZER)) return undefined;
      const claims = [...store.list("persistentvolumeclaims")] as PersistentVolumeClaim[];
      const volumes = [...store.list("persistentvolumes")] as PersistentVolume[];
      const isUsed =
        claims.some(({ spec, status }) =>
          [spec?.volumeAttributesClassName, status?.currentVolumeAttributesClassName].includes(name),
        ) || volumes.some(({ spec }) => spec?.volumeAttributesClassName === name);
      if (!isUsed) client.update(CLASSES, withoutFinalizer(found, CLASS_FINALIZER));
      return undefined;
    },
  };
};

function claimsOf({ metadata, spec }: Pod): readonly string[] {
  return (spec.volumes ?? []).flatMap(
    ({ name, persistentVolumeClaim, ephemeral }) =>
      persistentVolumeClaim?.claimName ?? (ephemeral ? `${metadata.name}-${name}` : []),
  );
}
