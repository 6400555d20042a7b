import { describe, expect, it } from "vitest";
import { describerFor } from "../../../../components/client/kubectl/describe/describers.ts";
import type { DescribeContext } from "../../../../components/client/kubectl/describe/DescribeContext.ts";
import { labelFor } from "../../../../components/client/kubectl/describe/generic.ts";
import { podRequests } from "../../../../components/client/kubectl/describe/podAmounts.ts";
import { aligned } from "../../../../components/client/kubectl/describe/tabbedText.ts";
import type { JsonObject } from "../../../../components/client/kubectl/json.ts";

const NOW = Date.parse("2026-01-02T00:00:00Z");

/** Answers every list with the items given for the last part of the path. */
function cluster(lists: { readonly [resource: string]: readonly JsonObject[] }, asked: string[] = []): DescribeContext {
  return {
    now: NOW,
    showEvents: true,
    read: async (path, query = {}) => {
      asked.push(`${path}?${new URLSearchParams(query)}`);
      const resource = path.split("/").at(-1) as string;
      if (!lists[resource]) throw new Error(`${resource} not found`);
      return { items: [...lists[resource]] };
    },
  };
}

const metadata = { name: "a", namespace: "lab", uid: "u1", creationTimestamp: "2026-01-01T00:00:00Z" };
const textOf = (group: string, object: JsonObject, context = cluster({ events: [] })): Promise<string> =>
  describerFor(group, String(object.kind)).describe(
    { ...object, metadata: { ...metadata, ...(object.metadata as object) } },
    context,
  );

describe("describe", () => {
  it("KDS-1 cells are padded to the widest of their block; the last of a line is not", () => {
    expect(aligned("a\tb\nlonger\tc\td\n\nx\ty\n")).toBe("a       b\nlonger  c  d\n\nx  y\n");
    expect(aligned("가나\tx\na\ty\n")).toBe("가나  x\na   y\n");
  });

  it("KDS-2 a container that came back shows both states, its probe and where variables come from", async () => {
    const text = await textOf("", {
      kind: "Pod",
      spec: {
        nodeName: "n1",
        containers: [
          {
            name: "c",
            image: "i:1",
            ports: [{ containerPort: 80, protocol: "TCP", name: "web" }],
            livenessProbe: { httpGet: { path: "/h", port: 80, scheme: "HTTP" }, periodSeconds: 5, timeoutSeconds: 1 },
            env: [
              { name: "N", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
              { name: "K", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
            ],
          },
        ],
      },
      status: {
        phase: "Running",
        hostIP: "10.0.0.1",
        containerStatuses: [
          {
            name: "c",
            restartCount: 2,
            state: { waiting: { reason: "CrashLoopBackOff" } },
            lastState: { terminated: { exitCode: 137, reason: "OOMKilled", startedAt: "2026-01-01T00:00:00Z" } },
          },
        ],
      },
    });
    expect(text).toContain("Node:         n1/10.0.0.1\n");
    expect(text).toContain("      Reason:       CrashLoopBackOff\n    Last State:     Terminated\n");
    expect(text).toContain("      Started:      Thu, 01 Jan 2026 00:00:00 +0000\n      Finished:     Mon, 01 Jan 0001");
    expect(text).toContain("http-get http://:80/h delay=0s timeout=1s period=5s #success=0 #failure=0\n");
    expect(text).toMatch(/\n {6}N: +a \(v1:metadata\.name\)\n/);
    expect(text).toMatch(/\n {6}K: +<set to the key 'k' in secret 's'> {2}Optional: false\n/);
  });

  it("KDS-3 init containers count when they ask for more than the rest, sidecars always", () => {
    const asks = (cpu: string, restartPolicy?: string): JsonObject => ({
      name: cpu,
      resources: { requests: { cpu } },
      ...(restartPolicy && { restartPolicy }),
    });
    const pod = { spec: { containers: [asks("100m")], initContainers: [asks("50m", "Always"), asks("500m")] } };
    expect(podRequests(pod, { status: false }).get("cpu")).toBe("550m");
  });

  it("KDS-3 shares are of the allocatable amounts, cut to whole percents", async () => {
    const pod: JsonObject = {
      metadata: { ...metadata },
      spec: { containers: [{ resources: { requests: { cpu: "333m" } } }] },
    };
    const node = { kind: "Node", metadata: { namespace: "" }, status: { allocatable: { cpu: "2" } } };
    const text = await textOf("", node, cluster({ pods: [pod], events: [] }));
    expect(text).toMatch(/\n {2}lab +a +333m \(16%\) +0 \(0%\) +0 \(0%\) +0 \(0%\) +24h\n/);
    expect(text).toContain("Lease:              Failed to get lease: a not found\n");
  });

  it("KDS-4 events are asked for by name, namespace, kind and uid, and sorted by when they were last seen", async () => {
    const asked: string[] = [];
    const event = (reason: string, last: string, count: number): JsonObject => ({
      type: "Normal",
      reason,
      count,
      firstTimestamp: "2026-01-01T23:00:00Z",
      lastTimestamp: last,
      source: { component: "me" },
      message: "said \n",
    });
    const events = [event("Late", "2026-01-01T23:59:00Z", 3), event("Early", "2026-01-01T23:00:00Z", 1)];
    const text = await textOf("", { kind: "ServiceAccount" }, cluster({ events }, asked));
    expect(text.slice(text.indexOf("Events:"))).toBe(
      "Events:\n  Type    Reason  Age                From  Message\n  ----    ------  ----               ----  -------\n  Normal  Early   60m                me    said\n  Normal  Late    60s (x3 over 60m)  me    said\n",
    );
    expect(decodeURIComponent(asked[0] as string)).toBe(
      "/api/v1/namespaces/lab/events?fieldSelector=involvedObject.name=a,involvedObject.namespace=lab,involvedObject.kind=ServiceAccount,involvedObject.uid=u1",
    );
  });

  it("KDS-5 other kinds show all members by readable names", async () => {
    expect(["podIP", "apiVersion", "selfURL", "creationTimestamp", "a.b", "HTTPRoute"].map(labelFor)).toEqual([
      "Pod IP",
      "API Version",
      "Self URL",
      "Creation Timestamp",
      "a.b",
      "HTTPRoute",
    ]);
    const text = await textOf("x.io", {
      kind: "Thing",
      metadata: { managedFields: [{}] },
      spec: { many: ["a", { b: true }] },
    });
    expect(text).toContain("Spec:\n  Many:\n    a\n    B:   true\nEvents:  <none>\n");
    expect(text).not.toContain("Managed Fields");
  });

  it("KDS-6 a Deployment's new ReplicaSet is the one with its template", async () => {
    const owner = { kind: "Deployment", name: "a", uid: "u1", controller: true };
    const template = (image: string, labels = {}): JsonObject => ({
      metadata: { labels },
      spec: { containers: [{ image }] },
    });
    const set = (name: string, image: string): JsonObject => ({
      metadata: { ...metadata, name, ownerReferences: [owner] },
      spec: { replicas: 1, template: template(image, { "pod-template-hash": name }) },
      status: { replicas: 1 },
    });
    const deployment = { kind: "Deployment", apiVersion: "apps/v1", spec: { replicas: 1, template: template("new") } };
    const text = await textOf(
      "apps",
      deployment,
      cluster({ events: [], replicasets: [set("r1", "old"), set("r2", "new")] }),
    );
    expect(text).toMatch(
      /OldReplicaSets: +r1 \(1\/1 replicas created\)\nNewReplicaSet: +r2 \(1\/1 replicas created\)\n/,
    );
  });

  it("KDS-7 a Secret shows lengths, a ServiceAccount's token itself", async () => {
    const secret = { kind: "Secret", type: "Opaque", data: { token: btoa("abc") } };
    expect(await textOf("", secret)).toContain("token:  3 bytes\n");
    expect(await textOf("", { ...secret, type: "kubernetes.io/service-account-token" })).toContain("token:  abc\n");
  });

  it("KDS-8 a request that cannot be read is refused", async () => {
    const request = btoa("-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n");
    const object = { kind: "CertificateSigningRequest", spec: { request } };
    await expect(textOf("certificates.k8s.io", object)).rejects.toThrow("Error parsing CSR: asn1");
  });
});
