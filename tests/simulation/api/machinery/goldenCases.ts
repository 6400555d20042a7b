/** The recordings in tests/golden/api, and their requests taken apart for tests of pure functions. */
import { readFileSync } from "node:fs";
import { resourceFor, type ResourceInfo } from "../../../../server/simulation/api/schema/resources.ts";

export interface GoldenRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly rawBody?: string;
  readonly headers?: { readonly [name: string]: string };
}

export interface GoldenResponse {
  readonly status: number;
  readonly warnings?: readonly string[];
  readonly body?: unknown;
}

export interface GoldenStep {
  readonly request: GoldenRequest;
  readonly response: GoldenResponse;
}

export interface GoldenCase {
  readonly id: string;
  readonly title: string;
  readonly given?: readonly Record<string, unknown>[];
  readonly steps: readonly GoldenStep[];
}

export function goldenCases(area: string): GoldenCase[] {
  const text = readFileSync(new URL(`../../../golden/api/${area}.jsonl`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as GoldenCase);
}

export interface Target {
  readonly resource: ResourceInfo;
  readonly name: string;
  readonly subresource: string;
  readonly query: URLSearchParams;
}

/** The resource a path names; undefined when there is none. */
export function targetOf(path: string): Target | undefined {
  const url = new URL(path, "http://host");
  const parts = url.pathname.split("/").filter(Boolean);
  const core = parts[0] === "api";
  const group = core ? "" : (parts[1] ?? "");
  const version = parts[core ? 1 : 2] ?? "";
  let rest = parts.slice(core ? 2 : 3);
  if (rest[0] === "namespaces" && rest.length > 2) rest = rest.slice(2);
  const resource = resourceFor(group, version, rest[0] ?? "");
  return resource && { resource, name: rest[1] ?? "", subresource: rest[2] ?? "", query: url.searchParams };
}

/** The text that was sent: objects in the form of the recording client, with `$repeat(…)` written out. */
export function bodyText(request: GoldenRequest): string {
  const text = request.rawBody ?? (request.body === undefined ? "" : spaced(request.body));
  return text.replace(/\$repeat\((.),(\d+)\)/g, (_, char: string, count: string) => char.repeat(Number(count)));
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map(([key, part]) => `${JSON.stringify(key)}: ${spaced(part)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}
