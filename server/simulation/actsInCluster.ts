import type { ApiRequest } from "./api/ApiRequest.ts";

/**
 * Whether a request does something in the cluster though it may write no object: a request inside the cluster is served by
 * somebody who may log it, a shell changes files and processes, a kill ends one. Such requests are logged and replayed.
 */
export function actsInCluster({ method, path }: ApiRequest): boolean {
  if (/\/(curl|proxy)([/?]|$)|\/portforward\/\d/.test(path)) return true;
  return method !== "GET" && /\/(shell|faults)(\?|$)/.test(path);
}
