import type { ApiRequest } from "./api/ApiRequest.ts";

const REVIEWS = /^\/apis\/(authorization|authentication)\.k8s\.io\/[^/]+\/(namespaces\/[^/]+\/)?[a-z]*reviews(\?|$)/;

/** Whether it asks who may do what, or who one is: it is posted, and changes nothing. */
export function isReview({ method, path }: ApiRequest): boolean {
  return method === "POST" && REVIEWS.test(path);
}
