/** What a request is about, once its path has been understood. */
import type { ApiRequest, UserInfo } from "../ApiRequest.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import type { AnswerForm } from "./answers.ts";
import type { RequestInfo } from "./RequestInfo.ts";

export interface ResourceRequest {
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  readonly definition: ResourceDefinition;
  readonly form: AnswerForm;
}

/** What an authoriser is asked. */
export interface AccessAttributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** For paths that are no resource. */
  readonly path?: string;
}
