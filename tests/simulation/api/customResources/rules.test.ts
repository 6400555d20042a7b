import { describe, expect, it } from "vitest";
import { CRDS, Door, widget, WIDGETS, widgets } from "./door.ts";

const spec = (properties: object, rules: readonly object[], more: object = {}) => ({
  type: "object",
  properties: { spec: { type: "object", properties, "x-kubernetes-validations": rules, ...more } },
});
const SIZES = { min: { type: "integer" }, max: { type: "integer" }, name: { type: "string", maxLength: 20 } };

function doorWith(schema: object): Door {
  const door = Door.open({ frozen: true });
  door.make(CRDS, widgets(schema));
  door.pass(0);
  return door;
}

describe("rules", () => {
  it("CRD-12 refuses objects that break a rule, in the words it gives", () => {
    const door = doorWith(
      spec(SIZES, [
        { rule: "self.min <= self.max", message: "min must not exceed max" },
        {
          rule: "self.name != 'x'",
          messageExpression: "'not ' + self.name",
          fieldPath: ".name",
          reason: "FieldValueForbidden",
        },
        { rule: "self.max < 100" },
      ]),
    );
    const message = (value: object) =>
      door.ask("POST", `${WIDGETS}?dryRun=All`, widget("a", { spec: value })).body.message;
    expect(message({ min: 2, max: 1, name: "a" })).toBe(
      'Widget.lab.example "a" is invalid: spec: Invalid value: min must not exceed max',
    );
    expect(message({ min: 1, max: 1, name: "x" })).toBe(
      'Widget.lab.example "a" is invalid: spec.name: Forbidden: not x',
    );
    expect(message({ min: 1, max: 100, name: "a" })).toBe(
      'Widget.lab.example "a" is invalid: spec: Invalid value: failed rule: self.max < 100',
    );
    expect(message({ min: 1, max: 1 })).toBe(
      'Widget.lab.example "a" is invalid: spec: Invalid value: "object": no such key: name evaluating rule: self.name != \'x\'',
    );
  });

  it("CRD-12 compares with what was before", () => {
    const door = doorWith(
      spec(
        {
          max: { type: "integer", "x-kubernetes-validations": [{ rule: "self >= oldSelf", message: "may only grow" }] },
        },
        [{ rule: "oldSelf.hasValue() || self.max < 5", optionalOldSelf: true, message: "starts small" }],
      ),
    );
    expect(door.ask("POST", WIDGETS, widget("a", { spec: { max: 9 } })).body.message).toContain("starts small");
    door.make(WIDGETS, widget("a", { spec: { max: 4 } }));
    expect(door.ask("PATCH", `${WIDGETS}/a`, { spec: { max: 3 } }).body.message).toBe(
      'Widget.lab.example "a" is invalid: spec.max: Invalid value: 3: may only grow',
    );
    expect(door.ask("PATCH", `${WIDGETS}/a`, { spec: { max: 50 } }).status).toBe(200);
  });

  it("CRD-12 refuses definitions whose rules do not compile or cost too much", () => {
    const door = Door.open({ frozen: true });
    const message = (schema: object) => door.ask("POST", CRDS, widgets(schema)).body.message ?? "";
    expect(message(spec(SIZES, [{ rule: "self.nope > 1" }]))).toBe(
      `CustomResourceDefinition.apiextensions.k8s.io "widgets.lab.example" is invalid: spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.nope \\u003e 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field 'nope'\n | self.nope > 1\n | ....^`,
    );
    expect(message(spec(SIZES, [{ rule: "self.min" }]))).toContain("cel expression must evaluate to a bool");
    const endless = { list: { type: "array", items: { type: "string" } } };
    expect(message(spec(endless, [{ rule: "self.list.all(a, self.list.all(b, a == b))" }]))).toContain(
      "Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)",
    );
  });
});
