import type { ApiResponse } from "../ApiRequest.ts";
import { goYaml } from "../machinery/goYaml.ts";
import { ApiError } from "../machinery/status.ts";
import { PROTOBUF_TYPE } from "../protobuf/envelope.ts";
import type { Encoding, Negotiated } from "./contentNegotiation.ts";
import type { IncludeObject } from "./table.ts";

/** How a request wants its answer. */
export interface AnswerForm extends Negotiated {
  readonly includeObject: IncludeObject;
}

/** An answer in one of the encodings; what goes out as protobuf stays a JSON value until transport encodes it. */
export function answer(status: number, body: unknown, form: { readonly encoding: Encoding }): ApiResponse {
  if (form.encoding === "json") return { status, contentType: "application/json", headers: {}, warnings: [], body };
  if (form.encoding === "protobuf") return { status, contentType: PROTOBUF_TYPE, headers: {}, warnings: [], body };
  return { status, contentType: "application/yaml", headers: {}, warnings: [], body: goYaml(body) };
}

/** A refusal as an answer; anything but an ApiError is a fault of ours and says so without details. */
export function answerError(error: unknown, encoding: Encoding = "json"): ApiResponse {
  if (!(error instanceof ApiError)) throw error;
  const { status } = error;
  const headers: Record<string, string> = {};
  if (error.code === 401) headers["WWW-Authenticate"] = 'Basic realm="kubernetes-master"';
  if (status.details?.retryAfterSeconds) headers["Retry-After"] = String(status.details.retryAfterSeconds);
  return { ...answer(error.code, status, { encoding }), headers };
}
