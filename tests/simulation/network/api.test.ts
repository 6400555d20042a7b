import { describe, expect, it } from "vitest";
import { pass, PODS, send } from "../../support/clusters.ts";
import { codes, create, curl, webWorld } from "./world.ts";
import type { Trace } from "../../../server/protocol/network.ts";

describe("the API from inside", () => {
  it("NET-40 answers by the rights of a token, of nobody, and not at all to a wrong one", () => {
    const cluster = webWorld();
    const url = "https://kubernetes.default/api/v1/namespaces/default/pods/web-a";
    const nobody = curl(cluster, "client", url);
    expect(nobody.response?.status).toBe(403);
    expect(nobody.response?.body).toContain('User \\"system:anonymous\\" cannot get resource \\"pods\\"');
    expect(codes(nobody)).toEqual(["dns", "service", "endpoint", "container", "answer"]);
    const tokens = "/api/v1/namespaces/default/serviceaccounts/default/token";
    const order = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    const { token } = (send(cluster, "POST", tokens, { body: order }).body as { status: { token: string } }).status;
    const asking = (bearer: string): Trace =>
      send(cluster, "POST", `${PODS}/client/curl`, { body: { url, headers: { Authorization: `Bearer ${bearer}` } } })
        .body as Trace;
    expect(asking("nonsense").response?.status).toBe(401);
    expect(asking(token).response?.status).toBe(403);
    create(cluster, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "see" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "default", namespace: "default" }],
    });
    const { response } = asking(token);
    expect([response?.status, JSON.parse(response?.body ?? "").metadata.name]).toEqual([200, "web-a"]);
    expect(curl(cluster, "client", "http://kubernetes.default:443/").response?.status).toBe(400);
    const nested = encodeURIComponent("https://kubernetes.default/healthz");
    const twice = `${url.replace("web-a", "client")}/curl?url=${nested}`;
    expect(curl(cluster, "client", twice).response?.status).toBe(403);
  });

  it("NET-40 is a Service as one that was sent: with its type and all defaults", () => {
    const { body } = send(webWorld(), "GET", "/api/v1/namespaces/default/services/kubernetes");
    const { spec } = body as { readonly spec: object };
    expect(spec).toMatchObject({ type: "ClusterIP", sessionAffinity: "None", internalTrafficPolicy: "Cluster" });
  });

  it("NET-41 has its Service again ten seconds after somebody deleted it", () => {
    const cluster = webWorld();
    send(cluster, "DELETE", "/api/v1/namespaces/default/services/kubernetes");
    send(cluster, "DELETE", "/api/v1/namespaces/default/endpoints/kubernetes");
    send(cluster, "DELETE", "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes");
    expect(curl(cluster, "client", "https://kubernetes.default/").reason).toBe("no-such-host");
    pass(cluster, 11);
    expect(curl(cluster, "client", "https://kubernetes.default/").response?.status).toBe(403);
  });
});
