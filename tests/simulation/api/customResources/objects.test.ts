import { describe, expect, it } from "vitest";
import { Door, CRDS, OPEN, widget, WIDGETS, widgets } from "./door.ts";

const properties = (spec: object) => ({ type: "object", properties: { spec: { type: "object", properties: spec } } });

function doorWith(schema: object, version: object = {}): Door {
  const door = Door.open({ frozen: true });
  door.make(CRDS, widgets(schema, version));
  door.pass(0);
  return door;
}

describe("custom objects", () => {
  it("CRD-3 has defaults when written, and newer ones when read", () => {
    const door = doorWith(properties({ color: { type: "string", default: "red" } }));
    expect(door.make(WIDGETS, widget("a", { spec: {} })).spec).toEqual({ color: "red" });
    const schema = properties({
      color: { type: "string", default: "red" },
      size: { type: "integer", default: 7 },
      more: { type: "object", default: {}, properties: { deep: { type: "boolean", default: true } } },
    });
    door.ask("PATCH", `${CRDS}/widgets.lab.example`, {
      spec: { versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }] },
    });
    door.pass(0);
    const now = { color: "red", size: 7, more: { deep: true } };
    expect(door.ask("GET", `${WIDGETS}/a`).body.spec).toEqual(now);
    expect(door.ask("GET", WIDGETS).body.items?.[0]?.spec).toEqual(now);
    const { spec } = door.cluster.store.get("widgets.lab.example", "default", "a") as { spec?: unknown };
    expect(spec).toEqual({ color: "red" });
  });

  it("CRD-4 refuses combinations that do not hold", () => {
    const door = doorWith(
      properties({
        one: { type: "integer", oneOf: [{ maximum: 3 }, { minimum: 2 }] },
        any: { type: "integer", anyOf: [{ maximum: 3 }, { minimum: 20 }] },
        not: { type: "integer", not: { minimum: 5 } },
      }),
    );
    const message = (spec: object) => door.ask("POST", `${WIDGETS}?dryRun=All`, widget("a", { spec })).body.message;
    expect(message({ one: 3 })).toBe(
      'Widget.lab.example "a" is invalid: <nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    );
    expect(message({ any: 10 })).toContain('"spec.any" must validate at least one schema (anyOf)');
    expect(message({ not: 6 })).toBe(
      'Widget.lab.example "a" is invalid: <nil>: Invalid value: "": "spec.not" must not validate the schema (not)',
    );
    expect(message({ one: 1, any: 20, not: 4 })).toBeUndefined();
  });

  it("CRD-4 lets an update leave what was wrong before", () => {
    const door = doorWith(OPEN);
    door.make(WIDGETS, widget("a", { spec: { size: 100, other: 1 } }));
    const schema = properties({ size: { type: "integer", maximum: 10 }, other: { type: "integer" } });
    door.ask("PATCH", `${CRDS}/widgets.lab.example`, {
      spec: { versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }] },
    });
    door.pass(0);
    expect(door.ask("PATCH", `${WIDGETS}/a`, { spec: { other: 2 } }).status).toBe(200);
    expect(door.ask("PATCH", `${WIDGETS}/a`, { spec: { size: 99 } }).status).toBe(422);
  });

  it("CRD-6 scales where the definition says", () => {
    const door = doorWith(OPEN, {
      subresources: {
        status: {},
        scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.now", labelSelectorPath: ".status.sel" },
      },
    });
    door.make(WIDGETS, widget("a", { spec: { size: 2 }, status: { now: 9 } }));
    expect(door.ask("GET", `${WIDGETS}/a`).body.status).toBeUndefined();
    door.ask("PATCH", `${WIDGETS}/a/status`, { status: { now: 1, sel: "a=b" }, spec: { size: 5 } });
    expect(door.ask("GET", `${WIDGETS}/a/scale`).body).toMatchObject({
      kind: "Scale",
      spec: { replicas: 2 },
      status: { replicas: 1, selector: "a=b" },
    });
    door.ask("PATCH", `${WIDGETS}/a/scale`, { spec: { replicas: 4 } });
    expect(door.ask("GET", `${WIDGETS}/a`).body).toMatchObject({ spec: { size: 4 }, metadata: { generation: 2 } });
  });

  it("CRD-6 selects by the fields named, and shows the columns asked for", () => {
    const schema = properties({ color: { type: "string" }, size: { type: "integer" } });
    const door = doorWith(schema, {
      selectableFields: [{ jsonPath: ".spec.color" }],
      additionalPrinterColumns: [
        { name: "Size", type: "integer", jsonPath: ".spec.size" },
        { name: "Color", type: "string", jsonPath: ".spec.color", description: "how it looks" },
      ],
    });
    door.make(WIDGETS, widget("a", { spec: { color: "red", size: 1 } }));
    door.make(WIDGETS, widget("b", { spec: { color: "blue" } }));
    const found = door.ask("GET", `${WIDGETS}?fieldSelector=spec.color%3Dblue`);
    expect(found.body.items?.map(({ metadata }) => metadata.name)).toEqual(["b"]);
    expect(door.ask("GET", `${WIDGETS}?fieldSelector=spec.size%3D1`).body.message).toBe(
      "field label not supported: spec.size",
    );
    const table = door.ask("GET", WIDGETS, undefined, { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" })
      .body as unknown as { columnDefinitions: { name: string; description: string }[]; rows: { cells: unknown[] }[] };
    expect(table.columnDefinitions.slice(1).map(({ name, description }) => [name, description])).toEqual([
      ["Size", "Custom resource definition column (in JSONPath format): .spec.size"],
      ["Color", "how it looks"],
    ]);
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ["a", 1, "red"],
      ["b", null, "blue"],
    ]);
  });

  it("CRD-9 refuses what contradicts itself", () => {
    const door = Door.open({ frozen: true });
    const message = (definition: object) => door.ask("POST", CRDS, definition).body.message ?? "";
    expect(
      message(
        widgets({
          type: "object",
          properties: {
            a: { type: "object", additionalProperties: { type: "string" }, properties: { b: { type: "string" } } },
          },
        }),
      ),
    ).toContain(
      "spec.validation.openAPIV3Schema.properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive",
    );
    expect(message(widgets(OPEN, { selectableFields: [{ jsonPath: ".spec.nope" }] }))).toContain(
      'spec.selectableFields[0].jsonPath: Invalid value: ".spec.nope": is an invalid path: does not refer to a valid field',
    );
    expect(message(widgets(OPEN, {}, { group: "lab" }))).toContain("should be a domain with at least one dot");
  });
});
