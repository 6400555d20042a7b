import { beforeAll, describe, expect, test } from "vitest";
import { type Document, parseAllDocuments } from "yaml";
import { kindSchema, schemaAt, type Schemas, typeName } from "../../../components/editor/schema/schemaNode.ts";
import { validate } from "../../../components/editor/schema/validate.ts";
import { nearest } from "../../../components/words/nearest.ts";
import { LABS } from "../../../components/editor/labs.ts";
import { TEMPLATES } from "../../../components/editor/templates.ts";
import { publishedSchemas } from "../../support/publishedSchemas.ts";

let schemas: Schemas;
beforeAll(() => {
  schemas = publishedSchemas();
});

function problems(text: string): readonly string[] {
  return parseAllDocuments(text).flatMap((document) =>
    validate(document as Document.Parsed, schemas).map(
      ({ code, name, wanted, from, to, fix }) =>
        `${code} ${name} @${text.slice(from, to)}${wanted ? ` → ${wanted}` : ""}${fix === undefined ? "" : ` (${fix})`}`,
    ),
  );
}

const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n${spec}`;

describe("TABLES-10 errors by the schema, at their place", () => {
  test.each([
    ["what is right", "  containers: [{name: c, image: i, ports: [{containerPort: 80}]}]\n", []],
    ["an unknown field", "  containers: [{name: c, imagee: i}]\n", ["unknownField imagee @imagee → image (image)"]],
    ["one that is like none", "  zzzzzzzz: 1\n  containers: [{name: c}]\n", ["unknownField zzzzzzzz @zzzzzzzz"]],
    ["a missing field", "  containers:\n    - image: i\n", ["missing name @image: i\n"]],
    [
      "an integer where a string must be",
      "  containers: [{name: c, env: [{name: A, value: 8080}]}]\n",
      ['wrongType number @8080 → string ("8080")'],
    ],
    [
      "a string where an integer must be",
      '  containers: [{name: c, ports: [{containerPort: "80"}]}]\n',
      ['wrongType string @"80" → integer (80)'],
    ],
    ["a mapping where a list must be", "  containers: {name: c}\n", ["wrongType map @containers → list"]],
    ["a text where a mapping must be", "  containers: [c]\n", ["wrongType string @c → map"]],
    [
      "a value that is not among those",
      "  restartPolicy: always\n  containers: [{name: c}]\n",
      ["notAllowed always @always → Always, Never, OnFailure (Always)"],
    ],
    [
      "a quantity that is none",
      "  containers: [{name: c, resources: {limits: {memory: 2 GB}}}]\n",
      ["quantity 2 GB @2 GB → 500m, 128Mi, 1Gi"],
    ],
    ["quantities as numbers", "  containers: [{name: c, resources: {limits: {cpu: 0.5, memory: 1e6}}}]\n", []],
    [
      "a word that YAML 1.1 takes for true",
      "  nodeSelector: {gpu: yes}\n  containers: [{name: c}]\n",
      ['boolWord yes @yes → string ("yes")'],
    ],
    ["a field left empty", "  nodeName:\n  containers: [{name: c}]\n", []],
  ] as const)("%s", (_, spec, wanted) => expect(problems(pod(spec))).toEqual(wanted));

  test("ports by number or name", () => {
    const service = (port: string): string =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80, targetPort: ${port}}]}\n`;
    expect(problems(service("8080"))).toEqual([]);
    expect(problems(service("http"))).toEqual([]);
    expect(problems(service("{a: b}"))).toHaveLength(1);
  });

  test("the course's manifests and all templates are right", () => {
    for (const { name, yaml } of [...LABS, ...TEMPLATES])
      expect({ name, problems: problems(yaml) }).toEqual({ name, problems: [] });
  });
});

test("TABLES-10 fields are described by the schema", () => {
  const root = kindSchema(schemas, "v1", "Pod");
  const ports = schemaAt(root, ["spec", "containers", 0, "ports"], schemas);
  expect(ports?.description).toBeTruthy();
  expect(typeName(ports, schemas)).toBe("[]ContainerPort");
});

test("TABLES-10 the name that is meant", () => {
  expect(nearest("replica", ["replicas", "selector"])).toBe("replicas");
  expect(nearest("ContainerPort", ["containerPort", "hostPort"])).toBe("containerPort");
  expect(nearest("xyz", ["replicas"])).toBeUndefined();
});
