/** Where webhooks are called. Models apiserver pkg/util/webhook/validation.go. */
import { FieldError } from "../../machinery/status.ts";
import { dns1035Label } from "./names.ts";

const { required, invalid } = FieldError;

/** Versions of a review one of which a webhook has to know. */
export const REVIEW_VERSIONS: readonly string[] = ["v1", "v1beta1"];

/** Errors of the versions of a review that a webhook knows; that there are any is for the caller to see. */
export function reviewVersionErrors(versions: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, version] of versions.entries()) {
    const at = `${path}[${index}]`;
    if (versions.indexOf(version) < index) errors.push(invalid(at, version, "duplicate version"));
    else for (const problem of dns1035Label(version)) errors.push(invalid(at, version, problem));
  }
  if (!versions.some((version) => REVIEW_VERSIONS.includes(version)))
    errors.push(invalid(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(", ")}`));
  return errors;
}

/** Errors of a webhook's URL. */
export function webhookUrlErrors(text: string, path: string): FieldError[] {
  const form = "; desired format: https://host[/path]";
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/.exec(text);
  const scheme = match?.[1]?.toLowerCase() ?? /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1] ?? "";
  const authority = match?.[2] ?? "";
  const errors: FieldError[] = [];
  if (scheme !== "https") errors.push(invalid(path, text, `'https' is the only allowed URL scheme${form}`));
  if (authority.replace(/^[^@]*@/, "") === "") errors.push(invalid(path, authority, `host must be specified${form}`));
  const user = /^([^@]*)@/.exec(authority)?.[1];
  if (user !== undefined) errors.push(invalid(path, user, "user information is not permitted in the URL"));
  if (match?.[5] !== undefined) errors.push(invalid(path, match[5].slice(1), "fragments are not permitted in the URL"));
  if (match?.[4] !== undefined)
    errors.push(invalid(path, match[4].slice(1), "query parameters are not permitted in the URL"));
  return errors;
}

/** Errors of a Service a webhook is reached through. */
export function webhookServiceErrors(
  service: { readonly name?: string; readonly namespace?: string; readonly path?: string; readonly port?: number },
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!service.name) errors.push(required(`${path}.name`, "service name is required"));
  if (!service.namespace) errors.push(required(`${path}.namespace`, "service namespace is required"));
  const { port = 443 } = service;
  if (port < 1 || port > 65535)
    errors.push(invalid(`${path}.port`, port, "port is not valid: must be between 1 and 65535, inclusive"));
  if (service.path === undefined) return errors;
  const at = `${path}.path`;
  const url = service.path;
  if (url === "/" || url === "") return errors;
  if (url === "//") errors.push(invalid(at, url, "segment[0] may not be empty"));
  else if (!url.startsWith("/")) errors.push(invalid(at, url, "must start with a '/'"));
  else
    for (const [index, step] of url.slice(1).replace(/\/$/, "").split("/").entries())
      if (step === "") errors.push(invalid(at, url, `segment[${index}] may not be empty`));
  return errors;
}
