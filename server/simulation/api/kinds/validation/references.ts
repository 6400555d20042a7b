/** References to objects by group, kind and name. Models kubernetes pkg/apis/networking/validation and core/validation. */
import { type FieldError, invalid, required } from "./errors.ts";
import { dns1123Subdomain, nameIsPathSegment } from "./names.ts";

export interface TypedReference {
  readonly apiGroup?: string | null;
  readonly kind?: string;
  readonly name?: string;
}

export function validateTypedReference({ apiGroup, kind, name }: TypedReference, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (apiGroup !== undefined && apiGroup !== null)
    for (const message of dns1123Subdomain(apiGroup)) errors.push(invalid(`${path}.apiGroup`, apiGroup, message));
  for (const [field, value] of [
    ["kind", kind],
    ["name", name],
  ] as const) {
    if (!value) errors.push(required(`${path}.${field}`));
    else
      for (const message of nameIsPathSegment(value, false)) errors.push(invalid(`${path}.${field}`, value, message));
  }
  return errors;
}
