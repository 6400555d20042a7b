import { describe, expect, it } from "vitest";
import type { Secret } from "../../../server/protocol/kubernetes/index.ts";
import { identifyToken } from "../../../server/simulation/api/authentication/serviceAccountTokens.ts";
import { get, newCluster, pass, send } from "../../support/clusters.ts";

const NS = "/api/v1/namespaces/default";

describe("token Secrets", () => {
  it("CTRL-85 are filled for their account, name whose they are, and go with it", () => {
    const cluster = newCluster();
    send(cluster, "POST", `${NS}/serviceaccounts`, {
      body: { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot" } },
    });
    const body = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "robot-token", annotations: { "kubernetes.io/service-account.name": "robot" } },
      type: "kubernetes.io/service-account-token",
    };
    expect(send(cluster, "POST", `${NS}/secrets`, { body }).status).toBe(201);
    pass(cluster, 1);
    const secret = get<Secret>(cluster, "secrets", "robot-token");
    expect(Object.keys(secret?.data ?? {}).sort()).toEqual(["ca.crt", "namespace", "token"]);
    expect(atob(secret?.data?.["namespace"] ?? "")).toBe("default");
    const token = atob(secret?.data?.["token"] ?? "");
    expect(identifyToken(cluster.store, token, cluster.runtime.now)?.user.username).toBe(
      "system:serviceaccount:default:robot",
    );
    send(cluster, "DELETE", `${NS}/serviceaccounts/robot`);
    pass(cluster, 1);
    expect(get(cluster, "secrets", "robot-token")).toBeUndefined();
    expect(identifyToken(cluster.store, token, cluster.runtime.now)).toBeUndefined();
  });
});
