import { describe, expect, test } from "vitest";
import { decodeBody, parseFieldValidation } from "../../../../server/simulation/api/machinery/decode.ts";
import { ApiError } from "../../../../server/simulation/api/machinery/status.ts";
import { bodyText, goldenCases, targetOf } from "./goldenCases.ts";

/** What decoding one recorded request gives: the message of the error, or the warnings. */
function decodeRecorded(
  request: Parameters<typeof bodyText>[0],
):
  | { readonly error?: string; readonly warnings?: readonly string[]; readonly object?: Record<string, unknown> }
  | undefined {
  const target = targetOf(request.path);
  const format = {
    "": "json",
    "application/json": "json",
    "application/json;charset=utf-8": "json",
    "application/yaml": "yaml",
  }[request.contentType ?? ""];
  if (!target || !format || (request.body === undefined && request.rawBody === undefined)) return undefined;
  const fieldValidation = parseFieldValidation(target.query.get("fieldValidation"));
  if (!fieldValidation) return undefined;
  const { group, version, kind } = target.resource;
  try {
    const decoded = decodeBody({
      text: bodyText(request),
      format: format as "json" | "yaml",
      expected: { group, version, kind },
      fieldValidation,
    });
    return { warnings: decoded.warnings.map((text) => `299 - ${JSON.stringify(text)}`), object: decoded.object };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { error: error.status.message ?? "" };
  }
}

const ABOUT_DECODING = /cannot be handled as|is unrecognized|does not match the expected API version/;

describe("MACH-10 bodies that cannot be decoded are refused in the recorded words", () => {
  for (const area of ["strictness", "validation", "defaults", "admission"]) {
    for (const { id, title, steps } of goldenCases(area)) {
      steps.forEach(({ request, response }, index) => {
        if (request.method !== "POST" && request.method !== "PUT") return;
        const target = targetOf(request.path);
        if (!target || target.subresource !== "") return;
        const message: string =
          response.status === 400 ? ((response.body as { message?: string } | undefined)?.message ?? "") : "";
        if (response.status !== 201 && response.status !== 200 && !ABOUT_DECODING.test(message)) return;
        if (message.includes("protobuf message")) return;
        test(`${id}.${index} ${title}`, () => {
          const found = decodeRecorded(request);
          if (!found) return;
          expect(found.error).toBe(ABOUT_DECODING.test(message) ? message : undefined);
          if (message === "") {
            const recorded = (response.warnings ?? []).filter((text) => /unknown field|duplicate field/.test(text));
            expect(found.warnings).toEqual(recorded);
          }
        });
      });
    }
  }
});
