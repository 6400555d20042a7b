import { describe, expect, it } from "vitest";
import type { ApiRequest, ApiResponse } from "../../../../server/simulation/api/ApiRequest.ts";
import { decodeEnvelope, encodeEnvelope } from "../../../../server/simulation/api/protobuf/envelope.ts";
import type { ResourceDefinition } from "../../../../server/simulation/api/ResourceDefinition.ts";
import type { WatchEvent } from "../../../../server/simulation/api/rest/watching.ts";
import { Cluster } from "../../../../server/simulation/cluster.ts";
import { NAMES, SAMPLES } from "./samples.ts";

const USER = { username: "admin", groups: ["system:masters"] };
const OPTIONS = { seed: 9, now: 1_780_000_000_000, nodes: "none", frozen: true, freezeObjects: true } as const;
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
const PARTIAL = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

interface Stored {
  readonly kind: string;
  readonly message?: string;
  readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly labels?: object };
  readonly items: readonly object[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
  readonly columnDefinitions: readonly object[];
}

const cluster = Cluster.create(OPTIONS);
const request = (
  method: ApiRequest["method"],
  path: string,
  more: Partial<ApiRequest> = {},
): ApiResponse & { readonly body: Stored } =>
  cluster.apply({ type: "request", request: { method, path, user: USER, ...more } }, 0) as never;
request("POST", "/api/v1/namespaces/default/serviceaccounts", {
  body: JSON.stringify({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } }),
});

const policies = /admissionregistration|apiextensions/;
const definitions = [...cluster.api.definitions].filter(({ resource }) => !policies.test(resource));

function placeOf({ names, resource }: ResourceDefinition): { readonly list: string; readonly name: string } {
  const { group, version, plural, namespaced } = names;
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return { list: `${root}${namespaced ? "/namespaces/default" : ""}/${plural}`, name: NAMES[resource] ?? "sample" };
}

describe("RES-50 every kind goes through the life of an object of the API", () => {
  it("RES-50 there is a sample of every stored kind", () => {
    const stored = definitions.filter(({ computed }) => !computed).map(({ resource }) => resource);
    expect(stored.filter((resource) => !SAMPLES[resource])).toEqual([]);
  });

  it.each(
    definitions.filter(({ computed }) => !computed).map((definition) => [definition.resource, definition] as const),
  )("RES-50 %s", (resource, definition) => {
    const { list, name } = placeOf(definition);
    const { group, version, kind } = definition.names;
    const head = { apiVersion: group === "" ? version : `${group}/${version}`, kind };
    const object = { ...head, metadata: { name, labels: { sample: "yes" } }, ...SAMPLES[resource] };
    const one = `${list}/${name}`;
    const events: WatchEvent[] = [];
    const watch = cluster.openWatch(
      { method: "GET", path: `${list}?watch=1&labelSelector=sample`, user: USER },
      (event) => events.push(event),
    );

    const sent = { body: JSON.stringify(object) };
    expect(request("POST", `${list}?dryRun=All`, sent), "dry run").toMatchObject({ status: 201 });
    const made = request("POST", list, sent);
    expect(made, String(made.body.message)).toMatchObject({ status: 201, body: { kind, metadata: { name } } });
    expect(request("POST", list, sent).status).toBe(409);

    const got = request("GET", one).body;
    expect(got).toEqual(made.body);
    const bytes = encodeEnvelope(got) as Uint8Array;
    const back = request("PUT", `${one}?dryRun=All`, { body: JSON.stringify(decodeEnvelope(bytes).object) });
    expect(back.body, "what protobuf gives back changes nothing").toEqual(got);

    const table = request("GET", list, { accept: TABLE }).body;
    expect(table.rows.length).toBeGreaterThan(0);
    // Upstream's IPAddresses have a cell of their age and no column for it.
    const unnamed = resource === "ipaddresses.networking.k8s.io" ? 1 : 0;
    for (const { cells } of table.rows) expect(cells).toHaveLength(table.columnDefinitions.length + unnamed);
    expect(request("GET", one, { accept: PARTIAL }).body.kind).toBe("PartialObjectMetadata");
    expect(request("GET", `${list}?labelSelector=sample%3Dyes`).body.items).toHaveLength(1);
    expect(request("GET", `${list}?fieldSelector=metadata.name%3D${name}`).body.items).toHaveLength(1);

    const patch = (type: string, body: object): ApiResponse & { readonly body: Stored } =>
      request("PATCH", one, { body: JSON.stringify(body), contentType: type });
    const labelled = patch("application/merge-patch+json", { metadata: { labels: { merge: "1" } } });
    expect(labelled, String(labelled.body.message)).toMatchObject({ status: 200 });
    expect(patch("application/strategic-merge-patch+json", { metadata: { labels: { strategic: "1" } } }).status).toBe(
      200,
    );
    const pointer = [{ op: "add", path: "/metadata/labels/json", value: "1" }];
    expect(patch("application/json-patch+json", pointer).body.metadata.labels).toMatchObject({
      merge: "1",
      strategic: "1",
      json: "1",
    });
    const applied = request("PATCH", `${one}?fieldManager=me&force=true`, {
      body: JSON.stringify({ ...head, metadata: { name, labels: { apply: "1" } } }),
      contentType: "application/apply-patch+yaml",
    });
    expect(applied, String(applied.body.message)).toMatchObject({ status: 200 });
    const put = request("PUT", one, { body: JSON.stringify(applied.body) });
    expect(put.body, String(put.body.message)).toEqual(applied.body);
    expect(request("PUT", one, { body: JSON.stringify(got) }).status).toBe(409);

    if (definition.names.subresources.status) {
      const status = request("GET", `${one}/status`);
      expect(status.status).toBe(200);
      const written = request("PUT", `${one}/status`, { body: JSON.stringify(status.body) });
      expect(written, String(written.body.message)).toMatchObject({ status: 200 });
    }
    if (definition.names.subresources.scale)
      expect(request("GET", `${one}/scale`).body).toMatchObject({ kind: "Scale" });

    expect(request("DELETE", `${list}?labelSelector=sample%3Dnone`).status).toBe(
      definition.names.verbs.includes("deletecollection") ? 200 : 405,
    );
    expect(request("DELETE", one).status).toBe(200);
    expect(events[0]).toMatchObject({ type: "ADDED", object: { metadata: { name } } });
    expect(events.at(-1)?.type).toMatch(/DELETED|MODIFIED/);
    if ("close" in watch) watch.close();
  });
});
