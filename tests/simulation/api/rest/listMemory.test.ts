import { describe, expect, it } from "vitest";
import type { ApiResponse } from "../../../../server/simulation/api/ApiRequest.ts";
import { ADMIN, newCluster, pass, send } from "../../../support/clusters.ts";

const MAPS = "/api/v1/namespaces/default/configmaps";
const map = (name: string): object => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

describe("RES-60 lists that hold still", () => {
  const cluster = newCluster({ frozen: true });
  for (let index = 0; index < 20; index++) send(cluster, "POST", MAPS, { body: map(`p${index}`) });
  const list = (path = MAPS, user = ADMIN): ApiResponse => cluster.read({ method: "GET", path, user, accept: TABLE });
  const names = ({ body }: ApiResponse): readonly unknown[] =>
    (body as { readonly rows: readonly { readonly cells: readonly unknown[] }[] }).rows.map(({ cells }) => cells[0]);

  it("RES-60 are given again, the same, until something is written", () => {
    const first = list();
    expect(list().body).toBe(first.body);
    send(cluster, "POST", MAPS, { body: map("p99") });
    const second = list();
    expect(names(second)).toEqual([...names(first), "p99"].sort());
  });

  it("RES-60 tell other ages a second later, and other selectors other objects", () => {
    const age = ({ body }: ApiResponse): unknown =>
      (body as { readonly rows: readonly { readonly cells: readonly unknown[] }[] }).rows[0]?.cells[2];
    const before = age(list());
    pass(cluster, 5);
    expect(age(list())).not.toBe(before);
    expect(names(list(`${MAPS}?limit=17`))).toHaveLength(17);
    expect(names(list(`${MAPS}?fieldSelector=metadata.name%3Dp3`))).toEqual(["p3"]);
  });

  it("RES-60 are refused to whoever may not see them", () => {
    expect(list().status).toBe(200);
    expect(list(MAPS, { username: "mina", groups: [] }).status).toBe(403);
  });
});
