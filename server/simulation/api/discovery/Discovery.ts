/**
 * Documents about the API itself: which groups, versions and resources exist, their schemas, the server's version and
 * health. Read `groups.ts` and `openApi.ts` next. Deliberately stateless: a function of the resources served.
 *
 * Models apiserver pkg/endpoints/discovery, pkg/server/{healthz,routes} and kube-openapi pkg/handler3.
 */
import type { ApiResponse } from "../ApiRequest.ts";
import { ApiError } from "../machinery/status.ts";
import { goYaml } from "../machinery/goYaml.ts";
import type { ResourceDefinition, ResourceNames } from "../ResourceDefinition.ts";
import { resources as knownResources } from "../schema/resources.ts";
import {
  aggregatedDocument,
  groupDocument,
  groupVersion,
  resourcesDocument,
  type ServedGroup,
  servedGroups,
} from "./groups.ts";
import { tagOf } from "./etag.ts";
import { HEALTH_PATHS, healthAnswer } from "./health.ts";
import { documentPath, openApiDocument, openApiIndex, swaggerDocument } from "./openApi.ts";

export const AGGREGATED_TYPE = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const ACCEPTED = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
const TEXT = "text/plain; charset=utf-8";

/** What an unstamped build of this version says of itself. */
const VERSION = {
  major: "1",
  minor: "36",
  emulationMajor: "1",
  emulationMinor: "36",
  minCompatibilityMajor: "1",
  minCompatibilityMinor: "35",
  gitVersion: "v1.36.2",
  gitCommit: "$Format:%H$",
  gitTreeState: "",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "go1.26.8",
  compiler: "gc",
  platform: "linux/amd64",
};

/** Resources that take only creations and keep nothing; they are served beside the stored ones. */
export const CREATE_ONLY: readonly ResourceNames[] = knownResources.filter(
  ({ verbs }) => verbs.length === 1 && verbs[0] === "create",
);

export interface DiscoveryOptions {
  /** All resources served, stored or not. */
  readonly resources: Iterable<ResourceNames>;
  /** Where clients in the cluster's network find the server. */
  readonly serverAddress?: string;
}

/** Clients reach a schema document by an address with its hash, so they may keep what they got. */
const FOR_GOOD = { "Cache-Control": "public, immutable, max-age=31536000", Vary: "Accept" };

type Form = "json" | "yaml" | "aggregated";

export class Discovery {
  private readonly groups: readonly ServedGroup[];
  private readonly serverAddress: string;
  private readonly made = new Map<string, object>();

  constructor(options: DiscoveryOptions) {
    this.groups = servedGroups(options.resources);
    this.serverAddress = options.serverAddress ?? "k8s-master:6443";
  }

  /** Whether a group has any resource here; paths of other groups lead nowhere at all. */
  hasGroup(group: string): boolean {
    return this.groups.some((served) => served.group === group);
  }

  /**
   * The document at a path (without query); undefined where the API has no such version. Throws NotAcceptable. A path
   * outside the API that nothing serves is answered with a plain text 404.
   */
  document(
    fullPath: string,
    accept: string | undefined,
    query: URLSearchParams = new URLSearchParams(),
  ): ApiResponse | undefined {
    const path = fullPath.length > 1 ? fullPath.replace(/\/+$/, "") : fullPath;
    const health = healthAnswer(path, query);
    if (health) return health;
    const root = path.split("/")[1];
    if (root === "api" || root === "apis") return this.apiDocument(path, accept);
    if (root === "openapi") return this.openApi(path, accept);
    if (path === "/version") return { ...json(VERSION), indented: true };
    if (path === "/") return { ...json({ paths: this.paths() }), indented: true };
    return notFound();
  }

  private apiDocument(path: string, accept: string | undefined): ApiResponse | undefined {
    const [, root, first, second, ...more] = path.split("/");
    if (more.length > 0) return undefined;
    if (root === "api") {
      const core = this.groups.find(({ group }) => group === "");
      if (first === undefined)
        return this.inForm(path, accept, {
          plain: () => this.coreVersions(core),
          aggregated: () => aggregatedDocument(core ? [core] : []),
        });
      const version = second === undefined ? core?.versions.find((served) => served.version === first) : undefined;
      return version && this.inForm(path, accept, { plain: () => resourcesDocument("", version) });
    }
    const others = this.groups.filter(({ group }) => group !== "");
    if (first === undefined) {
      const plain = () => ({ kind: "APIGroupList", apiVersion: "v1", groups: others.map(groupDocument) });
      return this.inForm(path, accept, { plain, aggregated: () => aggregatedDocument(others) });
    }
    const served = others.find(({ group }) => group === first);
    if (!served) return notFound();
    if (second === undefined)
      return this.inForm(path, accept, {
        plain: () => ({ kind: "APIGroup", apiVersion: "v1", ...groupDocument(served) }),
      });
    const version = served.versions.find((candidate) => candidate.version === second);
    return version && this.inForm(path, accept, { plain: () => resourcesDocument(first, version) });
  }

  private coreVersions(core: ServedGroup | undefined): object {
    return {
      kind: "APIVersions",
      versions: core?.versions.map(({ version }) => version) ?? [],
      serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: this.serverAddress }],
    };
  }

  private openApi(path: string, accept: string | undefined): ApiResponse | undefined {
    const protobufOnly = accept !== undefined && !/json|\*\/\*/.test(accept);
    if (path === "/openapi/v2") {
      const document = this.once(path, () => swaggerDocument(this.groups));
      if (!protobufOnly) return json(document);
      // The bytes are made where answers leave.
      return SWAGGER.test(accept) ? { ...json(document), contentType: SWAGGER_TYPE } : text(406, "Not Acceptable\n");
    }
    if (path === "/openapi/v3") return json(this.once(path, () => openApiIndex(this.groups)));
    for (const { group, versions } of this.groups) {
      for (const version of versions) {
        if (path === `/openapi/v3/${documentPath(group, version.version)}`) {
          return protobufOnly ? text(406, "Not Acceptable\n") : this.kept(path, () => openApiDocument(group, version));
        }
      }
    }
    return notFound();
  }

  /** A document that clients keep under its address. */
  private kept(path: string, make: () => object): ApiResponse {
    const document = this.once(path, make);
    return { ...json(document), headers: { ...FOR_GOOD, ETag: tagOf(document) } };
  }

  /** The document in the first form the client takes. */
  private inForm(
    path: string,
    accept: string | undefined,
    make: { readonly plain: () => object; readonly aggregated?: () => object },
  ): ApiResponse {
    const form = formOf(accept, make.aggregated !== undefined);
    if (form === "aggregated" && make.aggregated) {
      const document = this.once(`${path} aggregated`, make.aggregated);
      return { ...json(document), contentType: AGGREGATED_TYPE, headers: { Vary: "Accept", ETag: tagOf(document) } };
    }
    const body = this.once(path, make.plain);
    if (form !== "yaml") return json(body);
    return { ...json(undefined), contentType: "application/yaml", body: goYaml(body) };
  }

  private once(key: string, make: () => object): object {
    let document = this.made.get(key);
    if (!document) this.made.set(key, (document = make()));
    return document;
  }

  private paths(): readonly string[] {
    const apis = this.groups.flatMap(({ group, versions }) => [
      group === "" ? "/api" : `/apis/${group}`,
      ...versions.map(({ version }) => (group === "" ? `/api/${version}` : `/apis/${groupVersion(group, version)}`)),
    ]);
    const documents = this.groups.flatMap(({ group, versions }) =>
      versions.map(({ version }) => `/openapi/v3/${documentPath(group, version)}`),
    );
    return [
      ...apis,
      "/apis",
      ...HEALTH_PATHS,
      "/openapi/v2",
      "/openapi/v3",
      "/openapi/v3/",
      ...documents,
      "/version",
    ].sort();
  }
}

const SWAGGER = /application\/com\.github\.proto-openapi\.spec\.v2[@.]v1\.0\+protobuf/;
const SWAGGER_TYPE = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

const discoveries = new WeakMap<readonly ResourceDefinition[], Discovery>();

/** Discovery of definitions and the create-only reviews; one for all clusters with the same lists. */
export function discoveryOf(
  builtIn: readonly ResourceDefinition[],
  dynamic: readonly ResourceDefinition[] = [],
): Discovery {
  const key = dynamic.length === 0 ? builtIn : dynamic;
  let discovery = discoveries.get(key);
  if (!discovery) {
    const served = [...builtIn, ...dynamic].map(({ names }) => names);
    discoveries.set(key, (discovery = new Discovery({ resources: [...served, ...CREATE_ONLY] })));
  }
  return discovery;
}

function json(body: unknown): ApiResponse {
  return { status: 200, contentType: "application/json", headers: {}, warnings: [], body };
}

function text(status: number, body: string): ApiResponse {
  return { status, contentType: TEXT, headers: {}, warnings: [], body };
}

/** What the server's outermost handler says of a path nobody serves. */
export function notFound(): ApiResponse {
  return text(404, "404 page not found\n");
}

/** The first form of an Accept header that can be had; `aggregated` is one of them for the two roots only. */
function formOf(accept: string | undefined, aggregated: boolean): Form {
  for (const part of (accept ?? "*/*").split(",")) {
    const [type = "", ...rest] = part.split(";").map((piece) => piece.trim());
    const parameters = new Map(
      rest.map((piece): [string, string] => [piece.split("=")[0] ?? "", piece.split("=")[1] ?? ""]),
    );
    if (parameters.has("as")) {
      const fits =
        type === "application/json" &&
        parameters.get("as") === "APIGroupDiscoveryList" &&
        parameters.get("g") === "apidiscovery.k8s.io";
      if (aggregated && fits && parameters.get("v") === "v2") return "aggregated";
    } else if (type === "application/json" || type === "*/*" || type === "application/*") return "json";
    else if (type === "application/yaml") return "yaml";
  }
  throw ApiError.notAcceptable(ACCEPTED);
}
