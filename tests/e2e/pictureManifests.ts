/** A cluster in which something of everything is to be seen. */
const pod = (name: string, labels: object, container: object, more: object = {}): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels },
  spec: { ...more, containers: [{ name: "container", image: "kubetm/init", ...container }] },
});
const service = (name: string, selector: object): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { selector, ports: [{ port: 8080 }] },
});
const asks = (cpu: string, memory: string, most?: string): object => ({
  resources: { requests: { cpu, memory }, ...(most ? { limits: { memory: most } } : {}) },
});

export const PICTURE_MANIFESTS: readonly object[] = [
  pod("pod-1", { type: "web", lo: "dev" }, {}),
  pod("pod-2", { type: "db", lo: "dev" }, {}),
  pod("pod-3", { type: "server", lo: "dev" }, {}),
  pod("pod-4", { type: "web", lo: "production" }, {}),
  pod("pod-5", { type: "db", lo: "production" }, {}),
  service("svc-for-web", { type: "web" }),
  service("svc-for-production", { lo: "production" }),
  service("svc-typo", { type: "web", lo: "prod" }),
  pod("pod-2gi", { type: "batch" }, { image: "nginx", ...asks("500m", "2Gi", "3Gi") }),
  pod("pod-big", { type: "batch" }, { image: "nginx", ...asks("1", "6Gi") }),
  pod("pod-crash", { type: "web" }, { image: "busybox", command: ["sh", "-c", "exit 3"] }),
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "shop" } },
      template: {
        metadata: { labels: { app: "shop" } },
        spec: { containers: [{ name: "web", image: "nginx", ...asks("100m", "128Mi", "256Mi") }] },
      },
    },
  },
];
