/**
 * `/identity`, for the authenticator outside: GET says whose a service account's token is, DELETE ends all tokens there are.
 * Secrets that hold a token get another one from their controller.
 */
import type { Secret } from "../protocol/kubernetes/index.ts";
import type { ApiRequest, ApiResponse } from "./api/ApiRequest.ts";
import { endTokens, identifyToken, TOKEN_AUDIENCE } from "./api/authentication/serviceAccountTokens.ts";
import { ApiError } from "./api/machinery/status.ts";
import { answer } from "./api/rest/answers.ts";
import type { RequestInfo } from "./api/rest/RequestInfo.ts";
import type { Runtime } from "./runtime/Runtime.ts";
import type { Store } from "./store/Store.ts";

const PATH = "/identity";
const TOKEN_SECRET = "kubernetes.io/service-account-token";

/** Answers this path; undefined for all others. */
export function identityPath(
  { store, runtime }: { readonly store: Store; readonly runtime: Runtime },
  info: RequestInfo,
  { method, entropy }: ApiRequest,
): ApiResponse | undefined {
  if (info.path !== PATH) return undefined;
  if (method === "DELETE") {
    endTokens({ store, runtime }, entropy);
    for (const secret of Array.from(store.list("secrets")) as Secret[])
      if (secret.type === TOKEN_SECRET) empty(store, secret);
    return answer(200, {}, { encoding: "json" });
  }
  if (method !== "GET") throw ApiError.methodNotAllowed();
  const found = identifyToken(store, info.query.get("token") ?? "", runtime.now);
  if (!found?.audiences.includes(TOKEN_AUDIENCE)) return answer(401, {}, { encoding: "json" });
  const { user, holder } = found;
  return answer(200, { user, ...(holder === undefined ? {} : { holder }) }, { encoding: "json" });
}

function empty(store: Store, secret: Secret): void {
  const { token: _, ...data } = secret.data ?? {};
  store.put("secrets", { ...secret, metadata: { ...secret.metadata }, data } as Secret);
}
