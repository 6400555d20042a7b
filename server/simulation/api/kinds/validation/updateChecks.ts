/**
 * How often a kind's own rules check metadata again on an update, beside the generic code: by the rules of creation and
 * by those of updates. The message shows each error once, `details.causes` all. Read from the ValidateUpdate functions of
 * kubernetes pkg/registry and pkg/apis.
 */

export interface MetadataChecks {
  readonly create: number;
  readonly update: number;
}

const USUAL: MetadataChecks = { create: 0, update: 1 };
const BOTH: MetadataChecks = { create: 1, update: 1 };
const CREATE: MetadataChecks = { create: 1, update: 0 };

const BY_RESOURCE: ReadonlyMap<string, MetadataChecks> = new Map([
  ...[
    "certificatesigningrequests.certificates.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
    "configmaps",
    "controllerrevisions.apps",
    "csistoragecapacities.storage.k8s.io",
    "endpoints",
    "ingresses.networking.k8s.io",
    "ingressclasses.networking.k8s.io",
    "ipaddresses.networking.k8s.io",
    "jobs.batch",
    "namespaces",
    "nodes",
    "persistentvolumeclaims",
    "pods",
    "resourceclaims.resource.k8s.io",
    "resourceclaimtemplates.resource.k8s.io",
    "roles.rbac.authorization.k8s.io",
    "rolebindings.rbac.authorization.k8s.io",
    "runtimeclasses.node.k8s.io",
    "secrets",
    "serviceaccounts",
    "statefulsets.apps",
    "storageclasses.storage.k8s.io",
    "volumeattributesclasses.storage.k8s.io",
  ].map((resource) => [resource, BOTH] as const),
  ...[
    "csinodes.storage.k8s.io",
    "endpointslices.discovery.k8s.io",
    "flowschemas.flowcontrol.apiserver.k8s.io",
    "limitranges",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
    "validatingadmissionpolicies.admissionregistration.k8s.io",
    "validatingadmissionpolicybindings.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "volumeattachments.storage.k8s.io",
  ].map((resource) => [resource, CREATE] as const),
  ["persistentvolumes", { create: 2, update: 0 }],
  ["poddisruptionbudgets.policy", { create: 0, update: 0 }],
  ["events", { create: 0, update: 0 }],
]);

export function updateChecks(resource: string): MetadataChecks {
  return BY_RESOURCE.get(resource) ?? USUAL;
}
