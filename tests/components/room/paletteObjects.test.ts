import { expect, it } from "vitest";
import { paletteObjects } from "../../../components/room/paletteObjects.ts";

const table = (kind: string, name: string, namespace?: string): ReadonlyMap<string, never> =>
  new Map([[name, { apiVersion: "v1", kind, metadata: { name, ...(namespace ? { namespace } : {}) } } as never]]);

it("PAGE-10 the palette finds objects of every kind, pods first, events not", () => {
  const found = paletteObjects(
    new Map([
      ["courses.school.example", table("Course", "k8s", "default")],
      ["clusterroles.rbac.authorization.k8s.io", table("ClusterRole", "view")],
      ["events", table("Event", "web.1", "default")],
      ["pods", table("Pod", "web", "default")],
    ]),
  );
  expect(found.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)).toEqual([
    "Pod default/web",
    "ClusterRole /view",
    "Course default/k8s",
  ]);
});
