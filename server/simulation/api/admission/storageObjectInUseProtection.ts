/**
 * Claims, volumes and classes of their attributes get a finalizer, so that what is in use stays until nobody uses it.
 * Models kubernetes plugin/pkg/admission/storage/storageobjectinuseprotection; `controllers/volumeProtection.ts` takes it off.
 */
import type { AdmissionPlugin } from "./AdmissionPlugin.ts";

const FINALIZERS: { readonly [resource: string]: string } = {
  persistentvolumeclaims: "kubernetes.io/pvc-protection",
  persistentvolumes: "kubernetes.io/pv-protection",
  "volumeattributesclasses.storage.k8s.io": "kubernetes.io/vac-protection",
};

export const storageObjectInUseProtection: AdmissionPlugin = {
  name: "StorageObjectInUseProtection",
  mutate({ operation, definition, draft: { metadata }, subresource }) {
    const finalizer = FINALIZERS[definition.resource];
    if (operation !== "CREATE" || subresource || finalizer === undefined) return;
    const finalizers = metadata.finalizers ?? [];
    if (!finalizers.includes(finalizer)) metadata.finalizers = [...finalizers, finalizer];
  },
};
