/** Who the tokens of the recordings' kubeconfig belong to. */
import type { UserInfo } from "../../simulation/api/ApiRequest.ts";

const of = (username: string, group: string): UserInfo => ({
  username,
  uid: username,
  groups: [group, "system:authenticated"],
});

const USERS: { readonly [token: string]: UserInfo } = {
  admintoken: of("admin", "system:masters"),
  minatoken: of("mina", "students"),
  junotoken: of("juno", "students"),
  viewertoken: of("viewer", "viewers"),
};

export function userOfToken(token: string): UserInfo | undefined {
  return Object.hasOwn(USERS, token) ? USERS[token] : undefined;
}

/** Whom impersonation headers name; undefined without any. Groups as the real server adds them. */
export function impersonated(headers: { readonly [name: string]: string }): UserInfo | undefined {
  const username = headers["Impersonate-User"];
  if (!username) return undefined;
  const named = headers["Impersonate-Group"]?.split("\n") ?? [];
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(username);
  const groups =
    named.length > 0 ? named : account ? ["system:serviceaccounts", `system:serviceaccounts:${account[1]}`] : [];
  const extra = Object.entries(headers)
    .filter(([name]) => name.startsWith("Impersonate-Extra-"))
    .map(([name, value]) => [name.slice("Impersonate-Extra-".length).toLowerCase(), value.split("\n")] as const);
  return {
    username,
    ...(headers["Impersonate-Uid"] ? { uid: headers["Impersonate-Uid"] } : {}),
    groups: groups.includes("system:authenticated") ? groups : [...groups, "system:authenticated"],
    ...(extra.length > 0 ? { extra: Object.fromEntries(extra) } : {}),
  };
}
