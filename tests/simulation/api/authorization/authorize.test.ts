import { describe, expect, it } from "vitest";
import type { ClusterRole } from "../../../../server/protocol/kubernetes/index.ts";
import type { Attributes } from "../../../../server/simulation/api/authorization/attributes.ts";
import { authorize, requireAccess } from "../../../../server/simulation/api/authorization/authorize.ts";
import {
  BOOTSTRAP_OBJECTS,
  shareBootstrapRules,
} from "../../../../server/simulation/api/authorization/bootstrapPolicy.ts";
import { refuseEscalation } from "../../../../server/simulation/api/authorization/escalation.ts";
import { forgetSubjectIndex } from "../../../../server/simulation/api/authorization/SubjectIndex.ts";
import { cloneJson } from "../../../../server/simulation/api/json.ts";
import { Store } from "../../../../server/simulation/store/Store.ts";
import { makeWorld } from "../kinds/world.ts";

const RBAC = "rbac.authorization.k8s.io";
const MINA = { username: "mina", groups: ["students", "system:authenticated"] };
const BOT = { username: "system:serviceaccount:lab:bot", groups: ["system:serviceaccounts", "system:authenticated"] };

type World = ReturnType<typeof makeWorld>;
const ask = (change: Partial<Attributes>): Attributes => ({
  user: MINA,
  verb: "get",
  group: "",
  resource: "pods",
  subresource: "",
  namespace: "lab",
  name: "",
  ...change,
});
const may = (world: World, change: Partial<Attributes>) => authorize(ask(change), world.store).allowed;
const role = (world: World, name: string, rules: readonly object[]) =>
  world.create(`roles.${RBAC}`, { metadata: { name, namespace: "lab" }, rules });
const bind = (world: World, name: string, subject: object, roleRef: object) =>
  world.create(`rolebindings.${RBAC}`, { metadata: { name, namespace: "lab" }, subjects: [subject], roleRef });

function withRule(rule: object): World {
  const world = makeWorld();
  role(world, "r", [rule]);
  bind(world, "b", { kind: "User", name: "mina" }, { kind: "Role", name: "r" });
  return world;
}

describe("authorisation", () => {
  it("RES-20 allows by user, by group and by service account, and names the binding", () => {
    const rule = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
    for (const [subject, user, text] of [
      [{ kind: "User", name: "mina" }, MINA, 'User "mina"'],
      [{ kind: "Group", name: "students" }, MINA, 'Group "students"'],
      [{ kind: "ServiceAccount", name: "bot" }, BOT, 'ServiceAccount "bot/lab"'],
      [{ kind: "ServiceAccount", name: "bot", namespace: "lab" }, BOT, 'ServiceAccount "bot/lab"'],
    ] as const) {
      const world = makeWorld();
      role(world, "r", [rule]);
      expect(may(world, { user })).toBe(false);
      bind(world, "b", subject, { kind: "Role", name: "r" });
      expect(authorize(ask({ user }), world.store)).toEqual({
        allowed: true,
        reason: `RBAC: allowed by RoleBinding "b/lab" of Role "r" to ${text}`,
      });
    }
    expect(
      authorize(ask({ user: { username: "x", groups: ["system:masters"] }, verb: "anything" }), makeWorld().store),
    ).toEqual({ allowed: true, reason: "" });
  });

  it("RES-21 sees changed and deleted bindings and roles at once, and after a restore", () => {
    const world = withRule({ apiGroups: [""], resources: ["pods"], verbs: ["get"] });
    expect(may(world, {})).toBe(true);
    world.update(`rolebindings.${RBAC}`, {
      metadata: { name: "b", namespace: "lab" },
      subjects: [{ kind: "User", name: "juno" }],
      roleRef: { kind: "Role", name: "r" },
    });
    expect(may(world, {})).toBe(false);
    const juno = { username: "juno", groups: [] };
    expect(may(world, { user: juno })).toBe(true);
    const restored = new Store({ clock: world.runtime });
    restored.restore(world.store.snapshot());
    expect(authorize(ask({ user: juno }), restored).allowed).toBe(true);
    const silent = makeWorld();
    expect(may(silent, { user: juno })).toBe(false);
    for (const resource of [`roles.${RBAC}`, `rolebindings.${RBAC}`])
      for (const object of world.store.list(resource)) silent.store.load(resource, object);
    forgetSubjectIndex(silent.store);
    expect(may(silent, { user: juno })).toBe(true);
    world.update(`roles.${RBAC}`, { metadata: { name: "r", namespace: "lab" }, rules: [] });
    expect(may(world, { user: juno })).toBe(false);
    world.store.remove(`roles.${RBAC}`, "lab", "r");
    expect(authorize(ask({ user: juno }), world.store).reason).toBe(
      'RBAC: role.rbac.authorization.k8s.io "r" not found',
    );
    world.store.remove(`rolebindings.${RBAC}`, "lab", "b");
    expect(authorize(ask({ user: juno }), world.store).reason).toBe("");
  });

  it("RES-21 looks at no binding of other people", () => {
    const world = makeWorld();
    role(world, "r", [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }]);
    for (let index = 0; index < 200; index++)
      bind(world, `b${index}`, { kind: "User", name: `user-${index}` }, { kind: "Role", name: "r" });
    may(world, {});
    const looked: string[] = [];
    const watched = new Proxy(world.store, {
      get(target, member) {
        if (member === "get" || member === "list")
          return (...args: [string, string, string]) => (
            looked.push(args.join("/")), (target[member] as (...all: unknown[]) => unknown)(...args)
          );
        return Reflect.get(target, member);
      },
    });
    expect(authorize(ask({ user: { username: "user-7", groups: [] } }), watched).allowed).toBe(true);
    // The proxy is a store of its own, so its first check builds the index from two lists.
    expect(looked.filter((call) => !call.endsWith("bindings.rbac.authorization.k8s.io"))).toEqual([
      `roles.${RBAC}/lab/r`,
    ]);
  });

  it("RES-22 keeps a RoleBinding of a ClusterRole to its namespace", () => {
    const world = makeWorld({ policy: true });
    bind(world, "v", { kind: "User", name: "mina" }, { kind: "ClusterRole", name: "view" });
    expect(may(world, { verb: "list" })).toBe(true);
    expect(may(world, { verb: "list", namespace: "default" })).toBe(false);
    expect(may(world, { verb: "list", namespace: "" })).toBe(false);
    expect(may(world, { verb: "list", resource: "secrets" })).toBe(false);
  });

  it("RES-23 matches verbs, groups, resources, names and subresources", () => {
    const names = withRule({ apiGroups: [""], resources: ["pods"], resourceNames: ["x"], verbs: ["get"] });
    expect([
      may(names, { name: "x" }),
      may(names, { name: "y" }),
      may(names, {}),
      may(names, { name: "x", verb: "delete" }),
      may(names, { name: "x", group: "apps" }),
    ]).toEqual([true, false, false, false, false]);
    const log = withRule({ apiGroups: [""], resources: ["pods/log"], verbs: ["get"] });
    expect([may(log, { subresource: "log" }), may(log, {}), may(log, { subresource: "exec" })]).toEqual([
      true,
      false,
      false,
    ]);
    const scale = withRule({ apiGroups: ["*"], resources: ["*/scale"], verbs: ["*"] });
    expect([
      may(scale, { resource: "deployments", group: "apps", subresource: "scale", verb: "patch" }),
      may(scale, { resource: "deployments", group: "apps" }),
    ]).toEqual([true, false]);
    const all = withRule({ apiGroups: ["*"], resources: ["*"], verbs: ["*"] });
    expect(may(all, { resource: "deployments", group: "apps", subresource: "status", verb: "patch" })).toBe(true);
  });

  it("RES-23 matches URLs, with a star at the end", () => {
    const world = makeWorld();
    world.create(`clusterroles.${RBAC}`, {
      metadata: { name: "r" },
      rules: [{ nonResourceURLs: ["/healthz/*", "/version"], verbs: ["get"] }],
    });
    world.create(`clusterrolebindings.${RBAC}`, {
      metadata: { name: "b" },
      subjects: [{ kind: "Group", name: "students" }],
      roleRef: { kind: "ClusterRole", name: "r" },
    });
    const path = (text: string, verb = "get") => may(world, { path: text, resource: "", namespace: "", verb });
    expect([
      path("/version"),
      path("/version/x"),
      path("/healthz/ping"),
      path("/healthz"),
      path("/version", "post"),
    ]).toEqual([true, false, true, false, false]);
  });

  it("says no in the API server's words", () => {
    const world = makeWorld();
    const words = (change: Partial<Attributes>) => world.refusal(() => requireAccess(ask(change), world.store));
    expect(words({ name: "x", subresource: "log" })).toBe(
      'pods "x" is forbidden: User "mina" cannot get resource "pods/log" in API group "" in the namespace "lab"',
    );
    expect(words({ group: "apps", resource: "deployments", namespace: "" })).toBe(
      'deployments.apps is forbidden: User "mina" cannot get resource "deployments" in API group "apps" at the cluster scope',
    );
    expect(words({ path: "/x", resource: "" })).toBe('forbidden: User "mina" cannot get path "/x"');
  });

  it("RES-24 refuses to hand out what the writer lacks, unless it may escalate", () => {
    const world = withRule({ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] });
    const target = world.api.definition(`roles.${RBAC}`);
    const grant = (verbs: readonly string[]) => () =>
      refuseEscalation(
        {
          target,
          user: MINA,
          object: {
            metadata: { name: "n", namespace: "lab" },
            rules: [{ apiGroups: [""], resources: ["pods"], verbs }],
          } as never,
        },
        world.store,
      );
    expect(grant(["get"])()).toBeUndefined();
    expect(world.refusal(grant(["get", "delete", "watch"]))).toBe(
      'roles.rbac.authorization.k8s.io "n" is forbidden: user "mina" (groups=["students" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}',
    );
    role(world, "e", [{ apiGroups: [RBAC], resources: ["roles"], verbs: ["escalate"] }]);
    bind(world, "e", { kind: "User", name: "mina" }, { kind: "Role", name: "e" });
    expect(grant(["delete"])()).toBeUndefined();
  });

  it("RES-25 shares the frozen rules of a new cluster's roles, also after a snapshot was read", () => {
    const [left, right] = [makeWorld({ policy: true }), makeWorld({ policy: true, seed: 2 })];
    const admin = (world: World) => world.get<ClusterRole>(`clusterroles.${RBAC}`, "admin");
    expect(admin(left).rules).toBe(admin(right).rules);
    expect(admin(left).metadata.uid).not.toBe(admin(right).metadata.uid);
    expect(Object.isFrozen(admin(left).rules?.[0]?.verbs)).toBe(true);
    expect(shareBootstrapRules(`clusterroles.${RBAC}`, cloneJson(admin(left))).rules).toBe(admin(left).rules);
    for (const { resource, object } of BOOTSTRAP_OBJECTS)
      expect(left.store.get(resource, object.metadata.namespace ?? "", object.metadata.name ?? "")).toBeDefined();
    expect(
      may(left, {
        user: { username: "anyone", groups: ["system:authenticated"] },
        verb: "create",
        group: "authorization.k8s.io",
        resource: "selfsubjectaccessreviews",
        namespace: "",
      }),
    ).toBe(true);
  });
});
