/** A small valid object of every built-in kind, by group resource. */
const template = { metadata: { labels: { app: "a" } }, spec: { containers: [{ name: "c", image: "i" }] } };
const jobTemplate = { spec: { ...template.spec, restartPolicy: "Never" } };
const selector = { matchLabels: { app: "a" } };
const RBAC = { apiGroup: "rbac.authorization.k8s.io" };
const pod = { apiVersion: "v1", kind: "Pod", namespace: "default", name: "p" };

export const SAMPLES: { readonly [resource: string]: object } = {
  configmaps: { data: { a: "1" } },
  endpoints: { subsets: [{ addresses: [{ ip: "10.1.2.3" }], ports: [{ port: 80 }] }] },
  events: { involvedObject: pod, reason: "R", message: "m", type: "Normal" },
  limitranges: { spec: { limits: [{ type: "Container", max: { cpu: "1" } }] } },
  namespaces: {},
  nodes: {},
  pods: { spec: template.spec },
  resourcequotas: { spec: { hard: { pods: "90" } } },
  secrets: { stringData: { a: "1" } },
  serviceaccounts: {},
  services: { spec: { ports: [{ port: 80 }], selector: { app: "a" } } },
  "deployments.apps": { spec: { selector, template } },
  "replicasets.apps": { spec: { selector, template } },
  "statefulsets.apps": { spec: { selector, template, serviceName: "s" } },
  "daemonsets.apps": { spec: { selector, template } },
  "controllerrevisions.apps": { revision: 1, data: { a: 1 } },
  "endpointslices.discovery.k8s.io": { addressType: "IPv4", endpoints: [{ addresses: ["10.1.2.3"] }], ports: [] },
  "events.events.k8s.io": {
    eventTime: "2026-01-01T00:00:00.000000Z",
    action: "Binding",
    reason: "R",
    type: "Normal",
    note: "n",
    regarding: pod,
    reportingController: "a.b/c",
    reportingInstance: "i-1",
  },
  "leases.coordination.k8s.io": { spec: { holderIdentity: "h" } },
  "clusterroles.rbac.authorization.k8s.io": { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  "roles.rbac.authorization.k8s.io": { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  "clusterrolebindings.rbac.authorization.k8s.io": {
    subjects: [{ kind: "User", name: "u", ...RBAC }],
    roleRef: { kind: "ClusterRole", name: "view", ...RBAC },
  },
  "rolebindings.rbac.authorization.k8s.io": {
    subjects: [{ kind: "User", name: "u", ...RBAC }],
    roleRef: { kind: "ClusterRole", name: "view", ...RBAC },
  },
  "poddisruptionbudgets.policy": { spec: { selector, minAvailable: 1 } },
  "priorityclasses.scheduling.k8s.io": { value: 10 },
  "storageclasses.storage.k8s.io": { provisioner: "a.b/c" },
  "cronjobs.batch": { spec: { schedule: "0 0 * * *", jobTemplate: { spec: { template: jobTemplate } } } },
  "jobs.batch": { spec: { template: jobTemplate } },
  podtemplates: { template },
  replicationcontrollers: { spec: { selector: { app: "a" }, template } },
  "horizontalpodautoscalers.autoscaling": {
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" }, maxReplicas: 3 },
  },
  "horizontalpodautoscalers.v1.autoscaling": {
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" }, maxReplicas: 3 },
  },
  "ingresses.networking.k8s.io": { spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } } },
  "ingressclasses.networking.k8s.io": { spec: { controller: "a.b/c" } },
  "networkpolicies.networking.k8s.io": { spec: { podSelector: {} } },
  persistentvolumes: {
    spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/x" } },
  },
  persistentvolumeclaims: { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } } },
  "csidrivers.storage.k8s.io": { spec: {} },
  "csinodes.storage.k8s.io": { spec: { drivers: [{ name: "a.b", nodeID: "n" }] } },
  "volumeattachments.storage.k8s.io": {
    spec: { attacher: "a.b", nodeName: "n", source: { persistentVolumeName: "pv" } },
  },
  "runtimeclasses.node.k8s.io": { handler: "h" },
  "servicecidrs.networking.k8s.io": { spec: { cidrs: ["192.168.0.0/24"] } },
  "ipaddresses.networking.k8s.io": {
    spec: { parentRef: { resource: "services", namespace: "default", name: "kubernetes" } },
  },
  "csistoragecapacities.storage.k8s.io": { storageClassName: "sc", capacity: "1Gi" },
  "volumeattributesclasses.storage.k8s.io": { driverName: "a.b", parameters: { a: "1" } },
  "certificatesigningrequests.certificates.k8s.io": {
    spec: {
      signerName: "example.com/s",
      usages: ["client auth"],
      request: Buffer.from(
        "-----BEGIN CERTIFICATE REQUEST-----\nMBIwCwIBADAAMAQwAAYAMAADAQA=\n-----END CERTIFICATE REQUEST-----\n",
      ).toString("base64"),
    },
  },
  "flowschemas.flowcontrol.apiserver.k8s.io": { spec: { priorityLevelConfiguration: { name: "exempt" } } },
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": {
    spec: { type: "Limited", limited: { limitResponse: { type: "Reject" } } },
  },
  "apiservices.apiregistration.k8s.io": {
    spec: {
      group: "x.example",
      version: "v1",
      groupPriorityMinimum: 10,
      versionPriority: 10,
      service: { name: "s", namespace: "default" },
      insecureSkipTLSVerify: true,
    },
  },
  "deviceclasses.resource.k8s.io": { spec: {} },
  "resourceclaims.resource.k8s.io": {
    spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "gpu.example.com" } }] } },
  },
  "resourceclaimtemplates.resource.k8s.io": {
    spec: { spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "gpu.example.com" } }] } } },
  },
  "resourceslices.resource.k8s.io": {
    spec: { driver: "a.b", pool: { name: "p", resourceSliceCount: 1, generation: 1 }, allNodes: true, devices: [] },
  },
};

/** Names that a kind wants in a form of its own. */
export const NAMES: { readonly [resource: string]: string } = {
  "ipaddresses.networking.k8s.io": "10.100.0.9",
  "apiservices.apiregistration.k8s.io": "v1.x.example",
  "csidrivers.storage.k8s.io": "a.b",
};
