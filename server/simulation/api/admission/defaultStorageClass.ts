/**
 * A claim that names no class gets the default one, the newest when there are several.
 * Models kubernetes plugin/pkg/admission/storage/storageclass/setdefault.
 */
import type { PersistentVolumeClaim, StorageClass } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { AdmissionPlugin } from "./AdmissionPlugin.ts";

const CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
const IS_DEFAULT = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"];

export const defaultStorageClass: AdmissionPlugin = {
  name: "DefaultStorageClass",
  mutate({ operation, definition, draft, subresource }, { store }) {
    if (operation !== "CREATE" || subresource || definition.resource !== "persistentvolumeclaims") return;
    const { metadata, spec } = draft as Draft<PersistentVolumeClaim>;
    if (!spec || spec.storageClassName !== undefined || metadata.annotations?.[CLASS_ANNOTATION] !== undefined) return;
    const chosen = defaultClassIn(store);
    if (chosen) spec.storageClassName = chosen.metadata.name;
  },
};

/** The class for claims that name none. */
export function defaultClassIn(store: Store): StorageClass | undefined {
  let chosen: StorageClass | undefined;
  for (const each of store.list("storageclasses.storage.k8s.io") as Iterable<StorageClass>)
    if (isDefault(each) && (!chosen || isPreferred(each, chosen))) chosen = each;
  return chosen;
}

const isDefault = ({ metadata }: StorageClass): boolean =>
  IS_DEFAULT.some((annotation) => metadata.annotations?.[annotation] === "true");

function isPreferred({ metadata: left }: StorageClass, { metadata: right }: StorageClass): boolean {
  const [mine = "", theirs = ""] = [left.creationTimestamp, right.creationTimestamp];
  return mine === theirs ? left.name < right.name : mine > theirs;
}
