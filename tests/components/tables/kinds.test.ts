import { expect, test } from "vitest";
import { groupKinds, type GroupDiscoveryList, pluralOf, readKinds } from "../../../components/tables/kinds.ts";

const resource = (name: string, kind: string, more: object = {}) => ({
  resource: name,
  responseKind: { kind },
  scope: "Namespaced" as const,
  verbs: ["create", "delete", "list", "patch"],
  ...more,
});

const LISTS: readonly GroupDiscoveryList[] = [
  {
    items: [
      {
        metadata: {},
        versions: [
          {
            version: "v1",
            resources: [
              resource("pods", "Pod"),
              resource("nodes", "Node", { scope: "Cluster" }),
              resource("bindings", "Binding", { verbs: ["create"] }),
              resource("events", "Event"),
            ],
          },
        ],
      },
    ],
  },
  {
    items: [
      {
        metadata: { name: "autoscaling" },
        versions: [
          { version: "v2", resources: [resource("horizontalpodautoscalers", "HorizontalPodAutoscaler")] },
          { version: "v1", resources: [resource("horizontalpodautoscalers", "HorizontalPodAutoscaler")] },
        ],
      },
      { metadata: { name: "events.k8s.io" }, versions: [{ version: "v1", resources: [resource("events", "Event")] }] },
      {
        metadata: { name: "apps" },
        versions: [
          {
            version: "v1",
            resources: [
              resource("deployments", "Deployment", { subresources: [{ subresource: "scale" }] }),
              resource("controllerrevisions", "ControllerRevision"),
            ],
          },
        ],
      },
      {
        metadata: { name: "school.example" },
        versions: [{ version: "v1", resources: [resource("courses", "Course")] }],
      },
    ],
  },
];

test("TABLES-1 kinds that can be listed, each once in the preferred version, in the Dashboard's groups", () => {
  const kinds = readKinds(LISTS);
  expect(kinds.map((kind) => `${kind.resource} ${kind.apiVersion}`)).toEqual([
    "pods v1",
    "nodes v1",
    "events v1",
    "horizontalpodautoscalers.autoscaling autoscaling/v2",

    "deployments.apps apps/v1",
    "controllerrevisions.apps apps/v1",
    "courses.school.example school.example/v1",
  ]);
  expect(kinds.filter(({ scales }) => scales).map(({ plural }) => plural)).toEqual(["deployments"]);
  const groups = groupKinds(kinds, new Set(["courses.school.example"]));
  expect(groups.map(({ group, kinds: members }) => [group, members.map(({ kind }) => kind)])).toEqual([
    ["workloads", ["Pod", "Deployment", "HorizontalPodAutoscaler"]],
    ["cluster", ["Node", "Event"]],
    ["custom", ["Course"]],
    ["other", ["ControllerRevision"]],
  ]);
});

test.each([
  ["Pod", "Pods"],
  ["Ingress", "Ingresses"],
  ["NetworkPolicy", "NetworkPolicies"],
  ["Endpoints", "Endpoints"],
  ["StorageClass", "StorageClasses"],
  ["NodeMetrics", "NodeMetrics"],
  ["Gateway", "Gateways"],
])("TABLES-1 the plural of %s is %s", (kind, plural) => expect(pluralOf(kind)).toBe(plural));
