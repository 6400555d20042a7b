import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ApiResponse } from "../../../../server/simulation/api/ApiRequest.ts";
import {
  AGGREGATED_TYPE,
  CREATE_ONLY,
  Discovery,
  discoveryOf,
} from "../../../../server/simulation/api/discovery/Discovery.ts";
import { BUILT_IN_DEFINITIONS } from "../../../../server/simulation/api/kinds/index.ts";
import { ApiError } from "../../../../server/simulation/api/machinery/status.ts";
import { resources } from "../../../../server/simulation/api/schema/resources.ts";

const discovery = discoveryOf(BUILT_IN_DEFINITIONS);
const everything = new Discovery({ resources });
const served = [...BUILT_IN_DEFINITIONS.map(({ names }) => names), ...CREATE_ONLY];

interface Entry {
  readonly name: string;
  readonly verbs?: readonly string[];
}
interface Step {
  readonly request: { readonly method: string; readonly path: string; readonly accept?: string };
  readonly response: {
    readonly status: number;
    readonly body: { readonly kind: string; readonly resources?: readonly Entry[]; readonly groups?: readonly Entry[] };
  };
}

const steps = readFileSync(new URL("../../../golden/api/discovery.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .flatMap((line) => (JSON.parse(line) as { readonly steps: readonly Step[] }).steps)
  .filter(
    ({ request, response }) => request.method === "GET" && response.status === 200 && request.accept === undefined,
  );
const lists = steps.filter(({ response }) =>
  ["APIResourceList", "APIGroupList", "APIGroup"].includes(response.body?.kind),
);

function body(from: Discovery, path: string, accept = "application/json"): { readonly [member: string]: unknown } {
  return from.document(path, accept)?.body as never;
}

describe("discovery", () => {
  it("RES-30 equals the recordings when all resources of the release are served", () => {
    expect(lists.length).toBeGreaterThan(10);
    for (const { request, response } of lists)
      expect(body(everything, request.path), request.path).toEqual(response.body);
  });

  it("RES-30 lists what is served here and nothing else", () => {
    for (const { group, version } of served) {
      const entries = body(discovery, group === "" ? `/api/${version}` : `/apis/${group}/${version}`)
        .resources as readonly Entry[];
      const plurals = entries.map(({ name }) => name).filter((name) => !name.includes("/"));
      expect(plurals).toEqual(
        served
          .filter((names) => names.group === group && names.version === version)
          .map(({ plural }) => plural)
          .sort(),
      );
    }
    const few = new Discovery({ resources: served.filter(({ group }) => group !== "batch") });
    expect((body(few, "/apis").groups as readonly Entry[]).map(({ name }) => name)).not.toContain("batch");
    expect(few.hasGroup("apps")).toBe(true);
    expect(few.hasGroup("batch")).toBe(false);
  });

  it("RES-31 says the same in aggregated form", () => {
    for (const path of ["/api", "/apis"]) {
      const answer = discovery.document(path, `${AGGREGATED_TYPE},application/json`);
      expect(answer?.contentType).toBe(AGGREGATED_TYPE);
      const { items } = (answer as ApiResponse).body as {
        readonly items: readonly {
          readonly metadata: { readonly name?: string };
          readonly versions: readonly {
            readonly version: string;
            readonly resources: readonly {
              readonly resource: string;
              readonly subresources?: readonly { readonly subresource: string }[];
            }[];
          }[];
        }[];
      };
      for (const { metadata, versions } of items) {
        for (const { version, resources: list } of versions) {
          const old = body(
            discovery,
            metadata.name === undefined ? `/api/${version}` : `/apis/${metadata.name}/${version}`,
          ).resources as readonly Entry[];
          expect(
            list.flatMap(({ resource, subresources = [] }) => [
              resource,
              ...subresources.map(({ subresource }) => `${resource}/${subresource}`),
            ]),
          ).toEqual(old.map(({ name }) => name));
        }
      }
    }
    expect(
      discovery.document(
        "/apis",
        "application/json;as=APIGroupDiscoveryList;v=v2beta1;g=apidiscovery.k8s.io,application/json",
      )?.contentType,
    ).toBe("application/json");
    expect(() =>
      discovery.document("/apis", "application/json;as=APIGroupDiscoveryList;v=v2beta1;g=apidiscovery.k8s.io"),
    ).toThrow(ApiError);
  });

  it("RES-32 has every schema it refers to, and fieldValidation on every PATCH", () => {
    const { paths } = body(discovery, "/openapi/v3") as unknown as {
      readonly paths: { readonly [path: string]: { readonly serverRelativeURL: string } };
    };
    expect(Object.keys(paths)).toContain("api/v1");
    for (const { serverRelativeURL } of Object.values(paths)) {
      const document = body(discovery, serverRelativeURL.split("?")[0] as string) as unknown as {
        readonly components: { readonly schemas: object };
        readonly paths: {
          readonly [path: string]: {
            readonly patch?: {
              readonly parameters: readonly { readonly name: string }[];
              readonly "x-kubernetes-group-version-kind": object;
            };
          };
        };
      };
      const text = JSON.stringify(document);
      const references = new Set(
        [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name as string),
      );
      expect([...references].filter((name) => !(name in document.components.schemas))).toEqual([]);
      for (const { patch } of Object.values(document.paths))
        if (patch) expect(patch.parameters.map(({ name }) => name)).toContain("fieldValidation");
    }
    const core = JSON.stringify(body(discovery, "/openapi/v3/api/v1"));
    expect(core).toContain('"x-kubernetes-patch-merge-key":"name"');
    const swagger = JSON.stringify(body(discovery, "/openapi/v2"));
    expect([...swagger.matchAll(/"\$ref":"([^"]+)"/g)].every(([, name]) => name?.startsWith("#/definitions/"))).toBe(
      true,
    );
  });

  it("RES-32 gives a document another address when it changes", () => {
    const url = (from: Discovery) =>
      (
        body(from, "/openapi/v3") as unknown as {
          readonly paths: { readonly [path: string]: { readonly serverRelativeURL: string } };
        }
      ).paths["apis/apps/v1"]?.serverRelativeURL;
    expect(url(discovery)).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{16}$/);
    const without = served.filter(({ plural }) => plural !== "replicasets");
    expect(url(discovery)).not.toBe(url(new Discovery({ resources: without })));
    expect(url(new Discovery({ resources: served }))).toBe(url(discovery));
  });

  it("RES-33 tells a path that leads nowhere from a version that is missing", () => {
    expect(discovery.document("/foo", undefined)).toMatchObject({
      status: 404,
      contentType: "text/plain; charset=utf-8",
      body: "404 page not found\n",
    });
    expect(discovery.document("/apis/nope.io/v1", undefined)?.status).toBe(404);
    expect(discovery.document("/api/v2", undefined)).toBeUndefined();
    expect(discovery.document("/apis/apps/v9", undefined)).toBeUndefined();
    expect(discovery.document("/readyz", undefined)?.body).toBe("ok");
    expect(discovery.document("/version/", undefined)?.body).toMatchObject({ gitVersion: "v1.36.2" });
  });
});
