import { describe, expect, test } from "vitest";
import { Cluster } from "../../../../server/simulation/cluster.ts";
import type { UserInfo } from "../../../../server/simulation/api/ApiRequest.ts";

const ADMIN: UserInfo = { username: "admin", groups: ["system:masters"] };
const MINA: UserInfo = { username: "mina", uid: "7", groups: ["students"], extra: { seat: ["3"] } };

/** What is looked at of answers of many kinds. */
interface Body {
  readonly message: string;
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
  readonly conditions: readonly { readonly message: string }[];
  readonly spec: {
    readonly nodeName?: string;
    readonly devices: { readonly requests: readonly { readonly exactly: object }[] };
  };
  readonly status: { readonly conditions: readonly object[] };
}

interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly warnings: readonly string[];
}

function world() {
  const cluster = Cluster.create({ seed: 1, now: 1_780_000_000_000, nodes: "none", frozen: true, freezeObjects: true });
  const ask = (method: string, path: string, options: { body?: object; user?: UserInfo; type?: string } = {}): Answer =>
    cluster.apply(
      {
        type: "request",
        request: {
          method: method as "GET",
          path,
          user: options.user ?? ADMIN,
          ...(options.body ? { body: JSON.stringify(options.body) } : {}),
          ...(options.type ? { contentType: options.type } : {}),
        },
      },
      0,
    ) as unknown as Answer;
  return { cluster, ask };
}

const der = (tag: number, ...parts: (readonly number[])[]): number[] => {
  const body = parts.flat();
  return [tag, ...(body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255]), ...body];
};
const text = (value: string): number[] => der(0x0c, [...Buffer.from(value)]);
const attribute = (last: number, value: string): number[] => der(0x31, der(0x30, der(6, [0x55, 4, last]), text(value)));
/** A PKCS #10 request in its outer form, in PEM, in base64. */
function request(...organizations: readonly string[]): string {
  const subject = der(0x30, ...organizations.map((name) => attribute(10, name)), attribute(3, "mina"));
  const bytes = der(0x30, der(0x30, der(2, [0]), subject, der(0x30)), der(0x30), der(3, [0]));
  const body = Buffer.from(bytes).toString("base64");
  return Buffer.from(`-----BEGIN CERTIFICATE REQUEST-----\n${body}\n-----END CERTIFICATE REQUEST-----\n`).toString(
    "base64",
  );
}

describe("RES-40 to RES-46 the remaining kinds", () => {
  const FLOW = "/apis/flowcontrol.apiserver.k8s.io/v1";
  const CSRS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  const csr = (spec: object) => ({
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { name: "c" },
    spec: { request: request("students"), signerName: "example.com/s", usages: ["client auth"], ...spec },
  });

  test("RES-40 a new cluster has the flow control objects and APIServices of a real one", () => {
    const { ask } = world();
    expect(ask("GET", `${FLOW}/prioritylevelconfigurations`).body.items).toHaveLength(8);
    expect(ask("GET", `${FLOW}/flowschemas`).body.items).toHaveLength(11);
    expect(ask("GET", "/apis/apiregistration.k8s.io/v1/apiservices/v1.apps").body).toMatchObject({
      spec: { group: "apps", version: "v1", groupPriorityMinimum: 17800, versionPriority: 15 },
      status: { conditions: [{ type: "Available", status: "True", reason: "Local" }] },
    });
  });

  test("RES-41 mandatory flow control objects keep their specs", () => {
    const { ask } = world();
    const patch = { body: { spec: { matchingPrecedence: 9 } }, type: "application/merge-patch+json" };
    expect(ask("PATCH", `${FLOW}/flowschemas/catch-all`, patch).body.message).toMatch(
      /spec of 'catch-all' must equal the fixed value$/,
    );
    expect(ask("PATCH", `${FLOW}/flowschemas/probes`, patch).status).toBe(200);
  });

  test("RES-42 a table of FlowSchemas goes by precedence", () => {
    const { cluster } = world();
    const answer = cluster.read({
      method: "GET",
      path: `${FLOW}/flowschemas`,
      user: ADMIN,
      accept: "application/json;as=Table;v=v1;g=meta.k8s.io",
    });
    const { rows } = answer.body as { readonly rows: readonly { readonly cells: readonly unknown[] }[] };
    const precedences = rows.map(({ cells }) => cells[2] as number);
    expect(precedences).toEqual([...precedences].sort((left, right) => left - right));
    expect(rows[0]?.cells[0]).toBe("exempt");
  });

  test.each<[string, string, object, string]>([
    [
      "flowschemas",
      "FlowSchema",
      { matchingPrecedence: 20_000, rules: [{ subjects: [{ kind: "User" }] }] },
      "[spec.matchingPrecedence: Invalid value: 20000: must not be greater than 10000, spec.priorityLevelConfiguration.name: Required value: must reference a priority level, spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User', spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty]",
    ],
    [
      "prioritylevelconfigurations",
      "PriorityLevelConfiguration",
      { type: "Limited", limited: { limitResponse: { type: "Queue", queuing: { queues: 4, handSize: 9 } } } },
      "spec.limited.limitResponse.queuing.handSize: Invalid value: 9: should not be greater than queues (4)",
    ],
  ])("RES-42 %s are checked in upstream's words", (plural, kind, spec, problem) => {
    const { ask } = world();
    const body = { apiVersion: "flowcontrol.apiserver.k8s.io/v1", kind, metadata: { name: "x" }, spec };
    expect(ask("POST", `${FLOW}/${plural}`, { body }).body.message).toBe(
      `${kind}.flowcontrol.apiserver.k8s.io "x" is invalid: ${problem}`,
    );
  });

  test("RES-43 a certificate request says who asked, and only those with the right approve it", () => {
    const { ask } = world();
    const grant = (resources: string[], verbs: string[], name: string) => {
      const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", metadata: { name } };
      const rules = [{ apiGroups: ["certificates.k8s.io"], resources, verbs }];
      ask("POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles", { body: { ...role, rules } });
      const subjects = [{ kind: "User", name: "mina", apiGroup: "rbac.authorization.k8s.io" }];
      const roleRef = { kind: "ClusterRole", name, apiGroup: "rbac.authorization.k8s.io" };
      const binding = { ...role, kind: "ClusterRoleBinding", subjects, roleRef };
      ask("POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", { body: binding });
    };
    grant(["certificatesigningrequests", "certificatesigningrequests/approval"], ["create", "patch", "update"], "ask");
    const made = ask("POST", CSRS, { body: csr({ username: "root" }), user: MINA });
    expect(made.body).toMatchObject({
      spec: { username: "mina", uid: "7", groups: ["students"], extra: { seat: ["3"] } },
      status: {},
    });
    const approve = {
      body: { status: { conditions: [{ type: "Approved", status: "True", reason: "Fine" }] } },
      type: "application/merge-patch+json",
      user: MINA,
    };
    expect(ask("PATCH", `${CSRS}/c/approval`, approve).body.message).toBe(
      'certificatesigningrequests.certificates.k8s.io "c" is forbidden: user not permitted to approve requests with signerName "example.com/s"',
    );
    grant(["signers"], ["approve"], "approve");
    const approved = ask("PATCH", `${CSRS}/c/approval`, approve);
    expect(approved.body.status.conditions[0]).toMatchObject({ type: "Approved", lastUpdateTime: expect.any(String) });
    expect(
      ask("PATCH", `${CSRS}/c/status`, { ...approve, body: { status: null }, user: ADMIN }).body.message,
    ).toContain('updates may not remove a condition of type "Approved"');
  });

  test("RES-44 certificate requests are read and refused as upstream does", () => {
    const { ask } = world();
    const problem = (spec: object): string => ask("POST", CSRS, { body: csr(spec) }).body.message;
    expect(problem({ request: Buffer.from("x").toString("base64") })).toContain(
      "PEM block type must be CERTIFICATE REQUEST",
    );
    for (const usages of [undefined, []]) expect(problem({ usages })).toMatch(/spec\.usages: Required value/);
    expect(problem({ signerName: "x", usages: ["any", "any"], expirationSeconds: 5 })).toMatch(
      /spec\.usages\[1\]: Duplicate value: "any", spec\.signerName: Invalid value: "x": must be a fully qualified domain .* spec\.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds/,
    );
    const client = "kubernetes.io/kube-apiserver-client";
    expect(problem({ signerName: client, request: request("system:masters") })).toContain(
      `use of ${client} signer with system:masters group is not allowed`,
    );
  });

  test("RES-45 a binding may be posted to the namespace, and a trial of one changes nothing", () => {
    const { ask } = world();
    const sa = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
    ask("POST", "/api/v1/namespaces/default/serviceaccounts", { body: sa });
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p" },
      spec: { containers: [{ name: "c", image: "i" }] },
    };
    ask("POST", "/api/v1/namespaces/default/pods", { body: pod });
    const body = { apiVersion: "v1", kind: "Binding", metadata: { name: "p" }, target: { kind: "Node", name: "n" } };
    const bindings = "/api/v1/namespaces/default/bindings";
    const node = () => ask("GET", "/api/v1/namespaces/default/pods/p").body.spec.nodeName;
    expect(ask("POST", `${bindings}?dryRun=All`, { body }).status).toBe(201);
    expect(node()).toBeUndefined();
    expect(ask("POST", bindings, { body }).body).toMatchObject({ status: "Success", code: 201 });
    expect(node()).toBe("n");
  });

  test("RES-46 component statuses are told and not stored, with a warning", () => {
    const { ask } = world();
    const list = ask("GET", "/api/v1/componentstatuses");
    expect(list.body.items.map(({ metadata }) => metadata.name)).toEqual(["controller-manager", "etcd-0", "scheduler"]);
    expect(list.warnings).toEqual(["v1 ComponentStatus is deprecated in v1.19+"]);
    expect(ask("GET", "/api/v1/componentstatuses/scheduler").body.conditions[0]?.message).toBe("ok");
    expect(ask("GET", "/api/v1/componentstatuses/none").status).toBe(404);
    expect(ask("POST", "/api/v1/componentstatuses", { body: {} }).status).toBe(405);
  });

  test("RES-47 device claims get their defaults and keep their specs", () => {
    const { ask } = world();
    const path = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims";
    const body = {
      apiVersion: "resource.k8s.io/v1",
      kind: "ResourceClaim",
      metadata: { name: "x" },
      spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "gpu.example.com" } }] } },
    };
    expect(ask("POST", path, { body }).body.spec.devices.requests[0]?.exactly).toMatchObject({
      allocationMode: "ExactCount",
      count: 1,
    });
    const patch = { body: { spec: null }, type: "application/merge-patch+json" };
    expect(ask("PATCH", `${path}/x`, patch).body.message).toContain("field is immutable");
  });

  test("RES-47 a DeviceClass names an extended resource or none", () => {
    const { ask } = world();
    const make = (name: string, extendedResourceName: string) =>
      ask("POST", "/apis/resource.k8s.io/v1/deviceclasses", {
        body: {
          apiVersion: "resource.k8s.io/v1",
          kind: "DeviceClass",
          metadata: { name },
          spec: { extendedResourceName },
        },
      });
    expect(make("a", "cpu").body.message).toContain(
      'spec.extendedResourceName: Invalid value: "cpu": must be a valid extended resource name',
    );
    expect(make("b", "example.com/gpu").status).toBe(201);
  });
});
