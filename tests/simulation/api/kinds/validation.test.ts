import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../../server/protocol/kubernetes/index.ts";
import { defaultPullPolicy, parseImageName } from "../../../../server/simulation/api/kinds/pod/imageName.ts";
import { qosClassOf } from "../../../../server/simulation/api/kinds/pod/qosClass.ts";
import {
  validateMetadataOnCreate,
  validateMetadataOnUpdate,
} from "../../../../server/simulation/api/kinds/validation/metadata.ts";
import {
  byteLength,
  dns1123Label,
  labelValue,
  nameIsSubdomain,
  portName,
  qualifiedName,
} from "../../../../server/simulation/api/kinds/validation/names.ts";
import { normalizeZeroValues } from "../../../../server/simulation/api/schema/zeroValues.ts";

const namespaced = { names: { namespaced: true }, resource: "configmaps" };
const object = (metadata: object): KubeObject =>
  ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "x", namespace: "lab", resourceVersion: "1", ...metadata },
  }) as unknown as KubeObject;
const texts = (errors: readonly { toString(): string }[]): string[] => errors.map(String);

describe("KIND-1 shapes of names", () => {
  test("lengths are counted in bytes and worded by kind of name", () => {
    expect(byteLength("한글")).toBe(6);
    expect(byteLength("😀")).toBe(4);
    expect(dns1123Label("a".repeat(64))).toEqual(["must be no more than 63 characters"]);
    expect(labelValue("a".repeat(64))).toEqual(["must be no more than 63 bytes"]);
  });

  test("a dotted name where a label is needed is told so", () => {
    expect(dns1123Label("a.b")).toEqual(["must not contain dots"]);
  });

  test("each half of a qualified name is checked", () => {
    expect(qualifiedName("example.com/Name")).toEqual([]);
    expect(qualifiedName("/x")).toEqual(["prefix part must be non-empty"]);
    expect(qualifiedName("example.com/")[0]).toBe("name part must be non-empty");
    expect(qualifiedName("a/b/c")[0]).toContain("with an optional DNS subdomain prefix and '/'");
  });

  test("a port's name has a letter and no stray hyphens", () => {
    expect(portName("http")).toEqual([]);
    expect(portName("80")).toEqual(["must contain at least one letter (a-z)"]);
    expect(portName("a--b")).toEqual(["must not contain consecutive hyphens"]);
  });
});

describe("KIND-2 prefixes", () => {
  test("a trailing dash is fine in a prefix only", () => {
    expect(nameIsSubdomain("web-", true)).toEqual([]);
    expect(nameIsSubdomain("web-", false)).toHaveLength(1);
  });
});

describe("KIND-3 to KIND-5 metadata", () => {
  test("KIND-3 an update's errors stand as often as the kind's own rules look again", () => {
    const errors = texts(validateMetadataOnUpdate(namespaced, object({ name: "y" }), object({})));
    expect(errors).toEqual(Array(2).fill('metadata.name: Invalid value: "y": field is immutable'));
    const bad = { labels: { $: "" } };
    const labels = (resource: string) =>
      validateMetadataOnUpdate({ resource }, object(bad), object({})).filter(
        ({ field }) => field === "metadata.labels",
      );
    expect(["deployments.apps", "configmaps", "persistentvolumes"].map((resource) => labels(resource).length)).toEqual([
      3, 4, 4,
    ]);
  });

  test("KIND-4 finalizers", () => {
    expect(texts(validateMetadataOnCreate(namespaced, object({ finalizers: ["a/b", "orphan"] })))).toEqual([]);
    expect(texts(validateMetadataOnCreate(namespaced, object({ finalizers: ["x"] })))).toEqual([
      'metadata.finalizers[0]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
    ]);
    const going = object({ deletionTimestamp: "2026-11-24T00:00:00Z", finalizers: ["a/b"] });
    const [error] = texts(
      validateMetadataOnUpdate(namespaced, object({ ...going.metadata, finalizers: ["a/b", "c/d"] }), going),
    );
    expect(error).toBe(
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"c/d"}',
    );
  });

  test("KIND-5 annotations are limited together", () => {
    const half = "v".repeat(128 * 1024);
    expect(texts(validateMetadataOnCreate(namespaced, object({ annotations: { a: half } })))).toEqual([]);
    expect(texts(validateMetadataOnCreate(namespaced, object({ annotations: { a: half, b: half } })))).toEqual([
      "metadata.annotations: Too long: may not be more than 262144 bytes",
    ]);
  });
});

describe("KIND-10 and KIND-11 the form of bodies", () => {
  test("KIND-10 empty members go, members Go always writes come, pointers' zeros stay", () => {
    const pod = {
      metadata: { name: "x", labels: {} },
      spec: {
        containers: [{ name: "c", image: "i", stdin: false, ports: [], securityContext: { privileged: false } }],
        hostNetwork: false,
        nodeName: "",
        volumes: null,
      },
    };
    normalizeZeroValues("core.v1.Pod", pod);
    expect(pod).toEqual({
      metadata: { name: "x" },
      spec: { containers: [{ name: "c", image: "i", resources: {}, securityContext: { privileged: false } }] },
      status: {},
    });
  });

  test("KIND-11 quantities are canonical and not finer than thousandths", () => {
    const container = { name: "c", resources: { limits: { cpu: "0.1", memory: "1024Mi" }, requests: { cpu: "100u" } } };
    normalizeZeroValues("core.v1.Container", container);
    expect(container.resources).toEqual({ limits: { cpu: "100m", memory: "1Gi" }, requests: { cpu: "1m" } });
  });
});

describe("KIND-20 images", () => {
  test.each([
    ["nginx", "Always"],
    ["nginx:latest", "Always"],
    ["nginx:1.25", "IfNotPresent"],
    ["localhost:5000/x", "Always"],
    [`nginx@sha256:${"a".repeat(64)}`, "IfNotPresent"],
    ["UPPER", "IfNotPresent"],
    ["", "IfNotPresent"],
  ])("%s is pulled %s", (image, policy) => {
    expect(defaultPullPolicy(image)).toBe(policy);
  });

  test("the parts of a name", () => {
    expect(parseImageName("nginx")).toEqual({
      registry: "docker.io",
      repository: "library/nginx",
      tag: "latest",
      digest: "",
    });
    expect(parseImageName("kubetm/p8000:v1")).toMatchObject({
      registry: "docker.io",
      repository: "kubetm/p8000",
      tag: "v1",
    });
    expect(parseImageName("a b")).toBeUndefined();
  });
});

describe("KIND-22 class of service", () => {
  const container = (resources: object): object => ({ name: "c", resources });
  const both = { cpu: "1", memory: "1Gi" };

  test.each([
    ["nothing asked for", [container({})], "BestEffort"],
    [
      "requests equal limits in every container",
      [container({ limits: both, requests: { cpu: "1000m", memory: "1024Mi" } })],
      "Guaranteed",
    ],
    ["one container without limits", [container({ limits: both, requests: both }), container({})], "Burstable"],
    ["a request below the limit", [container({ limits: both, requests: { ...both, cpu: "500m" } })], "Burstable"],
    ["other resources do not count", [container({ requests: { "ephemeral-storage": "1Gi" } })], "BestEffort"],
  ])("%s", (_title, containers, expected) => {
    expect(qosClassOf({ containers } as never)).toBe(expected);
  });

  const full = container({ limits: both, requests: both });
  test.each([
    ["an init container that asks for nothing", { containers: [full], initContainers: [container({})] }, "Burstable"],
    ["one that asks for all alone", { containers: [container({})], initContainers: [full] }, "Burstable"],
    [
      "resources of the whole pod come before its containers'",
      { containers: [container({})], resources: { limits: both, requests: both } },
      "Guaranteed",
    ],
    ["the pod's requests alone", { containers: [full], resources: { requests: both } }, "Burstable"],
  ])("KIND-22 %s", (_title, spec, expected) => {
    expect(qosClassOf(spec as never)).toBe(expected);
  });
});
