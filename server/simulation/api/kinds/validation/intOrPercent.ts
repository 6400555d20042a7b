/** Checks of values that are a number or a percentage. Models kubernetes pkg/apis/apps/validation/validation.go. */
import { type FieldError, invalid } from "./errors.ts";
import { validateNotNegative } from "./metadata.ts";
import { percentText } from "./names.ts";

export function validateIntOrPercent(value: number | string, path: string): FieldError[] {
  if (typeof value === "number") return validateNotNegative(value, path);
  return percentText(value).map((message) => invalid(path, value, message));
}

/** The number, or the number before the percent sign; 0 for other text, as Go's Atoi has it. */
export function intOrPercentValue(value: number | string): number {
  if (typeof value === "number") return value;
  return /^[0-9]+%?$/.test(value) ? Number.parseInt(value, 10) : 0;
}

export function validateNotOverWhole(value: number | string, path: string): FieldError[] {
  const isPercent = typeof value === "string" && percentText(value).length === 0;
  return isPercent && intOrPercentValue(value) > 100 ? [invalid(path, value, "must not be greater than 100%")] : [];
}
