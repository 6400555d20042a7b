/** Query parameters of lists, watches and deletions of collections, checked in the real server's words. */
import type { KubeObject } from "../../../protocol/kubernetes/index.ts";
import { ApiError, errorTarget, FieldError } from "../machinery/status.ts";
import {
  compileFields,
  EVERYTHING,
  type LabelMatcher,
  parseFieldSelector,
  parseLabelSelector,
} from "../machinery/selectors.ts";
import { quote } from "../machinery/goText.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { isTrue, type RequestInfo } from "./RequestInfo.ts";

export interface ListOptions {
  readonly labels: LabelMatcher;
  /** Undefined: every object. */
  readonly fields: ((object: KubeObject) => boolean) | undefined;
  /** `metadata.name=` of the field selector, or the name in a watch's path. */
  readonly name: string | undefined;
  readonly selective: boolean;
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly sendInitialEvents: boolean | undefined;
  readonly allowWatchBookmarks: boolean;
  readonly timeoutSeconds: number | undefined;
}

const LIST_OPTIONS = errorTarget("meta.k8s.io", "ListOptions");

export function parseListOptions(info: RequestInfo, definition: ResourceDefinition): ListOptions {
  const { query } = info;
  const limit = integer(query.get("limit")) ?? 0;
  const timeoutSeconds = integer(query.get("timeoutSeconds"));
  const fieldText = query.get("fieldSelector") ?? "";
  const labelText = query.get("labelSelector") ?? "";
  const labels = labelText === "" ? EVERYTHING : parseLabelSelector(labelText);
  const requirements = parseFieldSelector(fieldText);
  const named = requirements.find(({ field, equal }) => field === "metadata.name" && equal);
  const sendInitial = query.get("sendInitialEvents");
  const asked = {
    labels,
    name: info.name || named?.value,
    selective: labelText !== "" || fieldText !== "",
    limit,
    continue: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    resourceVersionMatch: query.get("resourceVersionMatch") ?? "",
    sendInitialEvents: sendInitial === null ? undefined : isTrue(sendInitial),
    allowWatchBookmarks: isTrue(query.get("allowWatchBookmarks")),
    timeoutSeconds,
  };
  const errors = info.verb === "watch" ? watchErrors(asked) : listErrors(asked);
  if (errors.length > 0) throw ApiError.invalid(LIST_OPTIONS, "", errors);
  return { ...asked, fields: requirements.length === 0 ? undefined : compileFields(requirements, definition) };
}

/** A number in a query; undefined when absent. */
export function integer(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw ApiError.badRequest(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
  if (BigInt.asIntN(64, BigInt(text.replace("+", ""))) !== BigInt(text.replace("+", "")))
    throw ApiError.badRequest(`strconv.ParseInt: parsing ${quote(text)}: value out of range`);
  return Number(text);
}

/** resourceVersion as a number; `words` goes before the field error the real server prints. */
export function revisionOf(text: string): number | undefined {
  return /^\d{1,40}$/.test(text) && BigInt(text) < 2n ** 64n ? Number(text) : undefined;
}

export function badRevision(text: string): string {
  const why = /^\d+$/.test(text) ? "value out of range" : "invalid syntax";
  return `resourceVersion: Invalid value: ${quote(text)}: strconv.ParseUint: parsing ${quote(text)}: ${why}`;
}

/** Whether one object can be read at that version or a later one. */
export function checkFreshness(store: { readonly revision: number }, asked: string): void {
  if (asked === "") return;
  const revision = revisionOf(asked);
  if (revision === undefined) throw ApiError.plain(badRevision(asked));
  if (revision > store.revision) throw ApiError.futureVersion(asked, String(store.revision));
}

function listErrors(options: Omit<ListOptions, "fields">): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceVersionMatch: match } = options;
  const initial =
    options.sendInitialEvents === undefined
      ? []
      : [FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")];
  if (match === "") return initial;
  if (options.resourceVersion === "")
    errors.push(
      FieldError.forbidden(
        "resourceVersionMatch",
        "resourceVersionMatch is forbidden unless resourceVersion is provided",
      ),
    );
  if (options.continue !== "")
    errors.push(
      FieldError.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"),
    );
  if (match !== "Exact" && match !== "NotOlderThan")
    errors.push(FieldError.notSupported("resourceVersionMatch", match, ["Exact", "NotOlderThan", ""]));
  if (match === "Exact" && options.resourceVersion === "0") {
    errors.push(
      FieldError.forbidden("resourceVersionMatch", 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
    );
  }
  return [...errors, ...initial];
}

function watchErrors(options: Omit<ListOptions, "fields">): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceVersionMatch: match, sendInitialEvents } = options;
  const forbid = (detail: string): void => void errors.push(FieldError.forbidden("resourceVersionMatch", detail));
  if (match !== "" && sendInitialEvents === undefined)
    forbid("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  if (sendInitialEvents !== undefined && match !== "NotOlderThan")
    forbid("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  if (match !== "" && match !== "NotOlderThan")
    errors.push(FieldError.notSupported("resourceVersionMatch", match, ["NotOlderThan"]));
  if (options.continue !== "") forbid("resourceVersionMatch is forbidden when continue is provided");
  return errors;
}
