import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterFactory } from "../../server/clusterFactory.ts";

const factory = clusterFactory({ root: resolve(import.meta.dirname, "../.."), freeze: true });
const user = { username: "admin", groups: ["system:masters"] };
const PATH = "/apis/metrics.k8s.io/v1beta1";

describe("KLT-33 usage in rooms", () => {
  it("KLT-33 every room with nodes serves it, restored ones too", () => {
    const seed = { seed: 1, now: Date.UTC(2026, 10, 28), objectLimit: 1_000 };
    const status = (nodes: "course" | "none" | number): number => {
      const made = factory.create({ ...seed, nodes });
      const again = factory.restore(made.snapshot(), { ...seed, nodes });
      const [one, two] = [made, again].map((cluster) => cluster.read({ method: "GET", path: PATH, user }).status);
      expect(one).toBe(two);
      return one as number;
    };
    expect([status("course"), status(2), status("none")]).toEqual([200, 200, 404]);
  });
});
