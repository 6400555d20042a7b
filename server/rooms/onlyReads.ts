import { actsInCluster } from "../simulation/actsInCluster.ts";
import type { ApiRequest } from "../simulation/api/ApiRequest.ts";
import { isReview } from "../simulation/isReview.ts";

/** Whether a request changes nothing and nobody in the cluster hears of it. */
export function onlyReads(request: ApiRequest): boolean {
  const { method, upgrade } = request;
  if (upgrade === true || method === "OPTIONS" || isReview(request)) return true;
  return (method === "GET" || method === "HEAD") && !actsInCluster(request);
}
