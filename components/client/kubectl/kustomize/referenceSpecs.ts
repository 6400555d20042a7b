/** Which members of which kinds name objects of which others. */
import type { FieldSpec } from "./fieldPaths.ts";
import type { Gvk } from "./identity.ts";

export interface References extends Partial<Gvk> {
  /** The kind that is named. */
  readonly kind: string;
  readonly from: readonly FieldSpec[];
}

const POD_SPECS: { readonly [kind: string]: string } = {
  Pod: "spec",
  PodTemplate: "template/spec",
  Deployment: "spec/template/spec",
  ReplicaSet: "spec/template/spec",
  DaemonSet: "spec/template/spec",
  StatefulSet: "spec/template/spec",
  Job: "spec/template/spec",
  CronJob: "spec/jobTemplate/spec/template/spec",
};

const CONTAINERS = ["containers", "initContainers"];

function inPods(paths: readonly string[], kinds = Object.keys(POD_SPECS)): FieldSpec[] {
  return kinds.flatMap((kind) =>
    paths.map((path) => ({ kind, path: `${POD_SPECS[kind] ?? "spec/template/spec"}/${path}` })),
  );
}

const inContainers = (paths: readonly string[]): string[] =>
  CONTAINERS.flatMap((list) => paths.map((path) => `${list}/${path}`));

/** Kinds whose pods name ServiceAccounts, claims and PriorityClasses. */
const OWNERS = ["Pod", "StatefulSet", "Deployment", "ReplicationController", "CronJob", "Job", "DaemonSet"];
const RBAC = "rbac.authorization.k8s.io";
const at = (kind: string, ...paths: readonly string[]): FieldSpec[] => paths.map((path) => ({ kind, path }));
const rules: readonly FieldSpec[] = [...at("Role", "rules/resourceNames"), ...at("ClusterRole", "rules/resourceNames")];
const NGINX = "metadata/annotations/nginx.ingress.kubernetes.io\\/";

export const REFERENCES: readonly References[] = [
  ...["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => ({
    kind,
    from: at("HorizontalPodAutoscaler", "spec/scaleTargetRef/name"),
  })),
  {
    kind: "ConfigMap",
    version: "v1",
    from: [
      ...inPods([
        "volumes/configMap/name",
        "volumes/projected/sources/configMap/name",
        ...inContainers(["env/valueFrom/configMapKeyRef/name", "envFrom/configMapRef/name"]),
      ]),
      ...at("Node", "spec/configSource/configMap"),
      ...rules,
      ...at("Ingress", `${NGINX}fastcgi-params-configmap`),
    ],
  },
  {
    kind: "Secret",
    version: "v1",
    from: [
      ...inPods([
        "volumes/secret/secretName",
        "volumes/projected/sources/secret/name",
        "imagePullSecrets/name",
        ...inContainers(["env/valueFrom/secretKeyRef/name", "envFrom/secretRef/name"]),
      ]),
      ...at(
        "Ingress",
        "spec/tls/secretName",
        "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
        `${NGINX}auth-secret`,
        `${NGINX}auth-tls-secret`,
      ),
      ...at("ServiceAccount", "imagePullSecrets/name"),
      ...at(
        "StorageClass",
        ...["secretName", "adminSecretName", "userSecretName", "secretRef"].map((name) => `parameters/${name}`),
      ),
      ...rules,
      ...at("PersistentVolume", "spec/azureFile/secretName"),
    ],
  },
  {
    kind: "Service",
    version: "v1",
    from: [
      { kind: "StatefulSet", group: "apps", path: "spec/serviceName" },
      ...at(
        "Ingress",
        "spec/rules/http/paths/backend/serviceName",
        "spec/backend/serviceName",
        "spec/rules/http/paths/backend/service/name",
        "spec/defaultBackend/service/name",
      ),
      ...at("APIService", "spec/service/name"),
      ...at("ValidatingWebhookConfiguration", "webhooks/clientConfig/service"),
      ...at("MutatingWebhookConfiguration", "webhooks/clientConfig/service"),
    ],
  },
  { kind: "Role", group: RBAC, from: [{ kind: "RoleBinding", group: RBAC, path: "roleRef/name" }] },
  {
    kind: "ClusterRole",
    group: RBAC,
    from: ["RoleBinding", "ClusterRoleBinding"].map((kind) => ({ kind, group: RBAC, path: "roleRef/name" })),
  },
  {
    kind: "ServiceAccount",
    version: "v1",
    from: [
      ...["RoleBinding", "ClusterRoleBinding"].map((kind) => ({ kind, group: RBAC, path: "subjects" })),
      ...inPods(["serviceAccountName"], OWNERS),
    ],
  },
  { kind: "PersistentVolumeClaim", version: "v1", from: inPods(["volumes/persistentVolumeClaim/claimName"], OWNERS) },
  {
    kind: "PersistentVolume",
    version: "v1",
    from: [...at("PersistentVolumeClaim", "spec/volumeName"), ...at("ClusterRole", "rules/resourceNames")],
  },
  {
    kind: "StorageClass",
    version: "v1",
    group: "storage.k8s.io",
    from: [
      ...at("PersistentVolume", "spec/storageClassName"),
      ...at("PersistentVolumeClaim", "spec/storageClassName"),
      ...at("StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
    ],
  },
  {
    kind: "PriorityClass",
    version: "v1",
    group: "scheduling.k8s.io",
    from: inPods(["priorityClassName"], OWNERS),
  },
  {
    kind: "ValidatingAdmissionPolicy",
    group: "admissionregistration.k8s.io",
    from: at("ValidatingAdmissionPolicyBinding", "spec/policyName"),
  },
];
