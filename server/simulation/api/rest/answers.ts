import { stringify } from "yaml";
import type { ApiResponse } from "../ApiRequest.ts";
import { ApiError } from "../machinery/status.ts";
import type { Negotiated } from "./contentNegotiation.ts";
import type { IncludeObject } from "./table.ts";

/** How a request wants its answer. */
export interface AnswerForm extends Negotiated {
  readonly includeObject: IncludeObject;
}

/** A JSON or YAML answer. */
export function answer(status: number, body: unknown, form: { readonly encoding: "json" | "yaml" }): ApiResponse {
  if (form.encoding === "json") return { status, contentType: "application/json", headers: {}, warnings: [], body };
  return { status, contentType: "application/yaml", headers: {}, warnings: [], body: yamlText(body) };
}

/** YAML as Go's encoder writes it: keys sorted, lists not indented, texts quoted that YAML 1.1 would take for something else. */
export function yamlText(body: unknown): string {
  return stringify(body, { lineWidth: 0, sortMapEntries: true, indentSeq: false, version: "1.1" });
}

/** A refusal as an answer; anything but an ApiError is a fault of ours and says so without details. */
export function answerError(error: unknown): ApiResponse {
  if (!(error instanceof ApiError)) throw error;
  const { status } = error;
  const headers: Record<string, string> = {};
  if (error.code === 401) headers["WWW-Authenticate"] = 'Basic realm="kubernetes-master"';
  if (status.details?.retryAfterSeconds) headers["Retry-After"] = String(status.details.retryAfterSeconds);
  return { status: error.code, contentType: "application/json", headers, warnings: [], body: status };
}
