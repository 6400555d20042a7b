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
    "spec.dataSourceRef.name: Required value",
    "spec.dataSourceRef: Invalid value: \"X\": must be 'PersistentVolumeClaim' when referencing the default apiGroup",
  ],
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
];
