import fc from "fast-check";
import { describe, test } from "vitest";
import { ApiError } from "../../../../server/simulation/api/machinery/status.ts";
import schemaText from "../../../../server/simulation/api/schema/schema-1.36.json" with { type: "json" };
import { create, newApi } from "./cluster.ts";

interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly properties?: { readonly [name: string]: Node };
}

const types = (schemaText as unknown as { readonly types: { readonly [name: string]: Node } }).types;
const texts = fc.constantFrom("", "a", "x y", "a.b/c", "/p", "..", "Always", "Exists", "In", "Lt", "$(A)", "한글");
const quantities = fc.constantFrom("0", "1", "-1", "0.5", "1Gi", "1.5Gi", "100u");

/** Values of the right type with members left out at will: what the decoder lets through. */
function bodyOf(node: Node, depth: number): fc.Arbitrary<unknown> {
  if (node.$ref === "api.resource.Quantity") return quantities;
  if (node.$ref === "util.intstr.IntOrString")
    return fc.oneof(fc.constantFrom(-1, 0, 1, 80), fc.constantFrom("25%", "x", ""));
  if (node.$ref === "meta.v1.Time") return fc.constant("2026-11-24T00:00:00Z");
  if (node.$ref) return bodyOf(types[node.$ref] ?? {}, depth);
  if (node.properties) {
    if (depth === 0) return fc.constant({});
    const members = Object.fromEntries(
      Object.entries(node.properties).map(([name, member]) => [
        name,
        fc.option(bodyOf(member, depth - 1), { nil: undefined, freq: 3 }),
      ]),
    );
    return fc
      .record(members, { requiredKeys: [] })
      .map((value) => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)));
  }
  if (node.items) return fc.array(bodyOf(node.items, depth - 1), { maxLength: 2 });
  if (typeof node.additionalProperties === "object")
    return fc.dictionary(texts, bodyOf(node.additionalProperties, depth - 1), { maxKeys: 2 });
  if (node.enum) return fc.oneof(fc.constantFrom(...node.enum), texts);
  if (node.type === "boolean") return fc.boolean();
  if (node.type === "integer" || node.type === "number") return fc.constantFrom(-1, 0, 1, 600, 70000);
  return texts;
}

const REFUSED_EARLY = [
  "serviceAccountName",
  "serviceAccount",
  "priority",
  "priorityClassName",
  "preemptionPolicy",
  "runtimeClassName",
];

describe("KIND-12 any body of the right types", () => {
  const specs = [
    ["pods", "v1", "Pod", "core.v1.PodSpec"],
    ["deployments.apps", "apps/v1", "Deployment", "apps.v1.DeploymentSpec"],
    ["replicasets.apps", "apps/v1", "ReplicaSet", "apps.v1.ReplicaSetSpec"],
  ] as const;

  test.each(specs)("%s are created or refused, never half understood", (resource, apiVersion, kind, type) => {
    const api = newApi();
    let number = 0;
    fc.assert(
      fc.property(bodyOf({ $ref: type }, 6), bodyOf({ $ref: "meta.v1.ObjectMeta" }, 2), (spec, metadata) => {
        const { resourceVersion: _, ...own } = metadata as { resourceVersion?: string };
        // Admission would refuse nearly every pod for one of these, before the checks.
        for (const member of REFUSED_EARLY) delete (spec as { [member: string]: unknown })[member];
        try {
          create(api, resource, {
            apiVersion,
            kind,
            metadata: { ...own, name: `x${number++}`, namespace: "lab" },
            spec,
          });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test("the spec itself may be missing", () => {
    for (const [resource, apiVersion, kind] of specs) {
      try {
        create(newApi(), resource, { apiVersion, kind, metadata: { name: "x" } });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    }
  });
});
