import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ApiError } from "../../../../server/simulation/api/machinery/status.ts";
import { create, newApi } from "./cluster.ts";

interface Recording {
  readonly id: string;
  readonly title: string;
  readonly given?: readonly object[];
  readonly steps: readonly Step[];
}

interface Step {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly body?: { readonly metadata?: { readonly namespace?: string } };
    readonly as?: string;
  };
  readonly response: { readonly status: number; readonly body: unknown; readonly warnings?: readonly string[] };
}

const RESOURCES: { readonly [path: string]: string } = {
  "/api/v1/namespaces/lab/pods": "pods",
  "/apis/apps/v1/namespaces/lab/deployments": "deployments.apps",
  "/apis/apps/v1/namespaces/lab/replicasets": "replicasets.apps",
};

/** Refused while decoding, which is another part's matter. */
const isAboutDecoding = ({ response }: Step): boolean => response.status === 400;

function recordings(area: string): Recording[] {
  const lines = readFileSync(new URL(`../../../golden/api/${area}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines
    .map((line) => JSON.parse(line) as Recording)
    .filter(({ steps, given = [] }) => {
      const [step, ...more] = steps;
      return (
        step &&
        more.length === 0 &&
        given.length === 0 &&
        step.request.method === "POST" &&
        RESOURCES[step.request.path] !== undefined
      );
    })
    .filter(
      ({ steps: [step] }) =>
        !isAboutDecoding(step as Step) &&
        !(step as Step).response.warnings?.some((text) => text.includes("unknown field")),
    );
}

const PLACEHOLDER = /<(?:uid|time|rv\d+|rand5|age)>/g;

/** The answer with the recording's placeholders wherever the recording has them and the text fits. */
function masked(expected: unknown, actual: unknown): unknown {
  if (typeof expected === "string" && typeof actual === "string") {
    if (expected.search(PLACEHOLDER) < 0) return actual;
    const parts = expected.split(PLACEHOLDER).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join("\\S+?")}$`).test(actual) ? expected : actual;
  }
  if (Array.isArray(actual))
    return actual.map((element, index) => masked(Array.isArray(expected) ? expected[index] : undefined, element));
  if (typeof actual !== "object" || actual === null) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [
      key,
      masked((expected as { [key: string]: unknown } | undefined)?.[key], value),
    ]),
  );
}

describe.each(["defaults", "validation"])("KIND recorded %s of new pods, deployments and replica sets", (area) => {
  test.each(recordings(area).map((recording) => [recording.id, recording.title.slice(0, 80), recording] as const))(
    "%s %s",
    (_id, _title, { steps }) => {
      const { request, response } = steps[0] as Step;
      const answer = { status: 201, body: undefined as unknown, warnings: [] as readonly string[] };
      try {
        const { object, warnings } = create(newApi(), RESOURCES[request.path] as string, request.body ?? {});
        Object.assign(answer, { body: object, warnings });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        Object.assign(answer, { status: error.code, body: error.status });
      }
      const warnings = (response.warnings ?? []).map((text) => JSON.parse(text.replace(/^299 - /, "")) as string);
      expect({ status: answer.status, warnings: answer.warnings }).toEqual({ status: response.status, warnings });
      expect(masked(response.body, JSON.parse(JSON.stringify(answer.body)))).toEqual(response.body);
    },
  );
});
