import { describe, expect, it } from "vitest";
import { CRDS, Door, OPEN, widget, WIDGETS, widgets } from "./door.ts";

const GROUP = "/apis/admissionregistration.k8s.io/v1";
const CONFIGMAPS = "/api/v1/namespaces/default/configmaps";
const RULES = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["configmaps"] }];

function policy(spec: object): object {
  return { metadata: { name: "p" }, spec: { matchConstraints: { resourceRules: RULES }, ...spec } };
}

function doorWith(spec: object, binding: object = {}): Door {
  const door = Door.open({ frozen: true });
  door.make(`${GROUP}/validatingadmissionpolicies`, policy(spec));
  door.make(`${GROUP}/validatingadmissionpolicybindings`, {
    metadata: { name: "b" },
    spec: { policyName: "p", validationActions: ["Deny"], ...binding },
  });
  return door;
}

const configMap = (name: string, data: object = {}, metadata: object = {}) => ({
  metadata: { name, ...metadata },
  data,
});

describe("policies", () => {
  it("CRD-13 refuse with the message their expressions make", () => {
    const door = doorWith({
      variables: [
        { name: "count", expression: "size(object.data)" },
        { name: "most", expression: "variables.count * 0 + 1" },
      ],
      validations: [
        {
          expression: "variables.count <= variables.most",
          messageExpression: "'has ' + string(variables.count) + ' in ' + namespaceObject.metadata.name",
          reason: "Forbidden",
        },
      ],
    });
    const refused = door.ask("POST", CONFIGMAPS, configMap("x", { a: "1", b: "2" }));
    expect([refused.status, refused.body.message]).toEqual([
      403,
      "configmaps \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: has 2 in default",
    ]);
    expect(door.ask("POST", CONFIGMAPS, configMap("x", { a: "1" })).status).toBe(201);
    expect(door.ask("PATCH", `${CONFIGMAPS}/x`, { data: { b: "2" } }).status).toBe(403);
  });

  it("CRD-13 warn, or say nothing, as the binding wants", () => {
    const door = doorWith(
      { validations: [{ expression: "false", message: "never" }] },
      { validationActions: ["Warn", "Audit"] },
    );
    const made = door.ask("POST", CONFIGMAPS, configMap("x"));
    expect([made.status, made.warnings]).toEqual([
      201,
      ["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': never"],
    ]);
  });

  it("CRD-13 leave alone whom conditions and selectors leave out", () => {
    const door = doorWith(
      {
        matchConditions: [{ name: "others", expression: "request.userInfo.username != 'admin'" }],
        validations: [{ expression: "false" }],
      },
      { matchResources: { objectSelector: { matchLabels: { strict: "yes" } } } },
    );
    const mina = { user: { username: "mina", groups: ["system:masters"] } };
    const strict = { labels: { strict: "yes" } };
    expect(door.ask("POST", CONFIGMAPS, configMap("a", {}, strict)).status).toBe(201);
    expect(door.ask("POST", CONFIGMAPS, configMap("b"), mina).status).toBe(201);
    expect(door.ask("POST", CONFIGMAPS, configMap("c", {}, strict), mina).status).toBe(422);
  });

  it("CRD-13 fail open or closed", () => {
    const validations = [{ expression: "object.data.nope == '1'" }];
    expect(doorWith({ validations }).ask("POST", CONFIGMAPS, configMap("x", { a: "1" })).body.message).toContain(
      "expression 'object.data.nope == '1'' resulted in error: no such key: nope",
    );
    const open = doorWith({ validations, failurePolicy: "Ignore" });
    expect(open.ask("POST", CONFIGMAPS, configMap("x", { a: "1" })).status).toBe(201);
  });

  it("CRD-13 take parameters, also of custom kinds, and may ask what the user may do", () => {
    const door = Door.open({ frozen: true });
    door.make(CRDS, widgets(OPEN));
    door.pass(0);
    const spec = {
      paramKind: { apiVersion: "lab.example/v1", kind: "Widget" },
      validations: [
        {
          expression: "size(object.data) <= params.spec.most",
          messageExpression: "'at most ' + string(params.spec.most)",
        },
        { expression: "authorizer.group('').resource('secrets').namespace('default').check('get').allowed()" },
      ],
    };
    door.make(`${GROUP}/validatingadmissionpolicies`, policy(spec));
    door.make(`${GROUP}/validatingadmissionpolicybindings`, {
      metadata: { name: "b" },
      spec: {
        policyName: "p",
        validationActions: ["Deny"],
        paramRef: { name: "limits", parameterNotFoundAction: "Deny" },
      },
    });
    expect(door.ask("POST", CONFIGMAPS, configMap("x")).body.message).toContain(
      "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
    );
    door.make(WIDGETS, widget("limits", { spec: { most: 1 } }));
    expect(door.ask("POST", CONFIGMAPS, configMap("x", { a: "1", b: "2" })).body.message).toContain("at most 1");
    expect(door.ask("POST", CONFIGMAPS, configMap("x", { a: "1" })).status).toBe(201);
  });

  it("CRD-13 hold for deletions and for custom resources", () => {
    const door = Door.open({ frozen: true });
    door.make(CRDS, widgets(OPEN));
    door.pass(0);
    door.make(WIDGETS, widget("a"));
    const resourceRules = [
      { apiGroups: ["lab.example"], apiVersions: ["*"], operations: ["DELETE"], resources: ["*"] },
    ];
    door.make(`${GROUP}/validatingadmissionpolicies`, {
      metadata: { name: "p" },
      spec: {
        matchConstraints: { resourceRules },
        validations: [{ expression: "oldObject.metadata.name != 'a' && object == null" }],
      },
    });
    door.make(`${GROUP}/validatingadmissionpolicybindings`, {
      metadata: { name: "b" },
      spec: { policyName: "p", validationActions: ["Deny"] },
    });
    expect(door.ask("DELETE", `${WIDGETS}/a`).status).toBe(422);
    expect(door.ask("PATCH", `${WIDGETS}/a`, { spec: { x: 1 } }).status).toBe(200);
  });

  it("CRD-13 hold for TokenRequests and connections", () => {
    const door = doorWith({
      matchConstraints: {
        resourceRules: [
          { apiGroups: [""], apiVersions: ["v1"], operations: ["CONNECT"], resources: ["pods/exec"] },
          { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["serviceaccounts/token"] },
        ],
      },
      validations: [{ expression: "request.name == 'mine'", reason: "Forbidden" }],
    });
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    for (const name of ["mine", "other"]) door.make(accounts, { metadata: { name } });
    const token = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
    expect(door.ask("POST", `${accounts}/mine/token`, token).status).toBe(201);
    expect(door.ask("POST", `${accounts}/other/token`, token).status).toBe(403);
    const pods = "/api/v1/namespaces/default/pods";
    expect(door.ask("POST", `${pods}/other/exec?command=true&stdout=true`).status).toBe(403);
    // Whether there is such a pod is asked after.
    expect(door.ask("POST", `${pods}/mine/exec?command=true&stdout=true`).status).toBe(404);
    expect(door.ask("POST", `${pods}/other/attach?stdout=true`).status).toBe(404);
  });

  it("CRD-14 are refused when they are malformed, and have defaults", () => {
    const door = Door.open({ frozen: true });
    const message = (spec: object) =>
      door.ask("POST", `${GROUP}/validatingadmissionpolicies`, policy(spec)).body.message;
    expect(message({ validations: [{ expression: "request.nope == 1" }] })).toContain(
      "spec.validations[0].expression: Invalid value: \"request.nope == 1\": compilation failed: ERROR: <input>:1:8: undefined field 'nope'",
    );
    expect(message({ validations: [{ expression: "object.x" }] })).toContain("must evaluate to bool but got dyn");
    expect(message({ validations: [{ expression: "true", reason: "Odd" }] })).toContain(
      'spec.validations[0].reason: Unsupported value: "Odd"',
    );
    const made = door.make(`${GROUP}/validatingadmissionpolicies`, policy({ validations: [{ expression: "true" }] }));
    expect(made.spec).toMatchObject({
      failurePolicy: "Fail",
      matchConstraints: { matchPolicy: "Equivalent", namespaceSelector: {}, resourceRules: [{ scope: "*" }] },
    });
    const hook = door.ask("POST", `${GROUP}/validatingwebhookconfigurations`, {
      metadata: { name: "w" },
      webhooks: [
        {
          name: "a.b.c",
          clientConfig: { service: { name: "s", namespace: "n" } },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
        },
      ],
    });
    expect((hook.body as unknown as { webhooks: object[] }).webhooks[0]).toMatchObject({
      failurePolicy: "Fail",
      timeoutSeconds: 10,
      clientConfig: { service: { port: 443 } },
    });
  });
});
