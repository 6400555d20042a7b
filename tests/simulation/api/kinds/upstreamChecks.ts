/** Objects that are fine, fields that break them, and what upstream says then: `path: message`, in order. */

const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "x" } };
const container = { name: "c", image: "nginx" };
const hostPath = { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/a" } };
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

export const BASES: { readonly [kind: string]: readonly [list: string, object: object] } = {
  Pod: ["/api/v1/namespaces/default/pods", { ...pod, spec: { containers: [container] } }],
  PersistentVolume: [
    "/api/v1/persistentvolumes",
    { apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "x" }, spec: hostPath },
  ],
  PersistentVolumeClaim: [
    "/api/v1/namespaces/default/persistentvolumeclaims",
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "x" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
  ],
  RuntimeClass: [
    "/apis/node.k8s.io/v1/runtimeclasses",
    { apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata: { name: "x" }, handler: "runc" },
  ],
  StorageClass: [
    "/apis/storage.k8s.io/v1/storageclasses",
    { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name: "x" }, provisioner: "a.b/c" },
  ],
  CSIDriver: [
    "/apis/storage.k8s.io/v1/csidrivers",
    { apiVersion: "storage.k8s.io/v1", kind: "CSIDriver", metadata: { name: "x" }, spec: {} },
  ],
  CSINode: [
    "/apis/storage.k8s.io/v1/csinodes",
    { apiVersion: "storage.k8s.io/v1", kind: "CSINode", metadata: { name: "x" }, spec: { drivers: [] } },
  ],
  VolumeAttachment: [
    "/apis/storage.k8s.io/v1/volumeattachments",
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "VolumeAttachment",
      metadata: { name: "x" },
      spec: { attacher: "a", nodeName: "n", source: { persistentVolumeName: "v" } },
    },
  ],
  ServiceCIDR: [
    "/apis/networking.k8s.io/v1/servicecidrs",
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "ServiceCIDR",
      metadata: { name: "x" },
      spec: { cidrs: ["10.200.0.0/24"] },
    },
  ],
  IngressClass: [
    "/apis/networking.k8s.io/v1/ingressclasses",
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "x" },
      spec: { controller: "a.b/c" },
    },
  ],
  Ingress: [
    "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "x" },
      spec: { defaultBackend: { resource: { kind: "X", name: "y" } } },
    },
  ],
};

const windows = "Forbidden: cannot be set for a windows pod";
const typeless = { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"] };

export type Check = readonly [kind: string, path: string, value: unknown, ...causes: string[]];

export const CHECKS: readonly Check[] = [
  [
    "Pod",
    "spec",
    {
      os: { name: "windows" },
      hostPID: true,
      hostIPC: false,
      shareProcessNamespace: false,
      securityContext: { runAsUser: 1, supplementalGroups: [1], seLinuxOptions: { level: "x" } },
      containers: [{ ...container, securityContext: { privileged: false } }],
    },
    `spec.securityContext.seLinuxOptions: ${windows}`,
    `spec.hostPID: ${windows}`,
    `spec.shareProcessNamespace: ${windows}`,
    `spec.securityContext.runAsUser: ${windows}`,
    `spec.securityContext.supplementalGroups: ${windows}`,
    `spec.containers[0].securityContext.privileged: ${windows}`,
  ],
  [
    "Pod",
    "spec.containers.0.securityContext",
    { windowsOptions: { hostProcess: true } },
    "spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers",
  ],
  [
    "Pod",
    "spec.securityContext",
    { windowsOptions: { runAsUserName: "a\\" } },
    'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\": runAsUserName\'s User cannot be empty',
  ],
  ["Pod", "metadata.annotations", { "seccomp.security.alpha.kubernetes.io/pod": "unconfined" }],
  [
    "PersistentVolume",
    "spec",
    { ...typeless, csi: { driver: "A_B", volumeHandle: "", nodePublishSecretRef: { name: "s" } } },
    `spec.csi.driver: Invalid value: "A_B": ${SUBDOMAIN}`,
    "spec.csi.volumeHandle: Required value",
    "spec.csi.nodePublishSecretRef.namespace: Required value",
  ],
  [
    "PersistentVolume",
    "spec",
    { ...hostPath, capacity: { storage: "-1Gi" }, nfs: { server: "s", path: "/x" } },
    "spec.capacity[storage]: Invalid value: -1073741824: must be a valid resource quantity",
    'spec.capacity[storage]: Invalid value: "-1Gi": must be greater than zero',
    "spec.nfs: Forbidden: may not specify more than 1 volume type",
  ],
  [
    "PersistentVolumeClaim",
    "spec.dataSourceRef",
    { kind: "X", name: "" },
    ...["spec.dataSource", "spec.dataSourceRef"].flatMap((path) => [
      `${path}.name: Required value`,
      `${path}: Invalid value: "X": must be 'PersistentVolumeClaim' when referencing the default apiGroup`,
    ]),
  ],
  ["RuntimeClass", "handler", "", "handler: Required value"],
  [
    "RuntimeClass",
    "overhead",
    { podFixed: { cpu: "-1" } },
    'overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
  ],
  [
    "RuntimeClass",
    "scheduling",
    { tolerations: [{ operator: "Exists" }, { operator: "Exists" }] },
    'scheduling.tolerations[1]: Duplicate value: {"Key":"","Operator":"Exists","Value":"","Effect":"","TolerationSeconds":null}',
  ],
  [
    "StorageClass",
    "allowedTopologies",
    [
      { matchLabelExpressions: [{ key: "a", values: ["x", "y"] }] },
      { matchLabelExpressions: [{ key: "a", values: ["y", "x"] }] },
    ],
    'allowedTopologies[1].matchLabelExpressions: Duplicate value: ""',
  ],
  [
    "CSIDriver",
    "spec",
    { nodeAllocatableUpdatePeriodSeconds: 5, serviceAccountTokenInSecrets: true },
    "spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 5: must be greater than or equal to 10 seconds",
    "spec.serviceAccountTokenInSecrets: Invalid value: true: serviceAccountTokenInSecrets is set but no tokenRequests are specified",
  ],
  [
    "CSINode",
    "spec",
    { drivers: [{ name: "a", nodeID: "", topologyKeys: ["k", "k"] }] },
    "spec.drivers[0].nodeID: Required value",
    'spec.drivers[0]: Duplicate value: "k"',
  ],
  [
    "VolumeAttachment",
    "spec.source",
    { persistentVolumeName: "" },
    "spec.source.persistentVolumeName: Required value: must specify non empty persistentVolumeName",
    `spec.source.persistentVolumeName: Invalid value: "": ${SUBDOMAIN}`,
  ],
  [
    "ServiceCIDR",
    "spec",
    { cidrs: ["10.200.0.0/24", "10.201.0.0/24"] },
    'spec.cidrs: Invalid value: ["10.200.0.0/24","10.201.0.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
  ],
  ["IngressClass", "spec.parameters", { kind: "", name: "y" }, "spec.parameters.kind: Required value"],
  ["Ingress", "metadata.labels", {}],
];

export type Update = readonly [kind: string, path: string, value: unknown, patch: string, ...causes: string[]];

export const UPDATES: readonly Update[] = [
  [
    "PersistentVolumeClaim",
    "status",
    { phase: "Bound", capacity: { storage: "500Mi" } },
    '{"spec":{"resources":{"requests":{"storage":"500Mi"}}}}',
    "spec.resources.requests.storage: Forbidden: field can not be less than status.capacity",
  ],
  [
    "PersistentVolumeClaim",
    "metadata.labels",
    {},
    '/status {"status":{"capacity":{"storage":"-1Gi"}}}',
    "status.capacity[storage]: Invalid value: -1073741824: must be a valid resource quantity",
  ],
  [
    "PersistentVolume",
    "spec.nodeAffinity",
    { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "Exists" }] }] } },
    '{"spec":{"nodeAffinity":null}}',
    "nodeAffinity: Invalid value: null: field is immutable, except for updating from beta label to GA",
  ],
  ["Pod", "spec.resources", { requests: { cpu: "1" } }, '/resize {"spec":{"resources":{"requests":{"cpu":"2"}}}}'],
  [
    "Pod",
    "spec.resources",
    { requests: { cpu: "1", memory: "1Gi" } },
    '/resize {"spec":{"resources":{"requests":{"memory":null}}}}',
    "spec.resources.requests: Forbidden: pod-level resource requests cannot be removed",
  ],
  [
    "CSINode",
    "spec",
    { drivers: [{ name: "a", nodeID: "i" }] },
    '{"spec":{"drivers":[{"name":"a","nodeID":"j"}]}}',
    'spec.drivers: Invalid value: {"Name":"a","NodeID":"j","TopologyKeys":null,"Allocatable":null}: field is immutable',
  ],
  [
    "VolumeAttachment",
    "metadata.labels",
    {},
    '{"spec":{"nodeName":"m"}}',
    'spec: Invalid value: {"Attacher":"a","Source":{"PersistentVolumeName":"v","InlineVolumeSpec":null},"NodeName":"m"}: field is immutable',
  ],
  ["ServiceCIDR", "metadata.labels", {}, '{"spec":{"cidrs":["10.200.0.0/24","fd00:1::/112"]}}'],
  [
    "ServiceCIDR",
    "metadata.labels",
    {},
    '{"spec":{"cidrs":["10.201.0.0/24"]}}',
    'spec.cidrs[0]: Invalid value: "10.201.0.0/24": field is immutable',
  ],
];
