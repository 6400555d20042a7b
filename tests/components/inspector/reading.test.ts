import { describe, expect, test } from "vitest";
import { lineDiff } from "../../../components/inspector/lineDiff.ts";
import { relatedOf } from "../../../components/inspector/related.ts";
import { plainFacts } from "../../../components/inspector/summaries/plainFacts.ts";
import { membersOf } from "../../../components/inspector/why/members.ts";
import { backOffEnd, graceEnd } from "../../../components/inspector/why/waits.ts";
import type {
  ContainerStatus,
  EndpointSlice,
  KubeObject,
  Pod,
  Service,
} from "../../../server/protocol/kubernetes/index.ts";

function object<T>(kind: string, name: string, more: object = {}, metadata: object = {}): T {
  return {
    apiVersion: "v1",
    kind,
    metadata: { name, namespace: "default", uid: `uid-${name}`, resourceVersion: "1", ...metadata },
    ...more,
  } as T;
}
const service = object<Service>("Service", "svc", { spec: { selector: { type: "web", lo: "dev" } } });
const labelled = (name: string, labels: object, spec: object = {}) =>
  object<Pod>("Pod", name, { spec: { containers: [], ...spec } }, { labels });

test("WHY-4 in, nearly, out, and the label that decides", () => {
  const slice = object<EndpointSlice>(
    "EndpointSlice",
    "svc-1",
    { endpoints: [{ addresses: ["20.96.1.9"], conditions: { ready: false }, targetRef: { uid: "uid-in" } }] },
    { labels: { "kubernetes.io/service-name": "svc" } },
  );
  const members = membersOf(
    service,
    [labelled("out", {}), labelled("near", { type: "web" }), labelled("in", { type: "web", lo: "dev", x: "y" })],
    [slice],
  );
  expect(
    members.map(({ pod, wrong, matched, ready, address }) => [pod.metadata.name, wrong, matched, ready, address]),
  ).toEqual([
    ["in", undefined, 2, false, "20.96.1.9"],
    ["near", ["lo", "dev"], 1, false, ""],
    ["out", ["type", "web"], 0, false, ""],
  ]);
});

test("WHY-4 a port that no container names is told, unless they name none", () => {
  const endpoint = (name: string): object => ({ addresses: ["20.96.1.9"], targetRef: { uid: `uid-${name}` } });
  const slice = object<EndpointSlice>(
    "EndpointSlice",
    "svc-1",
    { endpoints: ["a", "b", "c"].map(endpoint), ports: [{ port: 9999 }] },
    { labels: { "kubernetes.io/service-name": "svc" } },
  );
  const naming = (name: string, ...ports: readonly number[]): Pod =>
    labelled(
      name,
      { type: "web", lo: "dev" },
      { containers: [{ name: "c", ports: ports.map((containerPort) => ({ containerPort })) }] },
    );
  const members = membersOf(service, [naming("a", 8080), naming("b", 8080, 9999), naming("c")], [slice]);
  expect(members.map(({ ports, unnamed, named }) => [ports, unnamed, named])).toEqual([
    [[9999], [9999], [8080]],
    [[9999], [], [8080, 9999]],
    [[9999], [], []],
  ]);
});

describe("WHY-5 waits end when the cluster says", () => {
  test.each([
    ["back-off 10s restarting failed container=c pod=p_default(1)", 10_000],
    ["back-off 2m40s restarting failed container=c pod=p_default(1)", 160_000],
  ])("%s", (message, length) => {
    const status = {
      state: { waiting: { reason: "CrashLoopBackOff", message } },
      lastState: { terminated: { finishedAt: "2026-01-01T00:00:00Z" } },
    } as unknown as ContainerStatus;
    expect(backOffEnd(status)).toBe(Date.parse("2026-01-01T00:00:00Z") + length);
  });
  test("what does not wait has no end", () => {
    expect(backOffEnd({ state: { running: {} } } as unknown as ContainerStatus)).toBeUndefined();
    expect(graceEnd(labelled("p", {}))).toBeUndefined();
  });
});

test("WHY-6 lines that stay, go and come", () => {
  expect(lineDiff("a\nb\nc\n", "a\nc\nd\n").map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    "same a",
    "removed b",
    "same c",
    "added d",
  ]);
});

test("WHY-7 what an object is tied to", () => {
  const pod = labelled(
    "p",
    { type: "web", lo: "dev" },
    {
      volumes: [{ configMap: { name: "conf" } }, { persistentVolumeClaim: { claimName: "gone" } }],
      containers: [{ envFrom: [{ secretRef: { name: "key" } }] }],
      serviceAccountName: "default",
    },
  );
  const ingress = object<KubeObject>("Ingress", "in", {
    spec: { rules: [{ http: { paths: [{ backend: { service: { name: "svc" } } }] } }] },
  });
  const configMap = object<KubeObject>("ConfigMap", "conf");
  const table = (...objects: readonly KubeObject[]) =>
    new Map(objects.map((one) => [`default/${one.metadata.name}`, one]));
  const tables = new Map([
    ["pods", table(pod as unknown as KubeObject)],
    ["services", table(service as unknown as KubeObject)],
    ["ingresses.networking.k8s.io", table(ingress)],
    ["configmaps", table(configMap)],
    ["persistentvolumeclaims", table()],
  ]);
  const at = (resource: string, name: string) => ({ resource, namespace: "default", name });
  const told = (one: KubeObject, resource: string) =>
    relatedOf(one, at(resource, one.metadata.name), tables).map(({ how, targets }) => [
      how,
      ...targets.map(({ name }) => name),
    ]);
  expect(told(pod as unknown as KubeObject, "pods")).toEqual([
    ["services", "svc"],
    ["uses", "conf", "key"],
  ]);
  expect(told(configMap, "configmaps")).toEqual([["usedBy", "p"]]);
  expect(told(service as unknown as KubeObject, "services")).toEqual([["routes", "in"]]);
});

test("WHY-8 any kind says what stands on a line", () => {
  expect(plainFacts({ a: 1, b: ["x", "y"], c: { d: true, e: { f: 1 } }, g: [{}], conditions: [] })).toEqual([
    ["a", "1"],
    ["b", "x, y"],
    ["c.d", "true"],
    ["c.e", "{f}"],
    ["g", "[1]"],
  ]);
});
