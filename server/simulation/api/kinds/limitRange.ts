/** LimitRanges. Models kubernetes pkg/apis/core/validation ValidateLimitRange. Applying them is admission's matter. */
import type { LimitRange } from "../../../protocol/kubernetes/index.ts";
import { compareQuantity, milliValue } from "../../runtime/quantity.ts";
import type { ResourceDefinition } from "../ResourceDefinition.ts";
import { CREATED_AT_COLUMN, NAME_COLUMN } from "./columns.ts";
import { resourceNames } from "./resourceNames.ts";
import { duplicate, type FieldError, forbidden, invalid, required } from "./validation/errors.ts";
import { qualifiedName } from "./validation/names.ts";
import { isOvercommittable, validateContainerResourceName, validateResourceName } from "./validation/resources.ts";

type Item = LimitRange["spec"]["limits"][number];

const TYPES = ["Pod", "Container", "PersistentVolumeClaim"];

export const limitRange: ResourceDefinition<LimitRange> = {
  names: resourceNames("", "limitranges"),
  resource: "limitranges",
  schemaType: "core.v1.LimitRange",
  createOnUpdate: true,
  defaults(draft) {
    for (const item of draft.spec?.limits ?? []) {
      if (item.type !== "Container") continue;
      const limits = { ...item.max, ...item.default };
      const requests = { ...item.min, ...limits, ...item.defaultRequest };
      if (Object.keys(limits).length > 0) item.default = limits;
      if (Object.keys(requests).length > 0) item.defaultRequest = requests;
    }
  },
  prepareCreate({ metadata }, { runtime }) {
    metadata.name ||= runtime.random.uuid();
  },
  validate: validateItems,
  validateUpdate: validateItems,
  columns: [NAME_COLUMN, CREATED_AT_COLUMN],
  row: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};

function validateItems({ spec }: LimitRange): FieldError[] {
  const types = new Set<string>();
  return (spec?.limits ?? []).flatMap((item, index) => {
    const path = `spec.limits[${index}]`;
    const { type = "" } = item as Partial<Item>;
    const errors: FieldError[] = qualifiedName(type).map((message) => invalid(`${path}.type`, type, message));
    if (errors.length === 0 && !type.includes("/") && !TYPES.includes(type)) {
      errors.push(invalid(`${path}.type`, type, "must be a standard limit type or fully qualified"));
    }
    if (types.has(type)) errors.push(duplicate(`${path}.type`, type));
    types.add(type);
    return [...errors, ...validateNames(item, path), ...validateAmounts(item, path)];
  });
}

function validateNames(item: Item, path: string): FieldError[] {
  const check = item.type === "Pod" || item.type === "Container" ? validateContainerResourceName : validateResourceName;
  const names = (field: "max" | "min" | "default" | "defaultRequest" | "maxLimitRequestRatio") =>
    Object.keys(item[field] ?? {}).flatMap((name) => check(name, `${path}.${field}[${name}]`));
  const errors = [...names("max"), ...names("min")];
  for (const field of ["default", "defaultRequest"] as const) {
    if (item.type !== "Pod") errors.push(...names(field));
    else if (Object.keys(item[field] ?? {}).length > 0)
      errors.push(forbidden(`${path}.${field}`, "may not be specified when `type` is 'Pod'"));
  }
  if (item.type === "PersistentVolumeClaim" && item.min?.storage === undefined && item.max?.storage === undefined) {
    errors.push(
      required(`${path}.limits`, "either minimum or maximum storage value is required, but neither was provided"),
    );
  }
  return [...errors, ...names("maxLimitRequestRatio")];
}

function validateAmounts(item: Item, path: string): FieldError[] {
  const pod = item.type === "Pod";
  const { min = {}, max = {}, maxLimitRequestRatio: ratios = {} } = item;
  const defaults = pod ? {} : (item.default ?? {});
  const requests = pod ? {} : (item.defaultRequest ?? {});
  const errors: FieldError[] = [];
  for (const name of new Set([max, min, defaults, requests, ratios].flatMap((amounts) => Object.keys(amounts)))) {
    const [low, high, limit, request, ratio] = [min[name], max[name], defaults[name], requests[name], ratios[name]];
    const above = (left: string | undefined, right: string | undefined) =>
      left !== undefined && right !== undefined && compareQuantity(left, right) > 0;
    const wrong = (field: string, value: unknown, words: string) =>
      errors.push(invalid(`${path}.${field}[${name}]`, value, words));
    if (above(low, high)) wrong("min", low, `min value ${low} is greater than max value ${high}`);
    if (above(low, request))
      wrong("defaultRequest", request, `min value ${low} is greater than default request value ${request}`);
    if (above(request, high))
      wrong("defaultRequest", request, `default request value ${request} is greater than max value ${high}`);
    if (above(request, limit))
      wrong("defaultRequest", request, `default request value ${request} is greater than default limit value ${limit}`);
    if (above(low, limit)) wrong("default", low, `min value ${low} is greater than default value ${limit}`);
    if (above(limit, high)) wrong("default", high, `default value ${limit} is greater than max value ${high}`);
    if (above("1", ratio)) wrong("maxLimitRequestRatio", ratio, `ratio ${ratio} is less than 1`);
    if (ratio !== undefined && low !== undefined && high !== undefined) {
      const largest = milliValue(high) / milliValue(low);
      if (milliValue(ratio) / 1000 > largest)
        wrong("maxLimitRequestRatio", ratio, `ratio ${ratio} is greater than max/min = ${largest.toFixed(6)}`);
    }
    if (
      !isOvercommittable(name) &&
      limit !== undefined &&
      request !== undefined &&
      compareQuantity(limit, request) !== 0
    ) {
      wrong(
        "defaultRequest",
        request,
        `default value ${limit} must equal to defaultRequest value ${request} in ${name}`,
      );
    }
  }
  return errors;
}
