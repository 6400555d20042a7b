/** A request in the words people read: verb and object. */
import { parseRequestInfo } from "../simulation/api/rest/RequestInfo.ts";

export interface Described {
  /** create, update, patch, delete, deletecollection, scale… */
  readonly verb: string;
  /** With its group: `deployments.apps`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** `object`: what was sent or answered; it names what the path does not. */
export function describeRequest(method: string, path: string, object?: unknown): Described {
  const info = parseRequestInfo(method, path);
  const verb = info.subresource === "scale" ? "scale" : info.verb;
  return {
    verb,
    resource: info.group ? `${info.resource}.${info.group}` : info.resource,
    namespace: info.namespace,
    name: info.name || (verb === "create" ? nameOf(object) : ""),
  };
}

function nameOf(object: unknown): string {
  const name = (object as { readonly metadata?: { readonly name?: unknown } } | null | undefined)?.metadata?.name;
  return typeof name === "string" ? name : "";
}
