/** What a pod that cannot be is refused with, letter for letter, and what a pod that can be is filled in with. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Pod } from "../../../../server/protocol/kubernetes/index.ts";
import type { Cluster } from "../../../../server/simulation/cluster.ts";
import { get, newCluster, PODS, pass, send } from "../../../support/clusters.ts";

let cluster: Cluster;
beforeEach(() => {
  cluster = newCluster();
  pass(cluster, 1);
});

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly details: object;
}
const create = (spec: object, metadata: object = {}) =>
  send(cluster, "POST", PODS, {
    body: {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "x", ...metadata },
      spec: { containers: [{ name: "c", image: "nginx" }], ...spec },
    },
  });
const refused = (spec: object, metadata: object = {}): Refusal => {
  const { status, body } = create(spec, metadata);
  return { ...(body as Refusal), status };
};
const one = (more: object): object => ({ containers: [{ name: "c", image: "nginx", ...more }] });
const LABEL = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`;

describe("KIND-6 the form of a refusal", () => {
  it('KIND-6 one problem: `Pod "x" is invalid: <field>: <type>: <value>: <detail>`, 422, with its cause', () => {
    expect(refused(one({ ports: [{ containerPort: 70_000 }] }))).toMatchObject({
      status: 422,
      reason: "Invalid",
      message:
        'Pod "x" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      details: {
        name: "x",
        kind: "Pod",
        causes: [
          {
            reason: "FieldValueInvalid",
            message: "Invalid value: 70000: must be between 1 and 65535, inclusive",
            field: "spec.containers[0].ports[0].containerPort",
          },
        ],
      },
    });
  });

  it("KIND-6 several stand in brackets, and each is a cause; a kind outside of core is named with its group", () => {
    const both = refused({ containers: [{ name: "c" }, { name: "c", image: "nginx" }] });
    expect(both.message).toBe(
      'Pod "x" is invalid: [spec.containers[0].image: Required value, spec.containers[1].name: Duplicate value: "c"]',
    );
    expect(both.details).toMatchObject({
      causes: [{ reason: "FieldValueRequired" }, { reason: "FieldValueDuplicate" }],
    });
    const { body } = send(cluster, "POST", "/apis/apps/v1/namespaces/default/deployments", {
      body: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "d" },
        spec: {
          selector: { matchLabels: { app: "a" } },
          template: {
            metadata: { labels: { app: "b" } },
            spec: { restartPolicy: "Never", containers: [{ name: "c", image: "nginx" }] },
          },
        },
      },
    });
    expect(body).toMatchObject({
      message:
        'Deployment.apps "d" is invalid: [spec.template.metadata.labels: Invalid value: {"app":"b"}: `selector` does not match template `labels`, spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"]',
      details: { group: "apps", kind: "Deployment" },
    });
  });

  it.each<[string, object, string]>([
    ["Required never prints a value", { containers: [] }, "spec.containers: Required value"],
    [
      "Unsupported names what is supported",
      { restartPolicy: "X" },
      'spec.restartPolicy: Unsupported value: "X": supported values: "Always", "OnFailure", "Never"',
    ],
    [
      "a name in capitals",
      { containers: [{ name: "X", image: "i" }] },
      `spec.containers[0].name: Invalid value: "X": ${LABEL}`,
    ],
    [
      "a name with dots",
      { containers: [{ name: "a.b", image: "i" }] },
      'spec.containers[0].name: Invalid value: "a.b": must not contain dots',
    ],
    [
      "a long name",
      { containers: [{ name: "a".repeat(64), image: "i" }] },
      `spec.containers[0].name: Invalid value: "${"a".repeat(64)}": must be no more than 63 characters`,
    ],
    [
      "a negative number",
      one({ livenessProbe: { periodSeconds: -1, tcpSocket: { port: 80 } } }),
      "spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0",
    ],
    [
      "liveness with another successThreshold",
      one({ livenessProbe: { successThreshold: 2, tcpSocket: { port: 80 } } }),
      "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1",
    ],
    [
      "startup with another successThreshold",
      one({ startupProbe: { successThreshold: 2, tcpSocket: { port: 80 } } }),
      "spec.containers[0].startupProbe.successThreshold: Invalid value: 2: must be 1",
    ],
    [
      "a request over its limit",
      one({ resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } }),
      'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ],
  ])("KIND-7 %s", (_title, spec, text) => {
    expect(refused(spec).message).toBe(`Pod "x" is invalid: ${text}`);
  });

  it("KIND-7 a pod without a name, and one that is changed", () => {
    expect(refused({}, { name: undefined }).message).toBe(
      'Pod "" is invalid: metadata.name: Required value: name or generateName is required',
    );
    expect(create({}).status).toBe(201);
    const { body } = send(cluster, "PATCH", `${PODS}/x`, { body: { spec: { hostname: "h" } } });
    const { message } = body as Refusal;
    expect(message).toMatch(
      /^Pod "x" is invalid: spec: Forbidden: pod updates may not change fields other than `spec\.containers\[\*\]\.image`,`spec\.initContainers\[\*\]\.image`,`spec\.activeDeadlineSeconds`,`spec\.tolerations` \(only additions to existing tolerations\),`spec\.terminationGracePeriodSeconds` \(allow it to be set to 1 if it was previously negative\)\n@@ /,
    );
    expect(message).toContain('\n- "Hostname": "",\n+ "Hostname": "h",\n');
    const services = "/api/v1/namespaces/default/services";
    send(cluster, "POST", services, { body: { metadata: { name: "s" }, spec: { ports: [{ port: 80 }] } } });
    const moved = send(cluster, "PATCH", `${services}/s`, {
      body: { spec: { clusterIP: "10.96.0.99", clusterIPs: ["10.96.0.99"] } },
    });
    expect((moved.body as Refusal).message).toContain("spec.clusterIPs[0]: Invalid value: ");
    expect((moved.body as Refusal).message).toContain(": may not change once set");
  });
});

describe("KIND-28 ports", () => {
  it("KIND-28 the same name in a container and the same hostPort in a pod are refused", () => {
    const ports = (...list: object[]): object => ({ ports: list });
    expect(refused(one(ports({ name: "p", containerPort: 80 }, { name: "p", containerPort: 81 }))).message).toBe(
      'Pod "x" is invalid: spec.containers[0].ports[1].name: Duplicate value: "p"',
    );
    const two = ["a", "b"].map((name, index) => ({
      name,
      image: "nginx",
      ports: [{ containerPort: 80 + index, hostPort: 80 }],
    }));
    expect(refused({ containers: two }).message).toBe(
      'Pod "x" is invalid: spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"',
    );
  });

  it("KIND-28 the same number twice in a container is taken, with a warning", () => {
    const { status, warnings } = create(one({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }));
    expect(status).toBe(201);
    expect(warnings).toEqual([
      "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]",
    ]);
  });
});

describe("KIND-29 what a pod is filled in with", () => {
  it("KIND-29 pod, container, probe, volume, tolerations, priority, account and its token", () => {
    create({
      hostNetwork: true,
      volumes: [{ name: "v" }, { name: "m", configMap: { name: "m" } }],
      containers: [
        {
          name: "c",
          image: "nginx:1.27",
          ports: [{ containerPort: 80 }],
          readinessProbe: { httpGet: { port: 80 } },
          resources: { limits: { cpu: "1", memory: "1Gi" } },
        },
      ],
      initContainers: [{ name: "i", image: "nginx", resources: { limits: { cpu: "2" } } }],
    });
    const { spec, status, metadata } = get<Pod>(cluster, "pods", "x") as Pod;
    expect(metadata.generation).toBe(1);
    expect(status).toEqual({ phase: "Pending", qosClass: "Burstable" });
    expect(spec).toMatchObject({
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      securityContext: {},
      schedulerName: "default-scheduler",
      enableServiceLinks: true,
      serviceAccountName: "default",
      serviceAccount: "default",
      priority: 0,
      preemptionPolicy: "PreemptLowerPriority",
      tolerations: [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      ],
    });
    expect(spec.containers[0]).toMatchObject({
      imagePullPolicy: "IfNotPresent",
      terminationMessagePath: "/dev/termination-log",
      terminationMessagePolicy: "File",
      ports: [{ containerPort: 80, hostPort: 80, protocol: "TCP" }],
      resources: { requests: { cpu: "1", memory: "1Gi" } },
      readinessProbe: {
        httpGet: { path: "/", port: 80, scheme: "HTTP" },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
    });
    expect(spec.initContainers?.[0]?.resources?.requests).toEqual({ cpu: "2" });
    const [scratch, map, token] = spec.volumes ?? [];
    expect(scratch).toEqual({ name: "v", emptyDir: {} });
    expect(map?.configMap).toEqual({ name: "m", defaultMode: 420 });
    expect(token?.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    expect(token?.projected?.sources).toMatchObject([
      { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      { downwardAPI: { items: [{ path: "namespace" }] } },
    ]);
    for (const { volumeMounts } of [...spec.containers, ...(spec.initContainers ?? [])])
      expect(volumeMounts).toEqual([
        { name: token?.name, readOnly: true, mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" },
      ]);
  });

  it("KIND-29 a spec that changes and a graceful deletion are a generation each", () => {
    create({ automountServiceAccountToken: false, nodeName: "k8s-worker1" });
    expect(get<Pod>(cluster, "pods", "x")?.spec.volumes).toBeUndefined();
    pass(cluster, 20);
    send(cluster, "PATCH", `${PODS}/x`, { body: { spec: { activeDeadlineSeconds: 1000 } } });
    expect(get<Pod>(cluster, "pods", "x")?.metadata.generation).toBe(2);
    send(cluster, "DELETE", `${PODS}/x`);
    expect(get<Pod>(cluster, "pods", "x")?.metadata.generation).toBe(3);
  });
});

describe("KIND-40 and KIND-41 where and as whom", () => {
  it("KIND-40 a namespace that is not there, one that is going", () => {
    const at = (namespace: string): Refusal => {
      const { status, body } = send(cluster, "POST", `/api/v1/namespaces/${namespace}/pods`, {
        body: { metadata: { name: "x" }, spec: { containers: [{ name: "c", image: "nginx" }] } },
      });
      return { ...(body as Refusal), status };
    };
    expect(at("none")).toMatchObject({ status: 404, message: 'namespaces "none" not found' });
    send(cluster, "POST", "/api/v1/namespaces", { body: { metadata: { name: "going", finalizers: ["a.b/c"] } } });
    send(cluster, "DELETE", "/api/v1/namespaces/going");
    expect(at("going")).toMatchObject({
      status: 403,
      message: 'pods "x" is forbidden: unable to create new content in namespace going because it is being terminated',
    });
  });

  it("KIND-41 an account that is not there", () => {
    expect(refused({ serviceAccountName: "none" })).toMatchObject({
      status: 403,
      message: 'pods "x" is forbidden: error looking up service account default/none: serviceaccount "none" not found',
    });
  });
});
