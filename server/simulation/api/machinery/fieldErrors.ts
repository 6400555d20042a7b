/**
 * One thing wrong with one field, and how Kubernetes prints it.
 * Models kubernetes staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go.
 */
import { goJson, quote } from "./goText.ts";

/** Machine-readable reason, as in `details.causes[].reason`. */
export type FieldErrorType =
  | "FieldValueNotFound"
  | "FieldValueRequired"
  | "FieldValueDuplicate"
  | "FieldValueInvalid"
  | "FieldValueNotSupported"
  | "FieldValueForbidden"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "InternalError"
  | "FieldValueTypeInvalid";

const PRINTED: { readonly [type in FieldErrorType]: string } = {
  FieldValueNotFound: "Not found",
  FieldValueRequired: "Required value",
  FieldValueDuplicate: "Duplicate value",
  FieldValueInvalid: "Invalid value",
  FieldValueNotSupported: "Unsupported value",
  FieldValueForbidden: "Forbidden",
  FieldValueTooLong: "Too long",
  FieldValueTooMany: "Too many",
  InternalError: "Internal error",
  FieldValueTypeInvalid: "Invalid value",
};

const VALUELESS = new Set<FieldErrorType>([
  "FieldValueRequired",
  "FieldValueForbidden",
  "FieldValueTooLong",
  "InternalError",
]);

/** A value printed just so: for Go structs whose fields print under their Go names, in Go's order. */
export class PrintedValue {
  constructor(readonly text: string) {}
}

/** Stands for "no value": nothing is printed between the type and the detail. */
export const NO_VALUE = new PrintedValue("");

/** `field` is a path as printed: `spec.containers[0].name`, `metadata.labels[foo]`, or `<nil>`. */
export class FieldError {
  readonly type: FieldErrorType;
  readonly field: string;
  /** The offending value; strings print quoted, numbers and booleans bare, the rest as JSON (undefined as null). */
  readonly value: unknown;
  readonly detail: string;

  constructor(error: {
    readonly type: FieldErrorType;
    readonly field: string;
    readonly value?: unknown;
    readonly detail?: string;
  }) {
    this.type = error.type;
    this.field = error.field;
    this.value = error.value;
    this.detail = error.detail ?? "";
  }

  static required(field: string, detail = ""): FieldError {
    return new FieldError({ type: "FieldValueRequired", field, detail });
  }

  static invalid(field: string, value: unknown, detail: string): FieldError {
    return new FieldError({ type: "FieldValueInvalid", field, value, detail });
  }

  static typeInvalid(field: string, value: unknown, detail: string): FieldError {
    return new FieldError({ type: "FieldValueTypeInvalid", field, value, detail });
  }

  static duplicate(field: string, value: unknown): FieldError {
    return new FieldError({ type: "FieldValueDuplicate", field, value });
  }

  static notFound(field: string, value: unknown): FieldError {
    return new FieldError({ type: "FieldValueNotFound", field, value });
  }

  static forbidden(field: string, detail = ""): FieldError {
    return new FieldError({ type: "FieldValueForbidden", field, detail });
  }

  /** `supported` prints in the order given. */
  static notSupported(field: string, value: unknown, supported: readonly string[] = []): FieldError {
    const detail = supported.length > 0 ? `supported values: ${supported.map(quote).join(", ")}` : "";
    return new FieldError({ type: "FieldValueNotSupported", field, value, detail });
  }

  /** `limit` in bytes; -1 when unknown. */
  static tooLong(field: string, limit: number): FieldError {
    const detail = limit < 0 ? "value is too long" : `may not be more than ${limit} ${limit === 1 ? "byte" : "bytes"}`;
    return new FieldError({ type: "FieldValueTooLong", field, detail });
  }

  static tooMany(field: string, actual: number, limit: number): FieldError {
    const detail = limit < 0 ? "has too many items" : `must have at most ${limit} ${limit === 1 ? "item" : "items"}`;
    return new FieldError({ type: "FieldValueTooMany", field, value: actual, detail });
  }

  static internal(field: string, detail: string): FieldError {
    return new FieldError({ type: "InternalError", field, detail });
  }

  /** Type, value and detail: the message of a cause. */
  get body(): string {
    let text = PRINTED[this.type];
    if (!VALUELESS.has(this.type) && this.value !== NO_VALUE) text += `: ${printValue(this.value)}`;
    return this.detail === "" ? text : `${text}: ${this.detail}`;
  }

  /** The whole error, field first. */
  toString(): string {
    return `${this.field}: ${this.body}`;
  }
}

function printValue(value: unknown): string {
  if (value instanceof PrintedValue) return value.text;
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return goJson(value);
}

/** Errors as one text: `e`, or `[e1, e2]` without repetitions. Models util/errors.Aggregate. */
export function aggregateText(errors: readonly FieldError[]): string {
  const texts = [...new Set(errors.map(String))];
  return texts.length === 1 ? (texts[0] as string) : `[${texts.join(", ")}]`;
}
