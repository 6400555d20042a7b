/** What an object is tied to: owners and owned, chosen and choosing, used and using. Pure. */
import type { Ingress, KubeObject, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import type { Selection } from "../room/view.ts";

export interface RelatedGroup {
  readonly how: "owners" | "owned" | "services" | "uses" | "usedBy" | "routes";
  readonly targets: readonly (Selection & { readonly kind: string })[];
}

type Tables = ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;

const EACH = 40;
const SKIP = /^(events|endpointslices\.|endpoints$|leases\.)/;

export function relatedOf(object: KubeObject, selection: Selection, tables: Tables): readonly RelatedGroup[] {
  const { uid, namespace = "" } = object.metadata;
  const owners: RelatedGroup["targets"][number][] = [];
  const owned: RelatedGroup["targets"][number][] = [];
  const ownerUids = new Set((object.metadata.ownerReferences ?? []).map((owner) => owner.uid));
  for (const [resource, table] of tables) {
    if (SKIP.test(resource)) continue;
    for (const other of table.values()) {
      if (ownerUids.has(other.metadata.uid)) owners.push(targetOf(resource, other));
      if (other.metadata.ownerReferences?.some((owner) => owner.uid === uid)) owned.push(targetOf(resource, other));
    }
  }
  const all = <T extends KubeObject>(resource: string): readonly T[] =>
    ([...(tables.get(resource)?.values() ?? [])] as unknown as T[]).filter(
      (one) => (one.metadata.namespace ?? "") === namespace,
    );
  const services =
    selection.resource === "pods" ? all<Service>("services").filter((one) => chooses(one, object as Pod)) : [];
  const routes =
    selection.resource === "services"
      ? all<Ingress>("ingresses.networking.k8s.io").filter((one) => routesTo(one, object.metadata.name))
      : [];
  const used = podSpecOf(object) ? usedBy(object, tables) : [];
  const users = ["configmaps", "secrets", "persistentvolumeclaims", "serviceaccounts"].includes(selection.resource)
    ? all<Pod>("pods").filter((pod) =>
        usedBy(pod, tables).some(({ resource, name }) => resource === selection.resource && name === selection.name),
      )
    : [];
  const groups: RelatedGroup[] = [
    { how: "owners", targets: owners },
    { how: "owned", targets: owned },
    { how: "services", targets: services.map((one) => targetOf("services", one)) },
    { how: "routes", targets: routes.map((one) => targetOf("ingresses.networking.k8s.io", one)) },
    { how: "uses", targets: used },
    { how: "usedBy", targets: users.map((one) => targetOf("pods", one)) },
  ];
  return groups
    .filter(({ targets }) => targets.length > 0)
    .map(({ how, targets }) => ({ how, targets: targets.slice(0, EACH) }));
}

function targetOf(resource: string, { kind, metadata }: KubeObject): RelatedGroup["targets"][number] {
  return { resource, namespace: metadata.namespace ?? "", name: metadata.name, kind };
}

function chooses(service: Service, pod: Pod): boolean {
  const selector = Object.entries(service.spec.selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

function routesTo({ spec }: Ingress, service: string): boolean {
  return (
    spec.defaultBackend?.service?.name === service ||
    (spec.rules ?? []).some(({ http }) => http?.paths?.some(({ backend }) => backend.service?.name === service))
  );
}

function podSpecOf(object: KubeObject): Pod["spec"] | undefined {
  const spec = object.spec as
    | { readonly containers?: unknown; readonly template?: { readonly spec?: Pod["spec"] } }
    | undefined;
  return spec?.containers ? (spec as unknown as Pod["spec"]) : spec?.template?.spec;
}

function usedBy(object: KubeObject, tables: Tables): RelatedGroup["targets"] {
  const spec = podSpecOf(object);
  const { namespace = "" } = object.metadata;
  const names = new Map<string, { readonly resource: string; readonly kind: string; readonly name: string }>();
  const add = (resource: string, kind: string, name: string | undefined): void => {
    if (name) names.set(`${resource}/${name}`, { resource, kind, name });
  };
  for (const volume of spec?.volumes ?? []) {
    add("configmaps", "ConfigMap", volume.configMap?.name);
    add("secrets", "Secret", volume.secret?.secretName);
    add("persistentvolumeclaims", "PersistentVolumeClaim", volume.persistentVolumeClaim?.claimName);
  }
  for (const { env = [], envFrom = [] } of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) {
    for (const { valueFrom } of env ?? []) {
      add("configmaps", "ConfigMap", valueFrom?.configMapKeyRef?.name);
      add("secrets", "Secret", valueFrom?.secretKeyRef?.name);
    }
    for (const { configMapRef, secretRef } of envFrom ?? []) {
      add("configmaps", "ConfigMap", configMapRef?.name);
      add("secrets", "Secret", secretRef?.name);
    }
  }
  if (spec?.serviceAccountName !== "default") add("serviceaccounts", "ServiceAccount", spec?.serviceAccountName);
  return [...names.values()]
    .filter(({ resource, name }) => tables.get(resource)?.has(`${namespace}/${name}`) ?? true)
    .map(({ resource, kind, name }) => ({ resource, namespace, name, kind }));
}
