import { describe, expect, it } from "vitest";
import type { ApiRequest, ApiResponse } from "../../../../server/simulation/api/ApiRequest.ts";
import { Cluster } from "../../../../server/simulation/cluster.ts";
import { BASES, type Check, CHECKS, type Update, UPDATES } from "./upstreamChecks.ts";

const USER = { username: "admin", groups: ["system:masters"] };
const OPTIONS = { seed: 3, now: 1_780_000_000_000, nodes: "none", frozen: true, freezeObjects: true } as const;

type Members = { [member: string]: unknown };
interface Answer {
  readonly message?: string;
  readonly metadata?: { readonly name: string };
  readonly details?: { readonly causes?: readonly { readonly field: string; readonly message: string }[] };
}

const cluster = Cluster.create(OPTIONS);
function request(method: ApiRequest["method"], path: string, body: object): ApiResponse & { readonly body: Answer } {
  const contentType = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const asked = { method, path, user: USER, contentType, body: JSON.stringify(body) };
  return cluster.apply({ type: "request", request: asked }, 0) as never;
}
request("POST", "/api/v1/namespaces/default/serviceaccounts", {
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "default" },
});

function withMember(kind: string, path: string, value: unknown): { readonly list: string; readonly object: object } {
  const [list, base] = BASES[kind] as readonly [string, object];
  const object = structuredClone(base) as Members;
  const steps = path.split(".");
  const last = steps.pop() as string;
  const parent = steps.reduce((at, step) => (at[step] ??= {}) as Members, object);
  parent[last] = value;
  return { list, object };
}

const causesOf = ({ body }: { readonly body: Answer }): readonly string[] =>
  body.details?.causes?.map(({ field, message }) => `${field}: ${message}`) ?? [];

const titleOf = ([kind, path, value]: Check | Update): string => `${kind} with ${path} = ${JSON.stringify(value)}`;

describe("RES-52 fields are checked as upstream checks them", () => {
  it.each(CHECKS.map((check) => [titleOf(check), check] as const))(
    "RES-52 a new %s",
    (_title, [kind, path, value, ...causes]: Check) => {
      const { list, object } = withMember(kind, path, value);
      const answer = request("POST", `${list}?dryRun=All`, object);
      expect(causesOf(answer), answer.body.message).toEqual(causes);
      expect(answer.status).toBe(causes.length > 0 ? 422 : 201);
    },
  );

  it.each(UPDATES.map((update) => [`${titleOf(update)}, ${update[3]}`, update] as const))(
    "RES-52 changing a %s",
    (_title, [kind, path, value, patch, ...causes]: Update) => {
      const { list, object } = withMember(kind, path, value);
      const name = `of-${JSON.stringify([kind, path, value, patch])
        .replace(/[^a-z0-9]+/gi, "-")
        .toLowerCase()
        .slice(0, 200)}x`;
      const own = { ...object, metadata: { ...(object as { metadata?: object }).metadata, name } };
      const made = request("POST", list, own);
      expect(made.status, made.body.message).toBe(201);
      const [subresource, text] = patch.startsWith("/")
        ? [patch.slice(0, patch.indexOf(" ")), patch.slice(patch.indexOf(" "))]
        : ["", patch];
      const status = (object as { status?: object }).status;
      if (status) request("PATCH", `${list}/${name}/status`, { status });
      const answer = request("PATCH", `${list}/${name}${subresource}`, JSON.parse(text) as object);
      expect(causesOf(answer), answer.body.message).toEqual(causes);
      expect(answer.status).toBe(causes.length > 0 ? 422 : 200);
    },
  );
});
