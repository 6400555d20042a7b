import { describe, expect, it } from "vitest";
import type { Cluster } from "../../../../server/simulation/cluster.ts";
import { newCluster, pass, send } from "../../../support/clusters.ts";

const CONFIGS = "/api/v1/namespaces/default/configmaps";
const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";
const JOBS = "/apis/batch/v1/namespaces/default/jobs";
const WIDGETS = "/apis/lab.example/v1/namespaces/default/widgets";

const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
const podSpec = { containers: [{ name: "c", image: "i" }] };

const messageOf = ({ body }: { readonly body: unknown }): string => (body as { message: string }).message;
const metadataOf = ({ body }: { readonly body: unknown }) =>
  (body as { metadata: { labels?: Record<string, string> } }).metadata;

function deployment(matchLabels: object, labels: object): object {
  const template = { metadata: { labels }, spec: podSpec };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "d" },
    spec: { selector: { matchLabels }, template },
  };
}

function definition(spec: object, scope = "Namespaced"): object {
  const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.lab.example" },
    spec: {
      group: "lab.example",
      scope,
      names: { plural: "widgets", kind: "Widget" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

function withWidgets(spec: object, scope?: string): Cluster {
  const cluster = newCluster();
  expect(send(cluster, "POST", CRDS, { body: definition(spec, scope) }).status).toBe(201);
  pass(cluster, 5);
  return cluster;
}

describe("what is written and how it is told", () => {
  it("RES-71 labels given empty are told as an empty map, labels not given as null", () => {
    const cluster = newCluster({ frozen: true });
    const empty = send(cluster, "POST", DEPLOYMENTS, { body: deployment({ app: "a" }, {}) });
    expect(messageOf(empty)).toContain("spec.template.metadata.labels: Invalid value: {}: `selector`");
    const none = send(cluster, "POST", DEPLOYMENTS, { body: deployment({ app: "a" }, undefined as never) });
    expect(messageOf(none)).toContain("spec.template.metadata.labels: Invalid value: null: `selector`");
  });

  it("RES-71 a selector that may not change is told by key", () => {
    const cluster = newCluster({ frozen: true });
    const labels = { app: "a", "a.b/c": "x" };
    expect(send(cluster, "POST", DEPLOYMENTS, { body: deployment({ app: "a" }, labels) }).status).toBe(201);
    const changed = send(cluster, "PUT", `${DEPLOYMENTS}/d`, { body: deployment(labels, labels) });
    expect(messageOf(changed)).toContain(
      'spec.selector: Invalid value: {"matchLabels":{"a.b/c":"x","app":"a"}}: field is immutable',
    );
  });

  it("RES-72 a resourceVersion must be a number", () => {
    const cluster = newCluster({ frozen: true });
    expect(send(cluster, "POST", CONFIGS, { body: config }).status).toBe(201);
    const answer = send(cluster, "PUT", `${CONFIGS}/a`, {
      body: { ...config, metadata: { name: "a", resourceVersion: "A B" } },
    });
    expect(answer.status).toBe(500);
    expect(messageOf(answer)).toBe('strconv.ParseUint: parsing "A B": invalid syntax');
  });

  it("RES-72 impossible names of runtime classes and of bound pods", () => {
    const cluster = newCluster({ frozen: true });
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
    send(cluster, "POST", "/api/v1/namespaces/default/serviceaccounts", { body: account });
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" }, spec: { ...podSpec, runtimeClassName: "" } };
    const made = send(cluster, "POST", "/api/v1/namespaces/default/pods", { body: pod });
    expect([made.status, messageOf(made)]).toEqual([500, "resource name may not be empty"]);
    const binding = { apiVersion: "v1", kind: "Binding", metadata: { name: "a/b" }, target: { name: "n" } };
    const bound = send(cluster, "POST", "/api/v1/namespaces/default/bindings", { body: binding });
    expect([bound.status, messageOf(bound)]).toEqual([400, `Name parameter invalid: "a/b": may not contain '/'`]);
  });

  it("RES-72 a time that is none is quoted byte by byte", () => {
    const cluster = newCluster({ frozen: true });
    const body = { ...config, metadata: { name: "a", creationTimestamp: "한" } };
    expect(messageOf(send(cluster, "POST", CONFIGS, { body }))).toContain('parsing time "\\xed\\x95\\x9c" as');
  });

  it("RES-73 a Job that cannot be has no labels of an empty template yet", () => {
    const cluster = newCluster({ frozen: true });
    const job = (name: string, metadata?: object) => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name },
      spec: { template: { metadata, spec: { ...podSpec, restartPolicy: "Never" } } },
    });
    const refused = send(cluster, "POST", JOBS, { body: job("A B") });
    expect(messageOf(refused)).toContain("spec.template.labels: Invalid value");
    expect(messageOf(refused)).not.toContain("metadata.labels: Invalid value");
    expect(metadataOf(send(cluster, "POST", JOBS, { body: job("a") })).labels).toMatchObject({ "job-name": "a" });
    const labelled = send(cluster, "POST", JOBS, { body: job("b", { labels: { l: "1" } }) });
    expect(metadataOf(labelled).labels).toMatchObject({ l: "1", "job-name": "b" });
  });

  it("RES-74 a watch of everything that allows bookmarks is told where it ends", () => {
    const cluster = newCluster({ frozen: true });
    expect(send(cluster, "POST", CONFIGS, { body: config }).status).toBe(201);
    const user = { username: "admin", uid: "admin", groups: ["system:masters"] };
    const typesOf = (query: string): string[] => {
      const types: string[] = [];
      const path = `${CONFIGS}?watch=1&fieldSelector=metadata.name%3Da&${query}`;
      const handle = cluster.openWatch({ method: "GET", path, user }, ({ type }) => types.push(type));
      if ("close" in handle) handle.close();
      return types;
    };
    expect(typesOf("allowWatchBookmarks=true")).toEqual(["ADDED", "BOOKMARK"]);
    expect(typesOf("allowWatchBookmarks=true&resourceVersion=0")).toEqual(["ADDED", "BOOKMARK"]);
    expect(typesOf("allowWatchBookmarks=true&resourceVersion=5")).not.toContain("BOOKMARK");
    expect(typesOf("resourceVersion=0")).toEqual(["ADDED"]);
  });

  it("SIM-3 what watches of the same are told is made once, however many they are: made, changed, gone, and out of a selector", () => {
    const cluster = newCluster({ frozen: true });
    const user = { username: "admin", uid: "admin", groups: ["system:masters"] };
    const told: { readonly type: string; readonly object: unknown }[] = [];
    for (const query of ["", "", "&labelSelector=app", "&labelSelector=app"])
      cluster.openWatch({ method: "GET", path: `${CONFIGS}?watch=1${query}`, user }, (event) => told.push(event));
    const labelled = { ...config, metadata: { name: "a", labels: { app: "x" } } };
    send(cluster, "POST", CONFIGS, { body: labelled });
    send(cluster, "PATCH", `${CONFIGS}/a`, { body: { metadata: { labels: { app: "y" } } } });
    send(cluster, "PATCH", `${CONFIGS}/a`, { body: { metadata: { labels: { app: null } } } });
    send(cluster, "DELETE", `${CONFIGS}/a`);
    const ours = told.filter(({ object }) => (object as typeof config).metadata.name === "a");
    expect(ours.map(({ type }) => type).join(" ")).toBe(
      `${"ADDED ".repeat(4)}${"MODIFIED ".repeat(6)}${"DELETED ".repeat(4)}`.trim(),
    );
    expect(new Set(ours.map(({ object }) => object)).size).toBe(5);
  });

  it("RES-75 custom resources have one scope, drop nulls and need a kind", () => {
    const spec = { type: "object", properties: { map: { type: "object", additionalProperties: { type: "integer" } } } };
    const cluster = withWidgets(spec);
    const widget = { apiVersion: "lab.example/v1", kind: "Widget", metadata: { name: "w" } };
    const made = send(cluster, "POST", WIDGETS, { body: { ...widget, spec: { map: { a: 1, b: null } } } });
    expect(made.body).toMatchObject({ spec: { map: { a: 1 } } });
    expect(send(cluster, "GET", "/apis/lab.example/v1/widgets/w").body).toBe("404 page not found\n");
    expect(send(cluster, "GET", "/apis/lab.example/v1/widgets").status).toBe(200);
    const nameless = send(cluster, "POST", WIDGETS, { body: { metadata: { name: "q" } } });
    expect(messageOf(nameless)).toContain(
      "the object provided is unrecognized (must be of type Widget): Object 'Kind'",
    );
    expect(send(withWidgets(spec, "Cluster"), "POST", WIDGETS, { body: widget }).body).toBe("404 page not found\n");
  });

  it("RES-76 text of unknown length is too expensive to add to", () => {
    const cluster = newCluster({ frozen: true });
    const ruled = (rule: object) =>
      send(cluster, "POST", `${CRDS}?dryRun=All`, {
        body: definition({
          type: "object",
          properties: { size: { type: "integer" } },
          "x-kubernetes-validations": [rule],
        }),
      });
    const added = ruled({ rule: "self.size < 3", messageExpression: "'at most ' + string(self.size)" });
    expect(messageOf(added)).toContain("estimated messageExpression cost exceeds budget by factor of more than 100x");
    expect(ruled({ rule: "self.size < 3", messageExpression: "string(self.size)" }).status).toBe(201);
    expect(ruled({ rule: "string(self.size) == 'x'" }).status).toBe(201);
  });

  it("RES-77 what is written through another version is owned in its fields", () => {
    const cluster = newCluster({ frozen: true });
    const path = (version: string) => `/apis/autoscaling/${version}/namespaces/default/horizontalpodautoscalers`;
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "d" };
    const body = {
      apiVersion: "autoscaling/v1",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "h" },
      spec: { maxReplicas: 3, scaleTargetRef, targetCPUUtilizationPercentage: 50 },
    };
    const fieldsOf = (answer: { readonly body: unknown }) =>
      (answer.body as { metadata: { managedFields: { fieldsV1: object }[] } }).metadata.managedFields.map(
        ({ fieldsV1 }) => fieldsV1,
      );
    const made = send(cluster, "POST", path("v1"), { body });
    const own = {
      "f:maxReplicas": {},
      "f:minReplicas": {},
      "f:scaleTargetRef": {},
      "f:targetCPUUtilizationPercentage": {},
    };
    expect(fieldsOf(made)).toEqual([{ "f:spec": own }]);
    // Taken over through the newer version, in whose form the percentage is a metric.
    const metrics = [
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 9 } } },
    ];
    const changed = send(cluster, "PATCH", `${path("v2")}/h?fieldManager=other`, {
      body: { spec: { metrics } },
      contentType: "application/merge-patch+json",
    });
    const { "f:targetCPUUtilizationPercentage": _gone, ...left } = own;
    expect(fieldsOf(changed)).toContainEqual({ "f:spec": left });
    expect(fieldsOf(changed)).toContainEqual({ "f:spec": { "f:metrics": {} } });
  });

  it("RES-77 conflicts name the group asked", () => {
    const cluster = newCluster({ frozen: true });
    const events = "/apis/events.k8s.io/v1/namespaces/default/events";
    const body = {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: "e" },
      regarding: { kind: "Pod", name: "p", namespace: "default" },
      reason: "R",
      action: "A",
      type: "Normal",
      eventTime: "2026-01-01T00:00:00.000000Z",
      reportingController: "a.b/c",
      reportingInstance: "i",
    };
    expect(send(cluster, "POST", events, { body }).status).toBe(201);
    expect(messageOf(send(cluster, "POST", events, { body }))).toBe('events.events.k8s.io "e" already exists');
  });

  it("RES-78 warnings of watches, of what lies below, of repeated keys, and Tables", () => {
    const cluster = newCluster({ frozen: true });
    const user = { username: "admin", uid: "admin", groups: ["system:masters"] };
    const endpoints = "/api/v1/namespaces/default/endpoints";
    const handle = cluster.openWatch({ method: "GET", path: `${endpoints}?watch=1`, user }, () => {});
    if ("close" in handle) handle.close();
    expect(handle.warnings).toEqual([expect.stringContaining("v1 Endpoints is deprecated")]);
    expect(send(cluster, "GET", `${endpoints}/x/scale`).warnings).toEqual([]);
    const request = {
      method: "PATCH" as const,
      path: `${CONFIGS}/a?fieldManager=m`,
      user,
      contentType: "application/apply-patch+yaml",
      body: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: v\n  a: w\n  b: v\n  b: w\n",
    };
    expect(cluster.apply({ type: "request", request }, 1).warnings).toEqual([
      'line 6: key "a" already set in map',
      'line 8: key "b" already set in map',
    ]);
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    expect(messageOf(send(cluster, "GET", `${CONFIGS}?includeObject=Foo`, { accept }))).toContain(
      `includeObject: Invalid value: "Foo": must be 'Metadata', 'Object', 'None', or empty`,
    );
  });

  it("WIRE-40 entries of managed fields with nulls within are taken", () => {
    const cluster = newCluster({ frozen: true });
    expect(send(cluster, "POST", CONFIGS, { body: config }).status).toBe(201);
    const entry = { manager: "z", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1" };
    for (const fieldsV1 of [{ "f:data": null }, { "f:data": { "f:a": null } }, { "f:data": 1 }]) {
      const metadata = { name: "a", managedFields: [{ ...entry, fieldsV1 }] };
      const answer = send(cluster, "PUT", `${CONFIGS}/a`, { body: { ...config, metadata, data: { b: "1" } } });
      expect(answer.status).toBe(200);
    }
  });
});
