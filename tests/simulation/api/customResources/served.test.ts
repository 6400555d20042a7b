import { describe, expect, it } from "vitest";
import { Door, CRDS, OPEN, widget, WIDGETS, widgets } from "./door.ts";

const conditionsOf = (door: Door, name: string) =>
  Object.fromEntries(
    (
      (door.ask("GET", `${CRDS}/${name}`).body.status as unknown as {
        conditions: { type: string; status: string; reason: string }[];
      }) ?? { conditions: [] }
    ).conditions.map(({ type, status, reason }) => [type, `${status} ${reason}`]),
  );

describe("custom resources are served", () => {
  it("CRD-1 accepts names, then serves", () => {
    const door = Door.open();
    const made = door.make(CRDS, widgets(OPEN));
    expect(made.status).toEqual({ conditions: null, acceptedNames: { plural: "", kind: "" }, storedVersions: ["v1"] });
    expect(door.ask("GET", WIDGETS).status).toBe(404);
    door.pass(0);
    expect(conditionsOf(door, "widgets.lab.example")).toEqual({
      NamesAccepted: "True NoConflicts",
      Established: "True InitialNamesAccepted",
    });
    expect(door.ask("GET", WIDGETS).status).toBe(200);
  });

  it("CRD-1 lets a name be had once in a group", () => {
    const door = Door.open();
    door.make(CRDS, widgets(OPEN));
    const other = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "windows.lab.example" },
      spec: {
        group: "lab.example",
        scope: "Cluster",
        names: { plural: "windows", kind: "Widget", shortNames: ["wd"] },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: OPEN } }],
      },
    };
    door.pass(0);
    door.make(CRDS, other);
    door.pass(0);
    expect(conditionsOf(door, "windows.lab.example")).toEqual({
      NamesAccepted: "False ListKindConflict",
      Established: "False NotAccepted",
    });
    expect(door.ask("GET", "/apis/lab.example/v1/windows").status).toBe(404);
    door.ask("DELETE", `${CRDS}/widgets.lab.example`);
    door.pass(10);
    expect(conditionsOf(door, "windows.lab.example").Established).toBe("True InitialNamesAccepted");
    expect(door.ask("GET", "/apis/lab.example/v1/windows").status).toBe(200);
  });

  it("CRD-2 is the same after a restore", () => {
    const door = Door.open();
    const schema = {
      type: "object",
      properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
    };
    door.make(CRDS, widgets(schema));
    door.pass(0);
    door.make(WIDGETS, widget("a", { spec: { size: 3 } }));
    const documents = ["/apis", "/apis/lab.example", "/apis/lab.example/v1", "/openapi/v3", WIDGETS, `${WIDGETS}/a`];
    const before = documents.map((path) => door.ask("GET", path).body);
    door.restore();
    expect(documents.map((path) => door.ask("GET", path).body)).toEqual(before);
    expect(door.ask("PATCH", `${WIDGETS}/a`, { spec: { size: "x" } }).status).toBe(422);
    expect(door.ask("PATCH", `${WIDGETS}/a`, { spec: { size: 4 } }).body.metadata.generation).toBe(2);
  });

  it("CRD-2 knows who owns which field of an object", () => {
    const door = Door.open();
    door.make(CRDS, widgets(OPEN));
    door.pass(0);
    door.ask("POST", `${WIDGETS}?fieldManager=me`, widget("a", { spec: { size: 3 } }));
    door.restore();
    const [entry] = door.ask("GET", `${WIDGETS}/a`).body.metadata.managedFields ?? [];
    expect(entry).toMatchObject({
      manager: "me",
      apiVersion: "lab.example/v1",
      fieldsV1: { "f:spec": { "f:size": {} } },
    });
  });

  it("CRD-5 shows one object through its versions", () => {
    const door = Door.open();
    const versions = [
      { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: OPEN } },
      { name: "v1beta1", served: true, storage: false, deprecated: true, schema: { openAPIV3Schema: OPEN } },
      { name: "v1alpha1", served: false, storage: false, schema: { openAPIV3Schema: OPEN } },
    ];
    door.make(CRDS, widgets(OPEN, {}, { versions }));
    door.pass(0);
    const beta = WIDGETS.replace("v1", "v1beta1");
    const made = door.ask("POST", beta, { ...widget("a"), apiVersion: "lab.example/v1beta1" });
    expect(made.body.apiVersion).toBe("lab.example/v1beta1");
    expect(made.warnings).toEqual(["lab.example/v1beta1 Widget is deprecated; use lab.example/v1 Widget"]);
    expect(door.ask("GET", `${WIDGETS}/a`).body.apiVersion).toBe("lab.example/v1");
    expect(door.ask("GET", WIDGETS.replace("v1", "v1alpha1")).status).toBe(404);
    expect(door.cluster.store.get("widgets.lab.example", "default", "a")?.apiVersion).toBe("lab.example/v1");
    door.ask("PATCH", `${CRDS}/widgets.lab.example`, {
      spec: { versions: [{ ...versions[0], storage: false }, { ...versions[1], storage: true }, versions[2]] },
    });
    door.pass(0);
    expect(door.ask("GET", `${CRDS}/widgets.lab.example`).body.status).toMatchObject({
      storedVersions: ["v1", "v1beta1"],
    });
    expect(door.ask("GET", `${WIDGETS}/a`).body.apiVersion).toBe("lab.example/v1");
    expect(door.ask("PATCH", `${WIDGETS}/a`, { spec: { x: 1 } }).status).toBe(200);
  });
});

describe("custom resources leave", () => {
  it("CRD-7 goes with its objects, and waits for finalizers", () => {
    const door = Door.open();
    door.make(CRDS, widgets(OPEN));
    door.pass(0);
    door.make(WIDGETS, widget("a"));
    door.make(WIDGETS, { ...widget("b"), metadata: { name: "b", finalizers: ["lab.example/hold"] } });
    expect(door.ask("DELETE", `${CRDS}/widgets.lab.example`).body.metadata.finalizers).toEqual([
      "customresourcecleanup.apiextensions.k8s.io",
    ]);
    door.pass(1);
    expect(conditionsOf(door, "widgets.lab.example").Terminating).toBe("True InstanceDeletionInProgress");
    expect(door.ask("GET", WIDGETS).body.items?.map(({ metadata }) => metadata.name)).toEqual(["b"]);
    const refused = door.ask("POST", WIDGETS, widget("c"));
    expect([refused.status, refused.body.message]).toEqual([
      405,
      "create not allowed while custom resource definition is terminating",
    ]);
    door.restore();
    door.ask("PATCH", `${WIDGETS}/b`, { metadata: { finalizers: null } });
    door.pass(10);
    expect(door.ask("GET", `${CRDS}/widgets.lab.example`).status).toBe(404);
    expect(door.ask("GET", WIDGETS).status).toBe(404);
  });

  it("CRD-8 collects what custom resources own, and them with their owners", () => {
    const door = Door.open();
    door.make(CRDS, widgets(OPEN));
    door.pass(0);
    const { uid } = door.make(WIDGETS, widget("a")).metadata;
    const owner = { apiVersion: "lab.example/v1", kind: "Widget", name: "a", uid };
    door.make("/api/v1/namespaces/default/configmaps", { metadata: { name: "child", ownerReferences: [owner] } });
    door.make(WIDGETS, { ...widget("b"), metadata: { name: "b", ownerReferences: [owner] } });
    const lost = { ...owner, name: "gone", uid: "99999999-0000-4000-8000-000000000000" };
    door.make(WIDGETS, { ...widget("c"), metadata: { name: "c", ownerReferences: [lost] } });
    door.pass(5);
    expect(door.ask("GET", WIDGETS).body.items?.map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
    door.ask("DELETE", `${WIDGETS}/a`);
    door.pass(5);
    expect(door.ask("GET", WIDGETS).body.items).toEqual([]);
    expect(door.ask("GET", "/api/v1/namespaces/default/configmaps/child").status).toBe(404);
  });

  it("CRD-8 empties namespaces and counts for quotas", () => {
    const door = Door.open();
    door.make(CRDS, widgets(OPEN));
    door.make("/api/v1/namespaces", { metadata: { name: "lab" } });
    door.pass(1);
    const inLab = WIDGETS.replace("default", "lab");
    door.make("/api/v1/namespaces/lab/resourcequotas", {
      metadata: { name: "few" },
      spec: { hard: { "count/widgets.lab.example": "1" } },
    });
    door.pass(1);
    door.make(inLab, widget("a"));
    const second = door.ask("POST", inLab, widget("b"));
    expect([second.status, second.body.message]).toEqual([
      403,
      'widgets.lab.example "b" is forbidden: exceeded quota: few, requested: count/widgets.lab.example=1, used: count/widgets.lab.example=1, limited: count/widgets.lab.example=1',
    ]);
    door.ask("DELETE", "/api/v1/namespaces/lab");
    door.pass(60);
    expect(door.ask("GET", "/api/v1/namespaces/lab").status).toBe(404);
    expect(door.cluster.store.get("widgets.lab.example", "lab", "a")).toBeUndefined();
  });

  it("CRD-8 is allowed by its plural", () => {
    const door = Door.open();
    door.make(CRDS, widgets(OPEN));
    door.pass(0);
    const mina = { user: { username: "mina", groups: ["system:authenticated"] } };
    expect(door.ask("GET", WIDGETS, undefined, mina).body.message).toBe(
      'widgets.lab.example is forbidden: User "mina" cannot list resource "widgets" in API group "lab.example" in the namespace "default"',
    );
    door.make("/apis/rbac.authorization.k8s.io/v1/clusterroles", {
      metadata: { name: "w" },
      rules: [{ apiGroups: ["lab.example"], resources: ["widgets"], verbs: ["list"] }],
    });
    door.make("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      metadata: { name: "w" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "w" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "mina" }],
    });
    expect(door.ask("GET", WIDGETS, undefined, mina).status).toBe(200);
  });
});
