/** Who wants to do what: the question an authoriser answers. Models apiserver pkg/authorization/authorizer. */
import type { UserInfo } from "../ApiRequest.ts";

export interface Attributes {
  readonly user: UserInfo;
  /** get, list, watch, create, update, patch, delete, deletecollection…; for paths the HTTP method in lower case. */
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** For what is no resource: `/version`. The members about resources are empty then. */
  readonly path?: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** Why, where there is something to say: `RBAC: allowed by …`, or roles that could not be found. */
  readonly reason: string;
}

/** Members of this group may do everything, whatever the roles say. */
export const MASTERS_GROUP = "system:masters";
