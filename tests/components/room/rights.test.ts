import { describe, expect, test } from "vitest";
import type { RoomConnection } from "../../../components/client/RoomConnection.ts";
import { RightsStore } from "../../../components/room/rights/RightsStore.ts";
import { allows, touchesClustersOwn } from "../../../components/room/rights/rules.ts";

describe("PAGE-24 rules are read as RBAC's authoriser does", () => {
  const rules = [
    { verbs: ["get", "list"], apiGroups: ["*"], resources: ["*"] },
    { verbs: ["create"], apiGroups: [""], resources: ["pods/exec"] },
    { verbs: ["patch"], apiGroups: ["apps"], resources: ["*/scale"] },
    { verbs: ["*"], apiGroups: ["batch"], resources: ["jobs"], resourceNames: ["mine"] },
  ];
  test.each([
    ["get", "widgets.example.com", "", true],
    ["delete", "pods", "", false],
    ["create", "pods/exec", "p", true],
    ["create", "pods", "", false],
    ["patch", "deployments.apps/scale", "d", true],
    ["patch", "deployments.apps", "d", false],
    ["delete", "jobs.batch", "mine", true],
    ["delete", "jobs.batch", "other", false],
    ["delete", "jobs", "mine", false],
  ])("%s %s %s", (verb, resource, name, wanted) =>
    expect(allows(rules, { verb, resource, namespace: "default", name })).toBe(wanted),
  );
});

test.each([
  ["delete", "pods", "kube-system", "etcd", true],
  ["create", "pods/exec", "kube-public", "p", true],
  ["get", "pods/log", "kube-system", "etcd", false],
  ["patch", "pods", "default", "kube-system", false],
  ["delete", "namespaces", "", "kube-node-lease", true],
  ["delete", "namespaces", "", "lab", false],
  ["patch", "nodes", "", "k8s-master", false],
])("PAGE-24 ROOM-31 what is the cluster's own: %s %s in %s: %s", (verb, resource, namespace, name, wanted) =>
  expect(touchesClustersOwn({ verb, resource, namespace, name })).toBe(wanted),
);

test("PAGE-24 rights are asked once a namespace, and again when roles or bindings changed", async () => {
  const asked: string[] = [];
  let answer = { status: 201, verbs: ["get"] };
  let tables = new Map<string, ReadonlyMap<string, unknown>>();
  const connection = {
    getSnapshot: () => ({
      cluster: { tables },
      you: { role: "student" },
      room: { id: "r", mode: "shared" },
      phase: "live",
      past: undefined,
    }),
    request: async (_method: string, _path: string, { body }: { readonly body: string }) => {
      asked.push((JSON.parse(body) as { spec: { namespace: string } }).spec.namespace);
      const rule = { verbs: answer.verbs, apiGroups: [""], resources: ["pods"] };
      return { status: answer.status, body: { status: { resourceRules: [rule] } } };
    },
  } as unknown as RoomConnection;
  const store = new RightsStore(connection);
  let told = 0;
  store.subscribe(() => told++);
  store.getVersion();
  expect(store.rulesIn("default")).toBeUndefined();
  store.rulesIn("default");
  store.rulesIn("");
  await new Promise(setImmediate);
  // A namespace of no name stands for the cluster.
  expect(asked).toEqual(["default", "-"]);
  expect(told).toBe(2);
  expect(store.rulesIn("default")?.[0]?.verbs).toEqual(["get"]);

  const before = store.getVersion();
  tables = new Map([["rolebindings.rbac.authorization.k8s.io", new Map()]]);
  answer = { status: 201, verbs: ["delete"] };
  expect(store.getVersion()).not.toBe(before);
  // What was known counts until the answer is there.
  expect(store.rulesIn("default")?.[0]?.verbs).toEqual(["get"]);
  await new Promise(setImmediate);
  expect(store.rulesIn("default")?.[0]?.verbs).toEqual(["delete"]);

  answer = { status: 403, verbs: [] };
  tables = new Map([["rolebindings.rbac.authorization.k8s.io", new Map()]]);
  store.getVersion();
  store.rulesIn("default");
  await new Promise(setImmediate);
  expect(store.rulesIn("default")?.[0]?.verbs).toEqual(["delete"]);
  await new Promise(setImmediate);
  // Asked again, since nothing was heard.
  expect(asked.filter((namespace) => namespace === "default")).toHaveLength(4);
});
