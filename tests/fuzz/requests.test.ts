/** Requests nobody's client would send: each gets an answer of the API's, and the cluster goes on as it was meant to. */
import { describe, expect, it } from "vitest";
import type { ApiRequest, ApiResponse } from "../../server/simulation/api/ApiRequest.ts";
import type { Cluster } from "../../server/simulation/cluster.ts";
import { Random } from "../../server/simulation/runtime/Random.ts";
import { ADMIN, newCluster, PODS, pass, podManifest, send } from "../support/clusters.ts";
import { overfullNodes, sharedAddresses } from "../support/invariants.ts";

const SEED = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000);
const COUNT = Number(process.env["REQUEST_FUZZ_RUNS"] ?? 4000);
/** Requests to one cluster, before another is made. */
const PER_CLUSTER = 400;

const random = Random.fromSeed(SEED);
const chance = (percent: number): boolean => random.uint32() % 100 < percent;
const pick = <T>(items: readonly T[]): T => items[random.uint32() % items.length] as T;

const WORDS = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "..",
  ".",
  "%2e%2e",
  "%ff",
  "%00",
  "a/b",
  "-",
  "x".repeat(300),
  "가나다",
  "\ud800",
  "default",
  "kube-system",
  "pods",
  "0",
  "null",
  "*",
];
const VALUES: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 1e308,
  () => 1.5,
  () => 2 ** 53,
  () => pick(WORDS),
  () => "1Gi",
  () => "9".repeat(400),
  () => "2026-11-24T00:00:00Z",
  () => [],
  () => ({}),
  () => [null],
  () => [[[]]],
  () => ({ __proto__: 1, constructor: { prototype: 1 } }),
  () => JSON.parse('{"__proto__":{"a":1}}') as unknown,
  () => Array.from({ length: 50 }, () => ({ name: pick(WORDS) })),
  () => JSON.parse(`${'{"a":'.repeat(200)}1${"}".repeat(200)}`) as unknown,
];
const QUERIES = [
  "labelSelector",
  "fieldSelector",
  "limit",
  "continue",
  "resourceVersion",
  "resourceVersionMatch",
  "watch",
  "timeoutSeconds",
  "dryRun",
  "fieldManager",
  "force",
  "fieldValidation",
  "pretty",
  "propagationPolicy",
  "gracePeriodSeconds",
  "container",
  "tailLines",
  "sinceTime",
  "limitBytes",
  "previous",
  "command",
  "path",
  "ports",
  "includeObject",
  "sendInitialEvents",
  "allowWatchBookmarks",
];
const QUERY_VALUES = [
  ...WORDS,
  "true",
  "-1",
  "1e99",
  "99999999999999999999",
  "a=b,c!=d",
  "a in (b",
  "metadata.name=x",
  "spec.nodeName!=",
  "a notin (),b",
  "All",
  "Foreground",
  "NotOlderThan",
  "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MX0",
];
const ACCEPTS = [
  undefined,
  "application/json",
  "application/yaml",
  "application/json;as=Table;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  "application/json;as=__proto__;v=v1;g=meta.k8s.io",
  "text/html",
  "*/*;q=x",
  ";;;",
];
const CONTENT_TYPES = [
  "application/json",
  "application/yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  "text/plain",
  "",
];

const NO_BODIES: readonly (() => string)[] = [
  ...[
    "{",
    "[]",
    "null",
    "\u0000",
    "a: &a [*a]",
    "&a a: *a",
    '{"a":1}{"b":2}',
    "\ud800",
    "---\n---\n",
    "? [a]\n: b",
  ].map((text) => () => text),
  () => '{"a":'.repeat(30_000),
  () => `${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}`,
  () => `${"[".repeat(30_000)}${"]".repeat(30_000)}`,
  () => "- ".repeat(5000),
  () =>
    `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, index) => `${"bcdefghij"[index]}: &${"bcdefghij"[index]} [${`*${"abcdefghij"[index]},`.repeat(9)}]`).join("\n")}`,
  () => `{"metadata":{"labels":{"a":"${"x".repeat(200_000)}"}}}`,
];

/** Bodies as people send them, by the collection they go to. */
const TEMPLATE = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "nginx" }] } };
const BODIES: { readonly [path: string]: object } = {
  [PODS]: podManifest("p", { labels: { a: "b" } }),
  "/api/v1/namespaces/default/services": {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "s" },
    spec: { selector: { a: "b" }, ports: [{ port: 80 }] },
  },
  "/api/v1/namespaces/default/configmaps": {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "m" },
    data: { a: "b" },
  },
  "/api/v1/nodes": { apiVersion: "v1", kind: "Node", metadata: { name: "n", labels: { a: "b" } } },
  "/api/v1/namespaces": { apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } },
  "/apis/apps/v1/namespaces/default/deployments": {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d" },
    spec: { replicas: 2, selector: { matchLabels: { a: "b" } }, template: TEMPLATE },
  },
  "/apis/apps/v1/namespaces/default/statefulsets": {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "st" },
    spec: { serviceName: "s", selector: { matchLabels: { a: "b" } }, template: TEMPLATE },
  },
  "/apis/batch/v1/namespaces/default/jobs": {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "j" },
    spec: { template: { spec: { ...TEMPLATE.spec, restartPolicy: "Never" } } },
  },
  "/apis/batch/v1/namespaces/default/cronjobs": {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "cj" },
    spec: {
      schedule: "* * * * *",
      jobTemplate: { spec: { template: { spec: { ...TEMPLATE.spec, restartPolicy: "Never" } } } },
    },
  },
  "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers": {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "h" },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" }, maxReplicas: 3 },
  },
  "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies": {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "np" },
    spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { a: "b" } } }] }] },
  },
  "/apis/rbac.authorization.k8s.io/v1/clusterroles": {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "r" },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  },
  "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: { verb: "get", resource: "pods" } },
  },
};
const COLLECTIONS = Object.keys(BODIES);
const SUBRESOURCES = [
  "status",
  "scale",
  "log",
  "exec",
  "binding",
  "eviction",
  "proxy",
  "portforward",
  "ephemeralcontainers",
  "resize",
  "finalize",
  "token",
];

/** Every place in a value, as a path of keys. */
function placesIn(value: unknown, at: readonly string[] = []): string[][] {
  const below =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, member]) => placesIn(member, [...at, key]))
      : [];
  return [[...at], ...below];
}

/** The body with something else at a place, or with a member more. */
function bent(body: object): unknown {
  const copy = JSON.parse(JSON.stringify(body)) as object;
  const place = pick(placesIn(copy));
  if (place.length === 0) return chance(30) ? pick(VALUES)() : copy;
  let target = copy as { [key: string]: unknown };
  for (const key of place.slice(0, -1)) target = target[key] as typeof target;
  const key = chance(20) ? pick(WORDS) : (place.at(-1) as string);
  Object.defineProperty(target, key, { value: pick(VALUES)(), enumerable: true, writable: true, configurable: true });
  return copy;
}

function bodyFor(collection: string, contentType: string): string | undefined {
  if (chance(5)) return undefined;
  if (chance(5)) return pick(NO_BODIES)();
  const whole = BODIES[collection] as object;
  const body = chance(25) ? whole : bent(whole);
  if (contentType === "application/json-patch+json")
    return JSON.stringify(
      chance(10)
        ? pick(VALUES)()
        : [
            {
              op: pick(["add", "remove", "replace", "move", "copy", "test", "x"]),
              path: `/${pick(placesIn(whole)).join("/")}${chance(30) ? `/${pick(WORDS)}` : ""}`,
              from: `/${pick(placesIn(whole)).join("/")}`,
              value: pick(VALUES)(),
            },
          ],
    );
  return JSON.stringify(body);
}

function request(): ApiRequest {
  const collection = pick(COLLECTIONS);
  const name = (BODIES[collection] as { readonly metadata?: { readonly name: string } }).metadata?.name ?? "x";
  const segments = collection.split("/");
  if (chance(15)) segments[1 + (random.uint32() % (segments.length - 1))] = pick(WORDS);
  const method = pick(["GET", "POST", "PUT", "PATCH", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const);
  if (method !== "POST" || chance(30)) {
    if (chance(90)) segments.push(chance(85) ? name : pick(WORDS));
    if (chance(25)) segments.push(chance(80) ? pick(SUBRESOURCES) : pick(WORDS));
  }
  const query = Array.from({ length: chance(40) ? 1 + (random.uint32() % 3) : 0 }, () => {
    const value = pick(QUERY_VALUES);
    return `${pick(QUERIES)}=${chance(90) ? encodeURIComponent(value.replace("\ud800", "")) : value}`;
  });
  const contentType = method === "PATCH" ? pick(CONTENT_TYPES) : chance(90) ? "application/json" : pick(CONTENT_TYPES);
  const body = method === "GET" || method === "HEAD" ? undefined : bodyFor(collection, contentType);
  const accept = pick(ACCEPTS);
  return {
    method,
    path: segments.join("/") + (query.length > 0 ? `?${query.join("&")}` : ""),
    user: ADMIN,
    contentType,
    ...(accept === undefined ? {} : { accept }),
    ...(body === undefined ? {} : { body }),
  };
}

/** Answers with 5xx that Kubernetes gives, by their texts. */
const THEIR_OWN = [
  /resourceVersion: Invalid value/,
  /Timeout: Too large resource version/,
  /does not contain declared merge key/,
  /failed to create typed patch object/,
  /list element types are not identical/,
];

/** The status and the text of the answer; an error thrown says what was sent. */
function ask(cluster: Cluster, sent: ApiRequest): { readonly status: number; readonly text: string } {
  try {
    if (sent.method === "GET" && /[?&]watch=(true|1)/.test(sent.path)) {
      const watch = cluster.openWatch(sent, () => {});
      if (!("close" in watch)) return answered(watch);
      watch.close();
      return { status: 200, text: "" };
    }
    return answered(cluster.apply({ type: "request", request: sent }, 1));
  } catch (error) {
    throw new Error(`SEED=${SEED}: ${JSON.stringify(sent)}`, { cause: error });
  }
}

const answered = ({ status, body }: ApiResponse) => ({
  status,
  text: typeof body === "string" ? body : JSON.stringify(body),
});

describe(`requests (SEED=${SEED})`, () => {
  it(
    `WIRE-40 ${COUNT} hostile requests are answered, none with 5xx, and the cluster keeps its rules`,
    () => {
      for (let done = 0; done < COUNT; done += PER_CLUSTER) {
        const cluster = newCluster();
        for (const path of COLLECTIONS) send(cluster, "POST", path, { body: BODIES[path] });
        for (let index = 0; index < PER_CLUSTER && done + index < COUNT; index++) {
          const sent = request();
          const { status, text } = ask(cluster, sent);
          const isFine = status < 500 || status === 503 || THEIR_OWN.some((each) => each.test(text));
          expect(isFine, `SEED=${SEED} ${status} ${text}: ${JSON.stringify(sent)}`).toBe(true);
          if (index % 20 === 0) pass(cluster, random.uint32() % 40);
        }
        pass(cluster, 60);
        expect([...sharedAddresses(cluster), ...overfullNodes(cluster)], `SEED=${SEED}`).toEqual([]);
        expect(send(cluster, "GET", "/api/v1/pods").status).toBe(200);
      }
    },
    30_000 + 10 * COUNT,
  );
});
