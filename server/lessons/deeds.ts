/** What a request that did something was, in the words of checks. */
import type { Done } from "../rooms/RoomObserver.ts";
import { describeRequest } from "../rooms/describeRequest.ts";
import { actsInCluster } from "../simulation/actsInCluster.ts";
import { parseRequestInfo } from "../simulation/api/rest/RequestInfo.ts";
import type { Deed } from "./checks/holds.ts";

/** Whether it was an attempt at something: not what is typed into a shell, nor a request over the cluster's network. */
export function isAttempt({ request }: Pick<Done, "request">): boolean {
  return !actsInCluster(request) || parseRequestInfo(request.method, request.path).subresource === "faults";
}

export function deedOf({ request, response }: Done): Deed {
  const { verb, resource, name } = describeRequest(request.method, request.path, response.body);
  const { status } = response;
  if (status >= 400)
    return {
      type: "refused",
      status,
      resource,
      message: (response.body as { readonly message?: string })?.message ?? "",
    };
  return { type: "did", verb, resource, name };
}
