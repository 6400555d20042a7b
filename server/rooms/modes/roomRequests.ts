/** What a room asks of its own cluster, in its own name. */
import type { ApiRequest, UserInfo } from "../../simulation/api/ApiRequest.ts";
import { makeToken } from "../secrets.ts";

/** The room itself, in the cluster's eyes. */
export const ROOM_USER: UserInfo = { username: "podroom:room", groups: ["system:masters", "system:authenticated"] };

/** Ends all tokens of service accounts there are; the next ones are signed with a new key that nobody can guess. */
export function newSigningKey(): ApiRequest {
  return { method: "DELETE", path: "/identity", user: ROOM_USER, entropy: makeToken() };
}

export function create(path: string, object: object): ApiRequest {
  return {
    method: "POST",
    path,
    user: ROOM_USER,
    contentType: "application/json",
    accept: "application/json",
    body: JSON.stringify(object),
  };
}

export function remove(path: string, body?: object): ApiRequest {
  return {
    method: "DELETE",
    path,
    user: ROOM_USER,
    accept: "application/json",
    ...(body ? { contentType: "application/json", body: JSON.stringify(body) } : {}),
  };
}
