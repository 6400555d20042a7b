/** What a request that did something was, in the words of checks. */
import type { Done } from "../rooms/Room.ts";
import { describeRequest } from "../rooms/describeRequest.ts";
import type { Deed } from "./checks/holds.ts";

export function deedOf({ request, response }: Done): Deed {
  const network = /(?:\/(pods|nodes)\/[^/]+|\/(outside))\/curl(?:[?/]|$)/.exec(request.path);
  if (network) {
    const query = new URLSearchParams(request.path.split("?")[1] ?? "");
    const answered = (response.body as { readonly response?: { readonly status: number; readonly body: string } })
      .response;
    return {
      type: "asked",
      from: network[2] ? "outside" : network[1] === "pods" ? "pod" : "node",
      url: query.get("url") ?? "",
      status: answered?.status,
      body: answered?.body ?? "",
    };
  }
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
