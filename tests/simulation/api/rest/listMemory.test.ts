import { describe, expect, it } from "vitest";
import type { ApiResponse } from "../../../../server/simulation/api/ApiRequest.ts";
import { ADMIN, newCluster, PODS, pass, podManifest, send } from "../../../support/clusters.ts";

const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

describe("RES-60 lists that hold still", () => {
  const cluster = newCluster({ frozen: true });
  for (let index = 0; index < 20; index++) send(cluster, "POST", PODS, { body: podManifest(`p${index}`) });
  const list = (path = PODS, user = ADMIN): ApiResponse => cluster.read({ method: "GET", path, user, accept: TABLE });
  const names = ({ body }: ApiResponse): readonly unknown[] =>
    (body as { readonly rows: readonly { readonly cells: readonly unknown[] }[] }).rows.map(({ cells }) => cells[0]);

  it("RES-60 are given again, the same, until something is written", () => {
    const first = list();
    expect(list().body).toBe(first.body);
    send(cluster, "POST", PODS, { body: podManifest("p99") });
    const second = list();
    expect(names(second)).toEqual([...names(first), "p99"].sort());
  });

  it("RES-60 tell other ages a second later, and other selectors other objects", () => {
    const age = ({ body }: ApiResponse): unknown =>
      (body as { readonly rows: readonly { readonly cells: readonly unknown[] }[] }).rows[0]?.cells[4];
    const before = age(list());
    pass(cluster, 5);
    expect(age(list())).not.toBe(before);
    expect(names(list(`${PODS}?limit=17`))).toHaveLength(17);
    expect(names(list(`${PODS}?fieldSelector=metadata.name%3Dp3`))).toEqual(["p3"]);
  });

  it("RES-60 are refused to whoever may not see them", () => {
    expect(list().status).toBe(200);
    expect(list(PODS, { username: "mina", groups: [] }).status).toBe(403);
  });
});
