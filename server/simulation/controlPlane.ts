/**
 * What kubeadm leaves on a control plane node: the manifests of its static pods, and the cluster's DNS as a Deployment with
 * its Service. API server, scheduler and controllers are not these pods' processes here: the pods show where they would be.
 */
import type { KubeObject, ObjectDraft } from "../protocol/kubernetes/index.ts";
import { goYaml } from "./api/machinery/goYaml.ts";
import { CLUSTER_DNS, CLUSTER_DOMAIN } from "./controllerkit/resolvConf.ts";
import { type ControlPlaneImage, CONTROL_PLANE_IMAGES } from "./kubelet/images/controlPlane.ts";

const PKI = "/etc/kubernetes/pki";
const FOLDER = "/etc/kubernetes/manifests";

interface Component {
  readonly name: ControlPlaneImage;
  readonly cpu: string;
  readonly memory?: string;
  readonly flags: readonly string[];
  /** Host folders and files it sees, at the same path. */
  readonly paths: { readonly [volume: string]: string };
  readonly port: number;
  readonly scheme: "HTTP" | "HTTPS";
  readonly live: string;
  readonly startup: string;
  readonly ready?: string;
  readonly annotations?: { readonly [key: string]: string };
}

interface Networks {
  readonly pods: string;
  readonly services: string;
}

function components(address: string, { pods, services }: Networks): readonly Component[] {
  return [
    {
      name: "kube-apiserver",
      cpu: "250m",
      flags: [
        `--advertise-address=${address}`,
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        `--client-ca-file=${PKI}/ca.crt`,
        "--enable-admission-plugins=NodeRestriction",
        "--enable-bootstrap-token-auth=true",
        "--etcd-servers=https://127.0.0.1:2379",
        "--secure-port=6443",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        `--service-account-key-file=${PKI}/sa.pub`,
        `--service-cluster-ip-range=${services}`,
        `--tls-cert-file=${PKI}/apiserver.crt`,
      ],
      paths: { "k8s-certs": PKI, "ca-certs": "/etc/ssl/certs" },
      port: 6443,
      scheme: "HTTPS",
      live: "/livez",
      startup: "/livez",
      ready: "/readyz",
      annotations: { "kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint": `${address}:6443` },
    },
    {
      name: "kube-controller-manager",
      cpu: "200m",
      flags: [
        "--allocate-node-cidrs=true",
        "--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--bind-address=127.0.0.1",
        `--cluster-cidr=${pods}`,
        "--cluster-name=kubernetes",
        "--controllers=*,bootstrapsigner,tokencleaner",
        "--kubeconfig=/etc/kubernetes/controller-manager.conf",
        "--leader-elect=true",
        `--service-cluster-ip-range=${services}`,
        "--use-service-account-credentials=true",
      ],
      paths: { "k8s-certs": PKI, "ca-certs": "/etc/ssl/certs", kubeconfig: "/etc/kubernetes/controller-manager.conf" },
      port: 10257,
      scheme: "HTTPS",
      live: "/healthz",
      startup: "/healthz",
    },
    {
      name: "kube-scheduler",
      cpu: "100m",
      flags: [
        "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
        "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
        "--bind-address=127.0.0.1",
        "--kubeconfig=/etc/kubernetes/scheduler.conf",
        "--leader-elect=true",
      ],
      paths: { kubeconfig: "/etc/kubernetes/scheduler.conf" },
      port: 10259,
      scheme: "HTTPS",
      live: "/livez",
      startup: "/livez",
      ready: "/readyz",
    },
    {
      name: "etcd",
      cpu: "100m",
      memory: "100Mi",
      flags: [
        `--advertise-client-urls=https://${address}:2379`,
        "--data-dir=/var/lib/etcd",
        `--listen-client-urls=https://127.0.0.1:2379,https://${address}:2379`,
        "--listen-metrics-urls=http://127.0.0.1:2381",
        "--name=k8s-master",
        "--snapshot-count=10000",
      ],
      paths: { "etcd-certs": `${PKI}/etcd`, "etcd-data": "/var/lib/etcd" },
      port: 2381,
      scheme: "HTTP",
      live: "/livez",
      startup: "/readyz",
      ready: "/readyz",
      annotations: { "kubeadm.kubernetes.io/etcd.advertise-client-urls": `https://${address}:2379` },
    },
  ];
}

/** Files of the control plane's node, by path. */
export function controlPlaneFiles(address: string, networks: Networks): { readonly [path: string]: string } {
  return Object.fromEntries(
    components(address, networks).map((each) => [`${FOLDER}/${each.name}.yaml`, goYaml(manifest(each))]),
  );
}

function manifest({ name, cpu, memory, flags, paths, annotations, ...probed }: Component): object {
  const probe = (path: string, more: object): object => ({
    httpGet: { host: "127.0.0.1", path, port: probed.port, scheme: probed.scheme },
    timeoutSeconds: 15,
    ...more,
  });
  const volumes = Object.entries(paths);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...(annotations ? { annotations } : {}),
      labels: { component: name, tier: "control-plane" },
      name,
      namespace: "kube-system",
    },
    spec: {
      containers: [
        {
          name,
          image: CONTROL_PLANE_IMAGES[name].image,
          imagePullPolicy: "IfNotPresent",
          command: [name, ...flags],
          resources: { requests: { cpu, ...(memory ? { memory } : {}) } },
          livenessProbe: probe(probed.live, { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 8 }),
          ...(probed.ready ? { readinessProbe: probe(probed.ready, { periodSeconds: 1, failureThreshold: 3 }) } : {}),
          startupProbe: probe(probed.startup, { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 24 }),
          volumeMounts: volumes.map(([volume, path]) => ({
            name: volume,
            mountPath: path,
            ...(volume === "etcd-data" ? {} : { readOnly: true }),
          })),
        },
      ],
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: "system-node-critical",
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      volumes: volumes.map(([volume, path]) => ({
        name: volume,
        hostPath: { path, type: volume === "kubeconfig" ? "FileOrCreate" : "DirectoryOrCreate" },
      })),
    },
  };
}

const DNS_LABELS = { "k8s-app": "kube-dns" };
const COREFILE = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${CLUSTER_DOMAIN} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success ${CLUSTER_DOMAIN}
       disable denial ${CLUSTER_DOMAIN}
    }
    loop
    reload
    loadbalance
}
`;

/** The cluster's DNS, in the order kubeadm makes it. */
export function clusterDns(): readonly { readonly resource: string; readonly object: ObjectDraft }[] {
  const named = { name: "coredns", namespace: "kube-system" };
  const rbac = "rbac.authorization.k8s.io";
  const httpGet = (path: string, port: number | string): object => ({ path, port, scheme: "HTTP" });
  return [
    {
      resource: "configmaps",
      object: { apiVersion: "v1", kind: "ConfigMap", metadata: named, data: { Corefile: COREFILE } },
    },
    {
      resource: `clusterroles.${rbac}`,
      object: {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRole",
        metadata: { name: "system:coredns" },
        rules: [
          {
            apiGroups: [""],
            resources: ["endpoints", "services", "pods", "namespaces"],
            verbs: ["list", "watch"],
          },
          { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
        ],
      },
    },
    {
      resource: `clusterrolebindings.${rbac}`,
      object: {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name: "system:coredns" },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:coredns" },
        subjects: [{ kind: "ServiceAccount", ...named }],
      },
    },
    { resource: "serviceaccounts", object: { apiVersion: "v1", kind: "ServiceAccount", metadata: named } },
    {
      resource: "deployments.apps",
      object: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { ...named, labels: DNS_LABELS },
        spec: {
          replicas: 2,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
          selector: { matchLabels: DNS_LABELS },
          template: {
            metadata: { labels: DNS_LABELS },
            spec: {
              priorityClassName: "system-cluster-critical",
              serviceAccountName: "coredns",
              affinity: {
                podAntiAffinity: {
                  preferredDuringSchedulingIgnoredDuringExecution: [
                    {
                      weight: 100,
                      podAffinityTerm: {
                        labelSelector: { matchExpressions: [{ key: "k8s-app", operator: "In", values: ["kube-dns"] }] },
                        topologyKey: "kubernetes.io/hostname",
                      },
                    },
                  ],
                },
              },
              tolerations: [
                { key: "CriticalAddonsOnly", operator: "Exists" },
                { key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" },
              ],
              nodeSelector: { "kubernetes.io/os": "linux" },
              containers: [
                {
                  name: "coredns",
                  image: CONTROL_PLANE_IMAGES.coredns.image,
                  imagePullPolicy: "IfNotPresent",
                  resources: { limits: { memory: "170Mi" }, requests: { cpu: "100m", memory: "70Mi" } },
                  args: ["-conf", "/etc/coredns/Corefile"],
                  volumeMounts: [{ name: "config-volume", mountPath: "/etc/coredns", readOnly: true }],
                  ports: [
                    { containerPort: 53, name: "dns", protocol: "UDP" },
                    { containerPort: 53, name: "dns-tcp", protocol: "TCP" },
                    { containerPort: 9153, name: "metrics", protocol: "TCP" },
                    { containerPort: 8080, name: "liveness-probe", protocol: "TCP" },
                    { containerPort: 8181, name: "readiness-probe", protocol: "TCP" },
                  ],
                  livenessProbe: {
                    httpGet: httpGet("/health", "liveness-probe"),
                    initialDelaySeconds: 60,
                    timeoutSeconds: 5,
                    successThreshold: 1,
                    failureThreshold: 5,
                  },
                  readinessProbe: { httpGet: httpGet("/ready", "readiness-probe") },
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
                    readOnlyRootFilesystem: true,
                  },
                },
              ],
              dnsPolicy: "Default",
              volumes: [
                {
                  name: "config-volume",
                  configMap: { name: "coredns", items: [{ key: "Corefile", path: "Corefile" }] },
                },
              ],
            },
          },
        },
      },
    },
    {
      resource: "services",
      object: {
        apiVersion: "v1",
        kind: "Service",
        metadata: {
          name: "kube-dns",
          namespace: "kube-system",
          labels: { ...DNS_LABELS, "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS" },
          annotations: { "prometheus.io/port": "9153", "prometheus.io/scrape": "true" },
        },
        spec: {
          selector: DNS_LABELS,
          clusterIP: CLUSTER_DNS,
          ports: [
            { name: "dns", port: 53, protocol: "UDP", targetPort: 53 },
            { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: 53 },
            { name: "metrics", port: 9153, protocol: "TCP", targetPort: 9153 },
          ],
        },
      },
    },
  ];
}

/** The images a control plane node has from its beginning, as its status lists them. */
export function presentImages(node: KubeObject): KubeObject {
  const images = Object.values(CONTROL_PLANE_IMAGES)
    .map(({ image, size }) => ({ names: [image], sizeBytes: size }))
    .sort((left, right) => right.sizeBytes - left.sizeBytes);
  const { status } = node as KubeObject & { readonly status?: object };
  return { ...node, status: { ...status, images } } as KubeObject;
}
