import { describe, expect, it } from "vitest";
import type { ApiRequest } from "../../../../server/simulation/api/ApiRequest.ts";
import { Cluster } from "../../../../server/simulation/cluster.ts";
import { NAMES, SAMPLES } from "./samples.ts";

const USER = { username: "admin", groups: ["system:masters"] };
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
const cluster = Cluster.create({ seed: 9, now: 1_780_000_000_000, nodes: "none", frozen: true });
const send = (method: ApiRequest["method"], path: string, more: Partial<ApiRequest> = {}): number =>
  cluster.apply({ type: "request", request: { method, path, user: USER, ...more } }, 0).status;
send("POST", "/api/v1/namespaces/default/serviceaccounts", {
  body: JSON.stringify({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } }),
});

type Json = { [name: string]: unknown } | unknown[];
const REPLACEMENTS = [undefined, null, {}, [], "", 0, false, [null], [{}], -1, "x", { x: {} }, [""]] as const;

/** Copies of an object, each with one value somewhere in it replaced or gone. */
function* gaps(object: Json, rest: (part: unknown) => Json = (part) => part as Json): Generator<Json> {
  for (const key of Object.keys(object)) {
    const at = (value: unknown): Json => {
      const copy = (Array.isArray(object) ? [...object] : { ...object }) as { [name: string]: unknown };
      if (value === undefined) delete copy[key];
      else copy[key] = value;
      return rest(copy);
    };
    for (const value of REPLACEMENTS) yield at(value);
    const part = (object as { [name: string]: unknown })[key];
    if (typeof part === "object" && part !== null) yield* gaps(part as Json, at);
  }
}

describe("RES-51 whatever is missing or of another form in an object is refused or lived with", () => {
  const stored = [...cluster.api.definitions].filter(({ resource }) => SAMPLES[resource]);
  it.each(stored.map((definition) => [definition.resource, definition] as const))(
    "RES-51 %s",
    (resource, definition) => {
      const { group, version, kind, plural, namespaced } = definition.names;
      const apiVersion = group === "" ? version : `${group}/${version}`;
      const list = `${group === "" ? "/api" : "/apis"}/${apiVersion}${namespaced ? "/namespaces/default" : ""}/${plural}`;
      const name = NAMES[resource] ?? "gap";
      const sample = { apiVersion, kind, metadata: { name, labels: { a: "b" } }, ...SAMPLES[resource] };
      const one = `${list}/${name}`;
      let accepted = 0;
      for (const object of [{ apiVersion, kind, metadata: { name } }, { apiVersion, kind }, ...gaps(sample)]) {
        const body = JSON.stringify(object);
        const status = send("POST", list, { body });
        expect(status, body).toBeLessThan(600);
        if (status !== 201) continue;
        accepted++;
        for (const accept of [TABLE, "application/yaml"]) expect(send("GET", list, { accept }), body).toBe(200);
        send("PUT", one, { body });
        send("PATCH", one, { body: '{"metadata":{"labels":{"c":"d"}}}', contentType: "application/merge-patch+json" });
        send("PUT", `${one}/status`, { body });
        send("DELETE", one);
        send("DELETE", `${list}?labelSelector=a`);
      }
      expect(accepted).toBeGreaterThan(0);
    },
  );
});
