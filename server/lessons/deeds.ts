/** What a request that did something was, in the words of checks. */
import type { Done } from "../rooms/Room.ts";
import { describeRequest } from "../rooms/describeRequest.ts";
import type { Deed } from "./checks/holds.ts";

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
