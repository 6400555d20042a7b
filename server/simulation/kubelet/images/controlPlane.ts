/** The images of a control plane. They listen, answer their health checks and tell what they would at their start. */
import { type ImageModel, text } from "./ImageModel.ts";
import { portTaken } from "./servers.ts";

export type ControlPlaneImage = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "etcd" | "coredns";

interface Shape {
  readonly image: string;
  readonly size: number;
  readonly ports: readonly number[];
  /** Bytes and cores it takes at rest. */
  readonly memory: number;
  readonly cores: number;
  readonly logs: readonly string[];
}

const MI = 2 ** 20;

export const CONTROL_PLANE_IMAGES: { readonly [name in ControlPlaneImage]: Shape } = {
  "kube-apiserver": {
    image: "registry.k8s.io/kube-apiserver:v1.36.2",
    size: 27_000_000,
    ports: [6443],
    memory: 260 * MI,
    cores: 0.035,
    logs: ["I1 server.go] Version: v1.36.2", "I1 secure_serving.go] Serving securely on [::]:6443"],
  },
  "kube-controller-manager": {
    image: "registry.k8s.io/kube-controller-manager:v1.36.2",
    size: 23_000_000,
    ports: [10257],
    memory: 52 * MI,
    cores: 0.012,
    logs: [
      "I1 controllermanager.go] Version: v1.36.2",
      "I1 secure_serving.go] Serving securely on 127.0.0.1:10257",
      "I1 leaderelection.go] successfully acquired lease kube-system/kube-controller-manager",
    ],
  },
  "kube-scheduler": {
    image: "registry.k8s.io/kube-scheduler:v1.36.2",
    size: 17_000_000,
    ports: [10259],
    memory: 24 * MI,
    cores: 0.004,
    logs: [
      "I1 server.go] Starting Kubernetes Scheduler version=v1.36.2",
      "I1 secure_serving.go] Serving securely on 127.0.0.1:10259",
      "I1 leaderelection.go] successfully acquired lease kube-system/kube-scheduler",
    ],
  },
  etcd: {
    image: "registry.k8s.io/etcd:3.6.8-0",
    size: 23_600_000,
    ports: [2379, 2380, 2381],
    memory: 45 * MI,
    cores: 0.015,
    logs: [
      '{"level":"info","msg":"serving client traffic securely","address":"127.0.0.1:2379"}',
      '{"level":"info","msg":"ready to serve client requests"}',
    ],
  },
  coredns: {
    image: "registry.k8s.io/coredns/coredns:v1.14.2",
    size: 23_500_000,
    ports: [53, 8080, 8181, 9153],
    memory: 14 * MI,
    cores: 0.002,
    logs: [".:53", "[INFO] plugin/reload: Running configuration", "CoreDNS-1.14.2", "linux/amd64"],
  },
};

const HEALTH = new Set(["/livez", "/readyz", "/healthz", "/health", "/ready"]);

function model(name: ControlPlaneImage): ImageModel {
  const { size, ports, memory, cores, logs } = CONTROL_PLANE_IMAGES[name];
  return {
    size,
    ...(name === "coredns" ? { user: 65_532 } : {}),
    files: { base: "bare", programs: [name === "coredns" ? "/coredns" : `/usr/local/bin/${name}`] },
    argv: [name === "coredns" ? "/coredns" : name],
    serves: [name],
    start: ({ isTaken }) => {
      const taken = ports.find(isTaken);
      return taken === undefined
        ? { listens: ports, logs, memory, cores, onTerm: { exit: 0, after: name === "coredns" ? 5000 : 100 } }
        : portTaken([`listen tcp :${taken}: bind: address already in use`]);
    },
    http: ({ path }) => ({
      response: HEALTH.has(path.split("?")[0] ?? "") ? text(200, "ok") : text(404, "404 page not found\n"),
    }),
  };
}

export const controlPlaneImages: { readonly [repository: string]: ImageModel } = Object.fromEntries(
  (Object.keys(CONTROL_PLANE_IMAGES) as ControlPlaneImage[]).map((name) => {
    const { image } = CONTROL_PLANE_IMAGES[name];
    return [image.slice(0, image.lastIndexOf(":")), model(name)];
  }),
);
