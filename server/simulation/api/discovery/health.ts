/** /healthz, /livez and /readyz with their single checks: all well, always. Models apiserver pkg/server/healthz. */
import type { ApiResponse } from "../ApiRequest.ts";

const ROOTS = ["healthz", "livez", "readyz"];
const HOOKS = [
  "start-apiserver-admission-initializer",
  "generic-apiserver-start-informers",
  "priority-and-fairness-config-consumer",
  "priority-and-fairness-filter",
  "storage-object-count-tracker-hook",
  "start-apiextensions-informers",
  "start-apiextensions-controllers",
  "crd-informer-synced",
  "start-system-namespaces-controller",
  "peer-endpoint-reconciler-controller",
  "start-cluster-authentication-info-controller",
  "start-kube-apiserver-identity-lease-controller",
  "start-kube-apiserver-identity-lease-garbage-collector",
  "storage-readiness",
  "start-legacy-token-tracking-controller",
  "start-service-ip-repair-controllers",
  "rbac/bootstrap-roles",
  "scheduling/bootstrap-system-priority-classes",
  "priority-and-fairness-config-producer",
  "bootstrap-controller",
  "start-kubernetes-service-cidr-controller",
  "aggregator-reload-proxy-client-cert",
  "start-kube-aggregator-informers",
  "apiservice-status-local-available-controller",
  "apiservice-status-remote-available-controller",
  "apiservice-registration-controller",
  "apiservice-discovery-controller",
  "kube-apiserver-autoregistration",
].map((hook) => `poststarthook/${hook}`);
const LAST = [
  "autoregister-completion",
  "poststarthook/apiservice-openapi-controller",
  "poststarthook/apiservice-openapiv3-controller",
];

/** Checks of a root in the order it runs them. */
function checksOf(root: string): readonly string[] {
  if (root !== "readyz") return ["ping", "log", "loopback-serving-certificate", "etcd", ...HOOKS, ...LAST];
  return ["ping", "log", "etcd", "etcd-readiness", "informer-sync", ...HOOKS, ...LAST, "shutdown"];
}

/** The answer of a health path; undefined for other paths. */
export function healthAnswer(path: string, query: URLSearchParams): ApiResponse | undefined {
  const [, root = "", ...rest] = path.split("/");
  if (!ROOTS.includes(root)) return undefined;
  const checks = checksOf(root);
  if (rest.length > 0) return checks.includes(rest.join("/")) ? healthy("ok") : undefined;
  if (!query.has("verbose")) return healthy("ok");
  const excluded = new Set(query.getAll("exclude"));
  const lines = checks.map((check) => (excluded.has(check) ? `[+]${check} excluded: ok` : `[+]${check} ok`));
  const unknown = [...excluded].filter((check) => !checks.includes(check)).sort();
  if (unknown.length > 0) {
    const names = unknown.map((check) => JSON.stringify(check)).join(",");
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  }
  return healthy(`${lines.join("\n")}\n${root} check passed\n`);
}

/** Paths of all checks, as the index lists them. */
export const HEALTH_PATHS: readonly string[] = ROOTS.flatMap((root) => [
  `/${root}`,
  ...checksOf(root).map((check) => `/${root}/${check}`),
]);

function healthy(body: string): ApiResponse {
  return {
    status: 200,
    contentType: "text/plain; charset=utf-8",
    headers: { "X-Content-Type-Options": "nosniff" },
    warnings: [],
    body,
  };
}
