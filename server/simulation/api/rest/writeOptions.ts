/** Options of a write in its query, checked in the real server's words. Models apimachinery meta/v1/validation. */
import type { WriteContext } from "../WriteContext.ts";
import { isPrintable, LONGEST_MANAGER, managerName } from "../machinery/managedFields/ManagedFields.ts";
import { ApiError, errorTarget, FieldError } from "../machinery/status.ts";
import { isApply } from "./bodies.ts";
import { dryRunErrors } from "./deleteOptions.ts";
import type { ResourceRequest } from "./ResourceRequest.ts";
import { apiVersionOf } from "../schema/resources.ts";

export type OptionsKind = "CreateOptions" | "UpdateOptions" | "PatchOptions";

const FIELD_VALIDATION = ["", "Ignore", "Strict", "Warn"];

/** How the request wants its write done; throws Invalid. */
export function writeContext(
  resource: Pick<ResourceRequest, "request" | "info" | "definition">,
  options: OptionsKind,
  warnings: string[],
): WriteContext {
  const { request, info, definition } = resource;
  const { query } = info;
  const dryRun = query.getAll("dryRun");
  const manager = query.get("fieldManager") ?? "";
  const errors: FieldError[] = [];
  if (options === "PatchOptions") {
    if (isApply(request)) {
      if (manager === "") errors.push(FieldError.required("fieldManager", "is required for apply patch"));
    } else if (query.get("force") !== null)
      errors.push(FieldError.forbidden("force", "may not be specified for non-apply patch"));
  }
  errors.push(...managerErrors(manager), ...dryRunErrors(dryRun));
  const validation = query.get("fieldValidation") ?? "";
  if (!FIELD_VALIDATION.includes(validation))
    errors.push(FieldError.notSupported("fieldValidation", validation, FIELD_VALIDATION));
  if (errors.length > 0) throw ApiError.invalid(errorTarget("meta.k8s.io", options), "", errors);
  return {
    user: request.user,
    dryRun: dryRun.length > 0,
    warnings,
    sent: request.body?.length ?? 0,
    ...(options === "PatchOptions" ? { patch: true } : {}),
    writer: {
      manager: managerName(manager, request.userAgent),
      apiVersion: apiVersionOf(definition.names),
      subresource: info.subresource,
    },
  };
}

/** The kind of options a verb takes. */
export function optionsKind(verb: string): OptionsKind {
  return verb === "patch" ? "PatchOptions" : verb === "update" ? "UpdateOptions" : "CreateOptions";
}

function managerErrors(manager: string): FieldError[] {
  const errors: FieldError[] = [];
  if (new TextEncoder().encode(manager).length > LONGEST_MANAGER)
    errors.push(FieldError.tooLong("fieldManager", LONGEST_MANAGER));
  let position = 0;
  for (const char of manager) {
    if (!isPrintable(char)) {
      const code = (char.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
      errors.push(FieldError.invalid("fieldManager", manager, `invalid character U+${code} (at position ${position})`));
    }
    position += new TextEncoder().encode(char).length;
  }
  return errors;
}
