/** Conditions of flow control objects. Models kubernetes pkg/apis/flowcontrol/validation. */
import { duplicate, type FieldError, required } from "../validation/errors.ts";

export function validateConditions(conditions: readonly { readonly type?: string }[] | undefined): FieldError[] {
  const seen = new Set<string>();
  return (conditions ?? []).flatMap(({ type = "" }, index) => {
    const path = `status.conditions[${index}].type`;
    const errors: FieldError[] = [];
    if (seen.has(type)) errors.push(duplicate(path, type));
    seen.add(type);
    if (type === "") errors.push(required(path));
    return errors;
  });
}
