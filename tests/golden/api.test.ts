import { describe, expect, it } from "vitest";
import { Cluster } from "../../server/simulation/cluster.ts";
import { judgeFolder } from "./judgeFolder.ts";
import { NOT_SERVED } from "./notServed.ts";

describe("GOLD-1 answers are those of kube-apiserver 1.36.2", () => {
  judgeFolder({ area: "api", folder: `${import.meta.dirname}/api`, rule: "GOLD-1" });

  it("GOLD-2 kinds that recordings are left out by are not served", () => {
    const cluster = Cluster.create({ seed: 1, now: 1_780_000_000_000, nodes: "none", frozen: true });
    const served = new Set([...cluster.api.definitions].map(({ resource }) => resource));
    expect(Object.keys(NOT_SERVED).filter((resource) => served.has(resource))).toEqual([]);
  });
});
