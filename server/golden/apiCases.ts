/**
 * Runs recordings of a real kube-apiserver against ours: requests and answers, normalised alike on both sides.
 * Format and world: the README of the recordings.
 */
import type { KubeObject } from "../protocol/kubernetes/index.ts";
import type { ApiRequest, ApiResponse, UserInfo } from "../simulation/api/ApiRequest.ts";
import { ApiError } from "../simulation/api/machinery/status.ts";
import { Cluster } from "../simulation/cluster.ts";

interface Step {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly as?: string | null;
    readonly contentType?: string;
    readonly accept?: string | null;
    readonly headers?: { readonly [name: string]: string };
    readonly body?: unknown;
    readonly rawBody?: string;
    readonly readEvents?: number;
  };
  readonly response: {
    readonly status: number;
    readonly contentType?: string;
    readonly warnings?: readonly string[];
    readonly headers?: object;
    readonly body?: unknown;
    readonly events?: readonly unknown[];
  };
}

export interface ApiCase {
  readonly id: string;
  readonly area: string;
  readonly title: string;
  readonly given?: readonly (KubeObject & { readonly status?: unknown })[];
  readonly steps: readonly Step[];
}

const authenticated = (username: string, group: string): UserInfo => ({
  username,
  uid: username,
  groups: [group, "system:authenticated"],
});
const USERS: { readonly [name: string]: UserInfo } = {
  admin: authenticated("admin", "system:masters"),
  mina: authenticated("mina", "students"),
  juno: authenticated("juno", "students"),
  viewer: authenticated("viewer", "viewers"),
};
const ANONYMOUS: UserInfo = { username: "system:anonymous", groups: ["system:unauthenticated"] };
const START = 1_780_000_000_000;

/** The first difference from the recording; undefined when there is none. */
export function apiDifference(scenario: ApiCase): string | undefined {
  const world = newWorld();
  const keepManaged =
    scenario.area === "apply" ||
    scenario.area === "managedfields" ||
    JSON.stringify(scenario.steps).includes('"managedFields"');
  let last: { rv?: string; uid?: string } = {};
  let givenRv: string | undefined;
  for (const object of scenario.given ?? []) {
    const made = create(world, object);
    if (made.status >= 300)
      return `given ${object.kind} ${object.metadata.name} was refused: ${JSON.stringify((made.body as { message?: string }).message)}`;
    last = versionOf(made.body) ?? last;
    givenRv = last.rv;
  }
  let continueToken = "";
  world.advance(world.runtime.now + 300);
  const sent = JSON.stringify([scenario.given ?? [], scenario.steps.map(({ request }) => request)]);
  const given = new Set(sent.match(/\b10\.\d+\.\d+\.\d+\b|\b3[0-2]\d{3}\b/g) ?? []);
  const normalise = { ours: new Normaliser(keepManaged, given), theirs: new Normaliser(keepManaged, given) };
  for (const [index, step] of scenario.steps.entries()) {
    const fill = (text: string): string =>
      text
        .replaceAll("$givenrv", givenRv ?? "")
        .replaceAll("$rv", last.rv ?? "")
        .replaceAll("$uid", last.uid ?? "")
        .replaceAll("$continue", continueToken)
        .replace(/\$repeat\((.),(\d+)\)/g, (_, char: string, count: string) => char.repeat(Number(count)));
    const answer = ask(world, step, fill);
    const got = normalise.ours.apply(answer);
    const want = normalise.theirs.apply(expectedOf(step, fill));
    const difference = firstDifference(scenario.area === "discovery" ? withoutMore(want, got) : want, got, "");
    if (difference) return `step ${index} ${step.request.method} ${step.request.path.slice(0, 90)}: ${difference}`;
    const body = answer.body as { metadata?: { continue?: string } } | undefined;
    if ((answer.status as number) < 300) last = versionOf(answer.body) ?? last;
    if (body?.metadata?.continue) continueToken = body.metadata.continue;
  }
  return undefined;
}

function newWorld(): Cluster {
  const tokens = Object.fromEntries(Object.entries(USERS).map(([name, user]) => [`${name}token`, user]));
  const cluster = Cluster.create({
    seed: 7,
    now: START,
    nodes: "none",
    frozen: true,
    freezeObjects: true,
    userOfToken: (token) => tokens[token],
  });
  const admin = USERS.admin as UserInfo;
  const post = (path: string, body: object): void => {
    cluster.apply({ type: "request", request: { method: "POST", path, user: admin, body: JSON.stringify(body) } }, 0);
  };
  post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "lab" } });
  post("/api/v1/namespaces/lab/serviceaccounts", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default" },
  });
  cluster.store.history.compact(0);
  return cluster;
}

function create(cluster: Cluster, object: KubeObject & { readonly status?: unknown }): ApiResponse {
  const definition = [...cluster.api.definitions].find(
    ({ names }) =>
      names.kind === object.kind &&
      (names.group ? `${names.group}/${names.version}` : names.version) === object.apiVersion,
  );
  if (!definition)
    return { status: 404, contentType: "", headers: {}, warnings: [], body: { message: `no kind ${object.kind}` } };
  const { group, version, plural, namespaced } = definition.names;
  const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
  const path = `${root}${namespaced ? `/namespaces/${object.metadata.namespace ?? "lab"}` : ""}/${plural}`;
  const send = (method: "POST" | "PATCH", to: string, body: unknown, contentType: string): ApiResponse =>
    cluster.apply(
      {
        type: "request",
        request: { method, path: to, user: USERS.admin as UserInfo, body: JSON.stringify(body), contentType },
      },
      0,
    );
  const made = send("POST", path, object, "application/json");
  // Objects of a new kind are given when it is served.
  if (object.kind === "CustomResourceDefinition") cluster.advance(cluster.runtime.now);
  if (object.status === undefined || made.status >= 300) return made;
  const name = (made.body as KubeObject).metadata.name;
  const written = send("PATCH", `${path}/${name}/status`, { status: object.status }, "application/merge-patch+json");
  return written.status < 300 ? written : made;
}

/** The headers of a recording have one value each. */
function impersonationOf(headers: { readonly [name: string]: string }): Pick<ApiRequest, "impersonate"> {
  const asked = Object.entries(headers).filter(([name]) => /^impersonate-/i.test(name));
  if (asked.length === 0) return {};
  const named = (name: string): string | undefined => asked.find(([own]) => own.toLowerCase() === name)?.[1];
  const user = named("impersonate-user");
  const uid = named("impersonate-uid");
  const group = named("impersonate-group");
  const extra = asked
    .filter(([name]) => /^impersonate-extra-/i.test(name))
    .map(([name, value]): [string, readonly string[]] => [name.slice(18).toLowerCase(), [value]]);
  return {
    impersonate: {
      ...(user === undefined ? {} : { user }),
      ...(uid === undefined ? {} : { uid }),
      ...(group === undefined ? {} : { groups: [group] }),
      ...(extra.length > 0 ? { extra: Object.fromEntries(extra) } : {}),
    },
  };
}

/** Whom a header names; headers of another form are looked past, as the real server does. */
function bearer(header: string | undefined): UserInfo {
  const token = /^bearer (\w+)token$/i.exec(header ?? "")?.[1];
  return (token === undefined ? undefined : USERS[token]) ?? ANONYMOUS;
}

function ask(cluster: Cluster, { request }: Step, fill: (text: string) => string): Record<string, unknown> {
  const as = request.as === undefined ? "admin" : request.as;
  const body =
    request.rawBody !== undefined
      ? fill(request.rawBody)
      : request.body === undefined
        ? undefined
        : fill(spacedJson(request.body));
  const sent: ApiRequest = {
    method: request.method as "GET",
    path: fill(request.path),
    user: as === null ? bearer(request.headers?.Authorization) : (USERS[as] ?? ANONYMOUS),
    contentType: request.contentType ?? "application/json",
    ...(request.accept === null ? {} : { accept: request.accept ?? "application/json" }),
    ...impersonationOf(request.headers ?? {}),
    ...(request.headers?.["User-Agent"] ? { userAgent: request.headers["User-Agent"] } : {}),
    ...(body === undefined ? {} : { body }),
  };
  if (as === "nobody") return { status: 401, contentType: "application/json", body: ApiError.unauthorized().status };
  if (request.readEvents !== undefined) {
    const events: unknown[] = [];
    const result = cluster.openWatch(sent, (event) => {
      if (events.length < (request.readEvents as number)) events.push(event);
    });
    if ("close" in result) {
      result.close();
      const { warnings = [] } = result;
      return {
        status: 200,
        contentType: "application/json",
        events,
        ...(warnings.length > 0 ? { warnings: warnings.map((text) => `299 - ${JSON.stringify(text)}`) } : {}),
      };
    }
    // What is no watch after all is read line by line just the same.
    return result.status < 300
      ? { status: result.status, contentType: result.contentType, events: [result.body] }
      : shown(result);
  }
  return shown(cluster.apply({ type: "request", request: sent }, 0));
}

/** JSON as the recorder wrote its bodies, with blanks after commas and colons: some refusals quote a body's beginning. */
function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, part]) => `${JSON.stringify(name)}: ${spacedJson(part)}`)
    .join(", ")}}`;
}

function shown({ status, contentType, body, warnings }: ApiResponse): Record<string, unknown> {
  return {
    status,
    ...(contentType ? { contentType } : {}),
    body,
    ...(warnings.length > 0 ? { warnings: warnings.map((text) => `299 - ${JSON.stringify(text)}`) } : {}),
  };
}

function expectedOf({ response }: Step, fill: (text: string) => string): Record<string, unknown> {
  const { status, contentType, body, warnings, events } = JSON.parse(
    fill(JSON.stringify(response)),
  ) as Step["response"];
  return {
    status,
    ...(contentType ? { contentType } : {}),
    ...(events ? { events } : { body }),
    ...(warnings ? { warnings } : {}),
  };
}

function versionOf(body: unknown): { rv?: string; uid?: string } | undefined {
  const metadata = (body as KubeObject | undefined)?.metadata;
  return metadata?.resourceVersion ? { rv: metadata.resourceVersion, uid: metadata.uid } : undefined;
}

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** The managedFields of an object in a YAML answer. */
const MANAGED_IN_YAML = /^( +)managedFields:\n(?:\1- .*\n(?:\1 .*\n)*)+/gm;

/** Replaces what differs from run to run, on either side, by first appearance. */
class Normaliser {
  private readonly versions = new Map<string, string>();

  constructor(
    private readonly keepManaged: boolean,
    /** Addresses and ports that a request itself names: they stay as they are. */
    private readonly given: ReadonlySet<string>,
  ) {}

  apply(value: unknown): unknown {
    return this.visit(JSON.parse(JSON.stringify(value ?? null)) as unknown, "");
  }

  private visit(value: unknown, key: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.visit(item, key));
    if (typeof value === "object" && value !== null) {
      const result: Record<string, unknown> = {};
      const record = value as Record<string, unknown>;
      for (const name of Object.keys(record).sort()) {
        if (name === "managedFields" && !this.keepManaged) continue;
        result[name] = this.visit(record[name], name);
      }
      return result;
    }
    if (key === "nodePort" && typeof value === "number" && value !== 0 && !this.given.has(String(value)))
      return "<nodePort>";
    if (typeof value !== "string") return value;
    if (key === "resourceVersion") return this.version(value);
    if (key === "serverAddress") return "<address>";
    if (key === "continue") return value === "" ? value : "<continue>";
    if (key === "clusterIP" || key === "clusterIPs" || key === "cells") {
      if (/^10\.(9[6-9]|1[01]\d)\.\d+\.\d+$/.test(value) && !this.given.has(value)) return "<clusterIP>";
    }
    const text = this.keepManaged ? value : value.replace(MANAGED_IN_YAML, "");
    return text
      .replace(UUID, (uuid) => (uuid.startsWith("77777777") || uuid.startsWith("99999999") ? uuid : "<uid>"))
      .replace(TIME, "<time>")
      .replace(/(kube-api-access-|gen-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "$1<rand5>")
      .replace(/too old resource version: 1 \(\d+\)/, "too old resource version: 1 (<n>)")
      .replace(/in record \(\d+\)/, "in record (<n>)")
      .replace(/\d{4,5}\/(TCP|UDP|SCTP)/g, (text, protocol: string) =>
        /^3\d{4}/.test(text) && !this.given.has(text.split("/")[0] ?? "") ? `<nodePort>/${protocol}` : text,
      )
      .replace(/serverAddress: [\w.-]+:\d+$/m, "serverAddress: <address>")
      .replace(/(resourceVersion(?:": ?"|\\":\\"|: "))\d+/g, "$1<rv>")
      .replace(
        /(Invalid value: ")(10\.(?:9[6-9]|1[01]\d)\.\d+\.\d+)(")/g,
        (text, start: string, address: string, end: string) =>
          this.given.has(address) ? text : `${start}<clusterIP>${end}`,
      )
      .replace(key === "cells" ? /^\d+[smhd](\d+[smh])?$/ : /^\d+s$/, "<age>");
  }

  private version(value: string): string {
    if (value === "" || value === "0") return value;
    let name = this.versions.get(value);
    if (!name) this.versions.set(value, (name = `<rv${this.versions.size + 1}>`));
    return name;
  }
}

/** Discovery may list less than a full server: entries of lists that we do not have are not asked for. */
function withoutMore(want: unknown, got: unknown): unknown {
  if (Array.isArray(want) && Array.isArray(got)) {
    const idOf = (item: unknown): string => {
      const { name, resource, subresource, groupVersion, version, metadata } = (item ?? {}) as Record<
        string,
        string | { name?: string }
      >;
      return String(
        (metadata as { name?: string } | undefined)?.name ??
          name ??
          resource ??
          subresource ??
          groupVersion ??
          version ??
          item,
      );
    };
    const known = new Map(got.map((item) => [idOf(item), item]));
    return want.filter((item) => known.has(idOf(item))).map((item) => withoutMore(item, known.get(idOf(item))));
  }
  if (typeof want === "object" && typeof got === "object" && want !== null && got !== null) {
    return Object.fromEntries(
      Object.entries(want).map(([key, value]) => [key, withoutMore(value, (got as Record<string, unknown>)[key])]),
    );
  }
  return want;
}

function firstDifference(want: unknown, got: unknown, path: string): string | undefined {
  if (Object.is(want, got) || want === got) return undefined;
  if (
    typeof want === "object" &&
    typeof got === "object" &&
    want !== null &&
    got !== null &&
    Array.isArray(want) === Array.isArray(got)
  ) {
    for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
      const difference = firstDifference(
        (want as Record<string, unknown>)[key],
        (got as Record<string, unknown>)[key],
        `${path}/${key}`,
      );
      if (difference) return difference;
    }
    return undefined;
  }
  const print = (value: unknown): string => (JSON.stringify(value) ?? "absent").slice(0, 4000);
  return `${path || "/"}: want ${print(want)} got ${print(got)}`;
}
