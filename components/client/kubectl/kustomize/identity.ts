/** Who an object is while a kustomization is built. Models kyaml resid. */
import { at, isObject, type JsonObject } from "../json.ts";

export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface Identity extends Gvk {
  readonly name: string;
  /** Empty when the object names none. */
  readonly namespace: string;
}

/** Built-in kinds that surely have no namespace, with their groups. */
const CLUSTER_SCOPED: { readonly [kind: string]: string } = {
  APIService: "apiregistration.k8s.io",
  CSIDriver: "storage.k8s.io",
  CSINode: "storage.k8s.io",
  CertificateSigningRequest: "certificates.k8s.io",
  ClusterRole: "rbac.authorization.k8s.io",
  ClusterRoleBinding: "rbac.authorization.k8s.io",
  ComponentStatus: "",
  CustomResourceDefinition: "apiextensions.k8s.io",
  IngressClass: "networking.k8s.io",
  MutatingWebhookConfiguration: "admissionregistration.k8s.io",
  Namespace: "",
  Node: "",
  PersistentVolume: "",
  PriorityClass: "scheduling.k8s.io",
  RuntimeClass: "node.k8s.io",
  StorageClass: "storage.k8s.io",
  ValidatingWebhookConfiguration: "admissionregistration.k8s.io",
  VolumeAttachment: "storage.k8s.io",
};

const NO_NAMESPACE = "_non_namespaceable_";

export function clusterScoped({ group, version, kind }: Gvk): boolean {
  return Object.hasOwn(CLUSTER_SCOPED, kind) && CLUSTER_SCOPED[kind] === group && /^v1(beta1)?$/.test(version);
}

/** The namespace an object counts for: `default` for those that name none. */
export function effectiveNamespace(id: Identity): string {
  if (clusterScoped(id)) return NO_NAMESPACE;
  return id.namespace === "" ? "default" : id.namespace;
}

export function identityOf(object: JsonObject): Identity {
  return {
    ...gvkOf(object),
    name: textAt(object, "metadata", "name"),
    namespace: textAt(object, "metadata", "namespace"),
  };
}

export function gvkOf(object: JsonObject): Gvk {
  const apiVersion = textAt(object, "apiVersion");
  const slash = apiVersion.indexOf("/");
  return {
    group: slash < 0 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textAt(object, "kind"),
  };
}

export function textAt(object: JsonObject, ...path: string[]): string {
  const value = at(object, ...path);
  return value === undefined || value === null || isObject(value) || Array.isArray(value) ? "" : String(value);
}

export function sameIdentity(left: Identity, right: Identity): boolean {
  return (
    left.kind === right.kind &&
    left.name === right.name &&
    left.group === right.group &&
    left.version === right.version &&
    effectiveNamespace(left) === effectiveNamespace(right)
  );
}

/** Whether parts of a group, version and kind that are given are the object's. */
export function selects(wanted: Partial<Gvk>, { group, version, kind }: Gvk): boolean {
  return (
    (!wanted.group || wanted.group === group) &&
    (!wanted.version || wanted.version === version) &&
    (!wanted.kind || wanted.kind === kind)
  );
}

export function gvkText({ group, version, kind }: Gvk): string {
  return `${kind || "[noKind]"}.${version || "[noVer]"}.${group || "[noGrp]"}`;
}

/** `Deployment.v1.apps/web.[noNs]`. */
export function identityText(id: Identity): string {
  return `${gvkText(id)}/${id.name || "[noName]"}.${id.namespace || "[noNs]"}`;
}
