/** Request bodies as typed drafts: decoding by media type, patches applied to the object they change. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import type { ApiRequest } from "../ApiRequest.ts";
import { decodeBody as decode, type FieldValidation, parseFieldValidation } from "../machinery/decode.ts";
import { ApiError } from "../machinery/status.ts";
import type { Draft } from "../ResourceDefinition.ts";
import type { ResourceRequest } from "./RestApi.ts";

/** The kind a body is read as: a resource definition, or one that only bodies have (Scale, Binding). */
export interface BodyKind {
  readonly names: { readonly group: string; readonly version: string; readonly kind: string };
  readonly schemaType: string;
  defaults?(draft: Draft<KubeObject>): void;
}

export type BodyRequest = Pick<ResourceRequest, "request" | "info"> & { readonly definition: BodyKind };

const ACCEPTED = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** The body as an object of `kind`; warnings about unknown or repeated fields go to `warnings`. */
export function decodeBody({ request, info }: Pick<BodyRequest, "request" | "info">, kind: BodyKind, warnings: string[]): Draft<KubeObject> {
  const decoded = decode({ text: request.body ?? "", format: formatOf(request), expected: kind.names, fieldValidation: validationOf(info.query) });
  warnings.push(...decoded.warnings);
  const draft = decoded.object as unknown as Draft<KubeObject>;
  draft.metadata ??= {} as Draft<KubeObject>["metadata"];
  return draft;
}

export function validationOf(query: URLSearchParams): FieldValidation {
  return parseFieldValidation(query.get("fieldValidation")) ?? "Warn";
}

function formatOf({ contentType }: ApiRequest): "json" | "yaml" {
  switch (mediaType(contentType)) {
    case "":
    case "application/json":
      return "json";
    case "application/yaml":
      return "yaml";
    default:
      throw ApiError.unsupportedMediaType(ACCEPTED);
  }
}

export function mediaType(contentType: string | undefined): string {
  return (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
