/**
 * Acting as somebody else: who may, and who one is then. Models apiserver pkg/endpoints/filters/impersonation.
 */
import type { ImpersonationRequest, UserInfo } from "../ApiRequest.ts";
import { quote } from "../machinery/goText.ts";
import { ApiError } from "../machinery/status.ts";
import type { AccessAttributes } from "../rest/ResourceRequest.ts";
import { groupsOfServiceAccount, serviceAccountOf } from "./serviceAccounts.ts";

const AUTHENTICATION = "authentication.k8s.io";
const NODE = "system:node:";
const ANONYMOUS = "system:anonymous";
const AUTHENTICATED = "system:authenticated";
const UNAUTHENTICATED = "system:unauthenticated";

/**
 * Whom a request acts as; throws Forbidden when the requester may not. `authorize` throws for what is not allowed.
 *
 * Who may not act as somebody in everything may have been allowed to for what is asked (`what`) alone: constrained
 * impersonation, of which a refusal speaks.
 */
export function impersonatedUser(
  requester: UserInfo,
  asked: ImpersonationRequest,
  authorize: (attributes: AccessAttributes) => void,
  what: AccessAttributes,
): UserInfo {
  const { user: username = "", groups = [], uid, extra = {} } = asked;
  if (username === "") {
    // Nothing is asked by a header without a value.
    if (groups.length === 0 && !uid && Object.keys(extra).length === 0) return requester;
    throw ApiError.badRequest(`requested ${goUser(asked)} without impersonating a user name`);
  }
  const account = serviceAccountOf(username);
  const node = username.startsWith(NODE) ? username.slice(NODE.length) : undefined;
  const mode = account ? "serviceaccount" : node === undefined ? "user-info" : "arbitrary-node";
  const mayAll = (verb: string, core: string): void => {
    const may = (resource: string, name: string, more: Partial<AccessAttributes> = {}): void =>
      authorize({
        user: requester,
        verb,
        group: core,
        version: "v1",
        resource,
        subresource: "",
        namespace: "",
        name,
        ...more,
      });
    if (account) may("serviceaccounts", account.name, { namespace: account.namespace });
    else if (node !== undefined && core !== "") may("nodes", node);
    else may("users", username);
    for (const group of groups) may("groups", group);
    for (const [key, values] of Object.entries(extra))
      for (const value of values) may("userextras", value, { group: AUTHENTICATION, subresource: key });
    if (uid !== undefined) may("uids", uid, { group: AUTHENTICATION });
  };
  try {
    mayAll("impersonate", "");
  } catch (error) {
    // Accounts and nodes have groups of their own; whoever is to have others is nobody these rules know.
    const more = groups.length > 0 || uid !== undefined || Object.keys(extra).length > 0;
    if (more && mode !== "user-info") throw error;
    authorize({ ...what, user: requester, verb: `impersonate-on:${mode}:${what.verb}` });
    mayAll(`impersonate:${mode}`, AUTHENTICATION);
  }
  const own = groups.length > 0 ? [...groups] : account ? [...groupsOfServiceAccount(account.namespace)] : [];
  const everybody = username === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED;
  const counted = own.includes(everybody) || (username !== ANONYMOUS && own.includes(UNAUTHENTICATED));
  return {
    username,
    ...(uid === undefined ? {} : { uid }),
    groups: counted ? own : [...own, everybody],
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

/** A user as Go prints the struct. */
function goUser({ uid = "", groups, extra }: ImpersonationRequest): string {
  const list = (values: readonly string[] | undefined): string =>
    values ? `[]string{${values.map(quote).join(", ")}}` : "[]string(nil)";
  const pairs = Object.entries(extra ?? {}).map(([key, values]) => `${quote(key)}:${list(values)}`);
  const map = pairs.length > 0 ? `map[string][]string{${pairs.join(", ")}}` : "map[string][]string(nil)";
  return `&user.DefaultInfo{Name:"", UID:${quote(uid)}, Groups:${list(groups)}, Extra:${map}}`;
}
