/** The API as it answers inside the cluster, to the bearer tokens of service accounts and to nobody in particular. */
import type { ApiRequest, UserInfo } from "./api/ApiRequest.ts";
import { identifyToken } from "./api/authentication/serviceAccountTokens.ts";
import type { RestApi } from "./api/rest/RestApi.ts";
import type { ApiReply, AskApi } from "./network/apiServer.ts";
import type { Runtime } from "./runtime/Runtime.ts";
import type { Store } from "./store/Store.ts";

const METHODS = new Set<string>(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
const ANONYMOUS: UserInfo = { username: "system:anonymous", groups: ["system:unauthenticated"] };

export function inClusterApi({
  store,
  runtime,
  rest,
}: {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly rest: () => RestApi;
}): AskApi {
  // A request may ask for a request, which would ask for a request…
  let asking = false;
  return ({ method, path, headers, body }) => {
    const bearer = /^bearer +(\S+)$/i.exec(headers["authorization"] ?? "")?.[1];
    const user = bearer === undefined ? ANONYMOUS : identifyToken(store, bearer, runtime.now)?.user;
    if (!user) return status(401, "Unauthorized", "Unauthorized");
    if (!METHODS.has(method)) return status(405, "MethodNotAllowed", "the server does not allow this method");
    if (asking) return status(503, "ServiceUnavailable", "a request inside a request is not served");
    asking = true;
    try {
      const answer = rest().handle({
        method: method as ApiRequest["method"],
        path,
        user,
        ...(headers["content-type"] ? { contentType: headers["content-type"] } : {}),
        ...(headers["accept"] ? { accept: headers["accept"] } : {}),
        userAgent: headers["user-agent"] ?? "curl",
        ...(body === undefined ? {} : { body }),
      });
      const text =
        typeof answer.body === "string" && (answer.raw || !/json/.test(answer.contentType))
          ? answer.body
          : `${JSON.stringify(answer.body, null, 2)}\n`;
      return { status: answer.status, contentType: answer.contentType, headers: answer.headers, body: text };
    } finally {
      asking = false;
    }
  };
}

function status(code: number, reason: string, message: string): ApiReply {
  const body = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
  return { status: code, contentType: "application/json", headers: {}, body: `${JSON.stringify(body, null, 2)}\n` };
}
