/** Schemas, objects and expressions nobody would write: every answer is one Kubernetes could give. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CRDS, Door, widget, WIDGETS, widgets } from "../simulation/api/customResources/door.ts";

const SEED = Number(process.env["SEED"] ?? 20261128);
const name = fc.constantFrom("a", "b", "spec", "status", "metadata", "kind", "x-y", "__proto__", "constructor", "for");
const scalar = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.string({ maxLength: 8 }),
  fc.boolean(),
  fc.constant(null),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4 }),
  ),
})).value;

const expression = fc.oneof(
  fc.constantFrom(
    "self.a > 1",
    "self.all(x, x == x)",
    "has(self.b) && self.b.matches('(a+)+$')",
    "self == oldSelf",
    "self.spec.?a.orValue('x').size() < 3",
    "self.map(x, [x, x]).all(y, y.all(z, z != null))",
    "quantity(self) > quantity('1')",
    "self[0] + self['a'] == 1",
    "size(self) < 10 ? self : !self",
    "'%s %d'.format([self, self]) == ''",
    "duration(self) < duration('1h') || timestamp(self).getHours() == 1",
    "cel.bind(x, self, x == x)",
    "optional.of(self).optMap(v, v).hasValue()",
  ),
  fc.string({ maxLength: 30 }),
);
const rule = fc.record(
  {
    rule: expression,
    message: fc.string({ maxLength: 8 }),
    messageExpression: expression,
    fieldPath: fc.constantFrom(".a", "['b']", "x"),
    optionalOldSelf: fc.boolean(),
  },
  { requiredKeys: ["rule"] },
);
/** Of a depth said, for a schema's keys would nest without end. */
const schemaOf = (depth: number): fc.Arbitrary<object> => {
  const below = depth > 0 ? schemaOf(depth - 1) : fc.constant({ type: "string" });
  return fc.record(
    {
      type: fc.constantFrom("object", "array", "string", "integer", "number", "boolean", "null", ""),
      properties: fc.dictionary(name, below, { maxKeys: 3 }),
      items: below,
      additionalProperties: fc.oneof(fc.boolean(), below),
      default: json,
      enum: fc.array(json, { maxLength: 2 }),
      pattern: fc.constantFrom("[", "^a+$", "(a|a)*b", "\\p{L}", "(?=x)"),
      format: fc.constantFrom("date-time", "int32", "duration", "byte", "nope", "ipv4"),
      minimum: fc.integer(),
      multipleOf: fc.constantFrom(0, 0.5, -1, 3),
      maxLength: fc.nat(5),
      maxItems: fc.nat(3),
      required: fc.array(name, { maxLength: 2 }),
      nullable: fc.boolean(),
      anyOf: fc.array(below, { maxLength: 2 }),
      not: below,
      "x-kubernetes-int-or-string": fc.boolean(),
      "x-kubernetes-preserve-unknown-fields": fc.constantFrom(true, false),
      "x-kubernetes-embedded-resource": fc.boolean(),
      "x-kubernetes-list-type": fc.constantFrom("set", "map", "atomic", "odd"),
      "x-kubernetes-list-map-keys": fc.array(name, { maxLength: 2 }),
      "x-kubernetes-validations": fc.array(rule, { maxLength: 2 }),
    },
    { requiredKeys: ["type"] },
  );
};
/** What a person would write, more or less, so that most are taken. */
const likely = (depth: number): fc.Arbitrary<object> => {
  const below = depth > 0 ? likely(depth - 1) : fc.constant({ type: "string" });
  const rules = { "x-kubernetes-validations": fc.array(rule, { maxLength: 1 }) };
  const some = <T extends Record<string, fc.Arbitrary<unknown>>>(type: string, keys: T) =>
    fc.record({ type: fc.constant(type), ...keys }, { requiredKeys: ["type"] } as never) as fc.Arbitrary<object>;
  return fc.oneof(
    some("string", {
      maxLength: fc.nat(9),
      pattern: fc.constantFrom("^a+$", "(a|a)*b", "\\p{L}"),
      nullable: fc.boolean(),
    }),
    some("integer", {
      minimum: fc.integer(),
      format: fc.constantFrom("int32", "int64", "nope"),
      enum: fc.constant([1, 2]),
    }),
    some("array", { items: below, maxItems: fc.nat(3), ...rules }).map((array) => ({
      items: { type: "string" },
      ...array,
    })),
    some("object", { additionalProperties: below, nullable: fc.boolean(), maxProperties: fc.nat(9) }),
    some("object", {
      properties: fc.dictionary(name, below, { maxKeys: 3 }),
      required: fc.array(name, { maxLength: 2 }),
      ...rules,
    }),
    fc.constant({ "x-kubernetes-int-or-string": true }),
    fc.constant({ type: "object", "x-kubernetes-preserve-unknown-fields": true }),
    fc.constant({
      type: "object",
      "x-kubernetes-embedded-resource": true,
      "x-kubernetes-preserve-unknown-fields": true,
    }),
  );
};
const root = fc
  .record({ spec: likely(2), a: likely(1), status: likely(1) }, { requiredKeys: [] })
  .map((properties) => ({ type: "object", properties }));
const schema = fc.oneof({ weight: 1, arbitrary: schemaOf(2) }, { weight: 2, arbitrary: root as fc.Arbitrary<object> });

const FINE = new Set([200, 201, 400, 404, 405, 409, 413, 415, 422]);

describe(`custom resources under strange input (SEED=${SEED})`, () => {
  it("CRD-16 definitions are taken or refused, and their objects with them", () => {
    const door = Door.open({ frozen: true });
    let taken = 0;
    fc.assert(
      fc.property(schema, fc.array(json, { minLength: 1, maxLength: 3 }), (node, values) => {
        const made = door.ask("POST", CRDS, widgets(node));
        expect(FINE.has(made.status), `${made.status}: ${made.body.message}`).toBe(true);
        if (made.status !== 201) {
          return;
        }
        taken++;
        door.pass(0);
        for (const [index, value] of values.entries()) {
          const object = { ...widget(`w${index}`), spec: value, a: value, status: value };
          // Server-side apply has plain errors for what does not fit its types.
          for (const answer of [
            door.ask("POST", WIDGETS, object),
            door.ask("PATCH", `${WIDGETS}/w${index}`, { spec: values[0], b: value }),
            door.ask("PATCH", `${WIDGETS}/w${index}?fieldManager=f&force=true`, object, {
              contentType: "application/apply-patch+yaml",
            }),
            door.ask("GET", WIDGETS, undefined, { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" }),
          ])
            expect(
              FINE.has(answer.status) || (answer.status === 500 && !answer.body.message?.includes("Internal")),
              `${answer.status}: ${answer.body.message}`,
            ).toBe(true);
        }
        const documents = [
          "/openapi/v3/apis/lab.example/v1",
          "/apis/lab.example/v1",
          ...(taken % 20 === 1 ? ["/openapi/v2"] : []),
        ];
        for (const path of documents) expect(door.ask("GET", path).status).toBe(200);
        for (let index = 0; index < 3; index++) door.ask("DELETE", `${WIDGETS}/w${index}`);
        door.ask("DELETE", `${CRDS}/widgets.lab.example`);
        door.pass(10);
        expect(door.ask("GET", `${CRDS}/widgets.lab.example`).status).toBe(404);
      }),
      { seed: SEED, numRuns: Number(process.env["N"] ?? 250), endOnFailure: true },
    );
    expect(taken).toBeGreaterThan(10);
  });

  it("CRD-16 policies with any expression are taken or refused, and writes go on", () => {
    const door = Door.open({ frozen: true });
    const group = "/apis/admissionregistration.k8s.io/v1";
    fc.assert(
      fc.property(expression, json, (source, data) => {
        const made = door.ask("POST", `${group}/validatingadmissionpolicies`, {
          metadata: { name: "p" },
          spec: {
            matchConstraints: {
              resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"] }],
            },
            variables: [{ name: "v", expression: source }],
            validations: [
              { expression: `object == null || dyn(variables.v) == true || (${source.replaceAll("self", "object")})` },
            ],
          },
        });
        expect(FINE.has(made.status), `${made.status}: ${made.body.message}`).toBe(true);
        door.ask("POST", `${group}/validatingadmissionpolicybindings`, {
          metadata: { name: "b" },
          spec: { policyName: "p", validationActions: ["Deny"] },
        });
        const answer = door.ask("POST", "/api/v1/namespaces/default/configmaps", { metadata: { name: "c" }, data });
        expect(FINE.has(answer.status), `${answer.status}: ${answer.body.message}`).toBe(true);
        door.ask("DELETE", `${group}/validatingadmissionpolicybindings/b`);
        door.ask("DELETE", `${group}/validatingadmissionpolicies/p`);
        door.ask("DELETE", "/api/v1/namespaces/default/configmaps/c");
      }),
      { seed: SEED, numRuns: 150, endOnFailure: true },
    );
  });
});
