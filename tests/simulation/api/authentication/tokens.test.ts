import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { ApiRequest, ImpersonationRequest, UserInfo } from "../../../../server/simulation/api/ApiRequest.ts";
import { hmac, sha256 } from "../../../../server/simulation/api/authentication/sha256.ts";
import { identifyToken } from "../../../../server/simulation/api/authentication/serviceAccountTokens.ts";
import { Cluster, type ClusterSnapshot } from "../../../../server/simulation/cluster.ts";

const ADMIN: UserInfo = { username: "admin", groups: ["system:masters"] };
const NOW = 1_780_000_000_000;
const OPTIONS = { seed: 5, now: NOW, nodes: "none", frozen: true } as const;

interface Answer {
  readonly status: number;
  readonly body: {
    readonly message: string;
    readonly code: number;
    readonly metadata: { readonly uid: string };
    readonly status: {
      readonly token: string;
      readonly expirationTimestamp: string;
      readonly authenticated?: boolean;
      readonly user: { readonly username?: string };
      readonly userInfo: UserInfo;
    };
  };
}

function asking(cluster: Cluster) {
  return (method: ApiRequest["method"], path: string, more: Partial<ApiRequest> & { object?: object } = {}): Answer => {
    const { object, ...rest } = more;
    const body = object ? { body: JSON.stringify(object) } : {};
    const request: ApiRequest = { method, path, user: ADMIN, ...body, ...rest };
    return cluster.apply({ type: "request", request }, 0) as unknown as Answer;
  };
}

function world(seed = 5) {
  const cluster = Cluster.create({ ...OPTIONS, seed });
  const ask = asking(cluster);
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot" } };
  ask("POST", "/api/v1/namespaces/default/serviceaccounts", { object: account });
  const request = (spec: object = {}, entropy = "from outside"): Answer =>
    ask("POST", "/api/v1/namespaces/default/serviceaccounts/robot/token", {
      object: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", metadata: {}, spec },
      entropy,
    });
  return { cluster, ask, request };
}

describe("WIRE-20 to WIRE-25 identities", () => {
  test("WIRE-20 a token says who the account is, until it ends or the account goes", () => {
    const { cluster, ask, request } = world();
    const made = request();
    expect(made.status).toBe(201);
    expect(made.body.status.expirationTimestamp).toBe("2026-05-28T21:26:40Z");
    const { token } = made.body.status;
    expect(identifyToken(cluster.store, token, NOW)?.user).toMatchObject({
      username: "system:serviceaccount:default:robot",
      groups: ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
    });
    expect(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())).toMatchObject({
      sub: "system:serviceaccount:default:robot",
      "kubernetes.io": { namespace: "default", serviceaccount: { name: "robot" } },
    });
    expect(identifyToken(cluster.store, token, NOW + 3_600_000)).toBeUndefined();
    ask("DELETE", "/api/v1/namespaces/default/serviceaccounts/robot");
    expect(identifyToken(cluster.store, token, NOW)).toBeUndefined();
  });

  test("WIRE-21 a token of one cluster opens nothing of another, nor does a changed one", () => {
    const one = world();
    const other = world();
    const { token } = one.request().body.status;
    other.request({}, "other chance");
    expect(identifyToken(other.cluster.store, token, NOW)).toBeUndefined();
    const [head, body, mark] = token.split(".");
    const claims = JSON.parse(Buffer.from(body ?? "", "base64url").toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: "system:admin" })).toString("base64url");
    expect(identifyToken(one.cluster.store, `${head}.${forged}.${mark}`, NOW)).toBeUndefined();
    for (const wrong of ["", "..", `${head}.${body}.`, `${token}.x`, token.slice(0, -1), "a.b.c"])
      expect(identifyToken(one.cluster.store, wrong, NOW)).toBeUndefined();
  });

  test("WIRE-22 tokens live on through a snapshot and end with the signing key", () => {
    const { cluster, ask, request } = world();
    const { token } = request().body.status;
    const again = Cluster.restore(cluster.snapshot() as ClusterSnapshot, OPTIONS);
    expect(identifyToken(again.store, token, NOW)).toBeDefined();
    ask("DELETE", "/identity");
    expect(identifyToken(cluster.store, token, NOW)).toBeUndefined();
  });

  test("WIRE-23 token requests are refused and reviewed in upstream's words", () => {
    const { ask, request } = world();
    expect(request({ expirationSeconds: 5 }).body.message).toBe(
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    );
    expect(request({ boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "none" } }).body.message).toBe(
      'pods "none" not found',
    );
    expect(request({ boundObjectRef: { kind: "ConfigMap", apiVersion: "v1", name: "x" } }).body.message).toBe(
      "cannot bind token to object of type /v1, Kind=ConfigMap",
    );
    const review = (token: string, audiences?: string[]): Answer =>
      ask("POST", "/apis/authentication.k8s.io/v1/tokenreviews", {
        object: {
          apiVersion: "authentication.k8s.io/v1",
          kind: "TokenReview",
          spec: { token, ...(audiences ? { audiences } : {}) },
        },
      });
    const { token } = request({ audiences: ["api", "other"] }).body.status;
    expect(review(token).body.status.authenticated).toBeUndefined();
    expect(review(token, ["other", "third"]).body.status).toMatchObject({
      authenticated: true,
      audiences: ["other"],
      user: { username: "system:serviceaccount:default:robot" },
    });
    expect(review("a.b.c").body.status).toMatchObject({ user: {}, error: "invalid bearer token" });
  });

  test("WIRE-24 acting as others needs the right to each name", () => {
    const { ask } = world();
    const whoami = (impersonate: ImpersonationRequest, user = ADMIN): Answer =>
      ask("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
        object: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
        impersonate,
        user,
      });
    expect(whoami({ user: "mina", groups: ["students"], extra: { seat: ["3"] } }).body.status.userInfo).toEqual({
      username: "mina",
      groups: ["students", "system:authenticated"],
      extra: { seat: ["3"] },
    });
    expect(whoami({ user: "system:serviceaccount:default:robot" }).body.status.userInfo.groups).toEqual([
      "system:serviceaccounts",
      "system:serviceaccounts:default",
      "system:authenticated",
    ]);
    expect(whoami({ user: "system:anonymous" }).body.message).toContain('User "system:anonymous" cannot create');
    const mina: UserInfo = { username: "mina", groups: ["students", "system:authenticated"] };
    expect(whoami({ user: "juno" }, mina).body).toMatchObject({
      code: 403,
      message:
        'selfsubjectreviews.authentication.k8s.io is forbidden: User "mina" cannot impersonate-on:user-info:create resource "selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope',
    });
    expect(whoami({ user: "system:serviceaccount:default:robot", groups: ["g"] }, mina).body.message).toBe(
      'serviceaccounts "robot" is forbidden: User "mina" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "default"',
    );
    const rbac = (plural: string, object: object): Answer =>
      ask("POST", `/apis/rbac.authorization.k8s.io/v1/${plural}`, {
        object: { apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: "reviews-as-juno" }, ...object },
      });
    rbac("clusterroles", {
      kind: "ClusterRole",
      rules: [
        {
          apiGroups: ["authentication.k8s.io"],
          resources: ["selfsubjectreviews"],
          verbs: ["impersonate-on:user-info:create"],
        },
        {
          apiGroups: ["authentication.k8s.io"],
          resources: ["users"],
          resourceNames: ["juno"],
          verbs: ["impersonate:user-info"],
        },
      ],
    });
    rbac("clusterrolebindings", {
      kind: "ClusterRoleBinding",
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "reviews-as-juno" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "mina" }],
    });
    expect(whoami({ user: "juno" }, mina).body.status.userInfo.username).toBe("juno");
    expect(whoami({ user: "kim" }, mina).body).toMatchObject({ code: 403 });
    expect(whoami({ groups: ["x"] }).body).toMatchObject({ code: 400 });
  });

  test("WIRE-25 SHA-256 and HMAC are the standard's", () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 200]) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) & 255);
      expect(Buffer.from(sha256(bytes))).toEqual(createHash("sha256").update(bytes).digest());
      expect(Buffer.from(hmac(bytes, bytes))).toEqual(createHmac("sha256", bytes).update(bytes).digest());
    }
  });
});
