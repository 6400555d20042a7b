/** Who the tokens of the recordings' kubeconfig belong to. */
import type { ImpersonationRequest, UserInfo } from "../../simulation/api/ApiRequest.ts";

const of = (username: string, group: string): UserInfo => ({
  username,
  uid: username,
  groups: [group, "system:authenticated"],
});

export const ADMIN_TOKEN = "admintoken";

const USERS: { readonly [token: string]: UserInfo } = {
  [ADMIN_TOKEN]: of("admin", "system:masters"),
  minatoken: of("mina", "students"),
  junotoken: of("juno", "students"),
  viewertoken: of("viewer", "viewers"),
};

export function userOfToken(token: string): UserInfo | undefined {
  return Object.hasOwn(USERS, token) ? USERS[token] : undefined;
}

/** What the impersonation headers ask for; undefined without any. Whether the person may is the API's to say. */
export function impersonationOf(headers: { readonly [name: string]: string }): ImpersonationRequest | undefined {
  const user = headers["Impersonate-User"];
  const uid = headers["Impersonate-Uid"];
  const groups = headers["Impersonate-Group"]?.split("\n");
  const extra = Object.entries(headers)
    .filter(([name]) => name.startsWith("Impersonate-Extra-"))
    .map(([name, value]) => [name.slice("Impersonate-Extra-".length).toLowerCase(), value.split("\n")] as const);
  if (user === undefined && uid === undefined && groups === undefined && extra.length === 0) return undefined;
  return {
    ...(user === undefined ? {} : { user }),
    ...(uid === undefined ? {} : { uid }),
    ...(groups === undefined ? {} : { groups }),
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra) } : {}),
  };
}
