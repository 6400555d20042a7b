/**
 * What an API server answers when it does not do what was asked: metav1.Status and the error that carries it.
 *
 * Models kubernetes staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go. Read `fieldErrors.ts` for the causes of an
 * invalid object. This file deliberately decides nothing: it only words what somebody else found.
 */
import { aggregateText, type FieldError } from "./fieldErrors.ts";
import { quote } from "./goText.ts";

export { FieldError, NO_VALUE, PrintedValue } from "./fieldErrors.ts";

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  /** The resource (`pods`), or the Kind when the object was invalid. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** metav1.Status. Members that would be empty are left out, as on the wire. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Record<string, never>;
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** Names of the resource an error is about. A ResourceDefinition is one. */
export interface ErrorTarget {
  readonly names: { readonly group: string; readonly plural: string; readonly kind: string };
}

/** A target that is no resource definition: `PatchOptions` in `meta.k8s.io`, `pods/binding`. */
export function errorTarget(group: string, kind: string, plural = kind): ErrorTarget {
  return { names: { group, plural, kind } };
}

interface Failure {
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  readonly details?: StatusDetails;
}

export class ApiError extends Error {
  readonly status: Status;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = "ApiError";
    const { code, reason, message, details } = failure;
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      ...(reason === undefined ? undefined : { reason }),
      ...(details === undefined ? undefined : { details }),
      code,
    };
  }

  get code(): number {
    return this.status.code as number;
  }

  get reason(): string {
    return this.status.reason ?? "";
  }

  /** 404 about one object. */
  static notFound(target: ErrorTarget, name: string): ApiError {
    return new ApiError({
      code: 404,
      reason: "NotFound",
      message: `${groupResource(target)} ${quote(name)} not found`,
      details: objectDetails(target, name),
    });
  }

  /** 404 about a path that leads nowhere. */
  static noSuchResource(): ApiError {
    return new ApiError({
      code: 404,
      reason: "NotFound",
      message: "the server could not find the requested resource",
      details: {},
    });
  }

  static alreadyExists(target: ErrorTarget, name: string): ApiError {
    return new ApiError({
      code: 409,
      reason: "AlreadyExists",
      message: `${groupResource(target)} ${quote(name)} already exists`,
      details: objectDetails(target, name),
    });
  }

  /** 409 when a name made from generateName was taken. */
  static generateNameConflict(target: ErrorTarget, name: string): ApiError {
    return new ApiError({
      code: 409,
      reason: "AlreadyExists",
      message: `${groupResource(target)} ${quote(name)} already exists, the server was not able to generate a unique name for the object`,
      details: { ...objectDetails(target, name), retryAfterSeconds: 1 },
    });
  }

  static conflict(target: ErrorTarget, name: string, problem: string): ApiError {
    return new ApiError({
      code: 409,
      reason: "Conflict",
      message: `Operation cannot be fulfilled on ${groupResource(target)} ${quote(name)}: ${problem}`,
      details: objectDetails(target, name),
    });
  }

  /** 409 about an older version: somebody else wrote first. */
  static modified(target: ErrorTarget, name: string): ApiError {
    return ApiError.conflict(
      target,
      name,
      "the object has been modified; please apply your changes to the latest version and try again",
    );
  }

  /** 409 of server-side apply. */
  static applyConflict(message: string, causes: readonly StatusCause[]): ApiError {
    return new ApiError({ code: 409, reason: "Conflict", message, details: { causes } });
  }

  /** 422; prints the Kind with its group, without repetitions. */
  static invalid(target: ErrorTarget, name: string, errors: readonly FieldError[]): ApiError {
    const { group, kind } = target.names;
    const qualified = group === "" ? kind : `${kind}.${group}`;
    const causes = errors.map((error) => ({ reason: error.type, message: error.body, field: error.field }));
    return new ApiError({
      code: 422,
      reason: "Invalid",
      message: `${qualified} ${quote(name)} is invalid${errors.length === 0 ? "" : `: ${aggregateText(errors)}`}`,
      details: {
        ...(name === "" ? undefined : { name }),
        ...(group === "" ? undefined : { group }),
        ...(kind === "" ? undefined : { kind }),
        causes,
      },
    });
  }

  /** 422 of a patch the server could read but not carry out. */
  static unprocessable(message = "the server rejected our request due to an error in our request"): ApiError {
    return new ApiError({ code: 422, reason: "Invalid", message, details: {} });
  }

  static badRequest(message: string): ApiError {
    return new ApiError({ code: 400, reason: "BadRequest", message });
  }

  static unauthorized(): ApiError {
    return new ApiError({ code: 401, reason: "Unauthorized", message: "Unauthorized" });
  }

  /** 403 about a resource, or one object of it when `name` is not empty. */
  /** An object that came without a name is called Unknown. */
  static forbidden(
    target: ErrorTarget,
    given: string | undefined,
    problem: string,
    ...causes: StatusCause[]
  ): ApiError {
    const name = given ?? "Unknown";
    const about = name === "" ? groupResource(target) : `${groupResource(target)} ${quote(name)}`;
    const details = { ...objectDetails(target, name), ...(causes.length > 0 ? { causes } : undefined) };
    return new ApiError({ code: 403, reason: "Forbidden", message: `${about} is forbidden: ${problem}`, details });
  }

  /** 403 about a path that is no resource. */
  static forbiddenPath(problem: string): ApiError {
    return new ApiError({ code: 403, reason: "Forbidden", message: `forbidden: ${problem}`, details: {} });
  }

  static methodNotAllowed(): ApiError {
    return new ApiError({
      code: 405,
      reason: "MethodNotAllowed",
      message: "the server does not allow this method on the requested resource",
      details: {},
    });
  }

  static notAcceptable(accepted: readonly string[]): ApiError {
    return new ApiError({
      code: 406,
      reason: "NotAcceptable",
      message: `only the following media types are accepted: ${accepted.join(", ")}`,
    });
  }

  /** 406 of a path whose handler lists what it has. */
  static noRepresentation(available: readonly string[]): ApiError {
    return new ApiError({
      code: 406,
      reason: "NotAcceptable",
      message: `406: Not Acceptable\n\nAvailable representations: ${available.join(", ")}`,
      details: {},
    });
  }

  static unsupportedMediaType(accepted: readonly string[]): ApiError {
    return new ApiError({
      code: 415,
      reason: "UnsupportedMediaType",
      message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
    });
  }

  /** 415 of a patch type that no route takes. */
  static unroutableMediaType(): ApiError {
    return new ApiError({
      code: 415,
      reason: "UnsupportedMediaType",
      message: "415: Unsupported Media Type",
      details: {},
    });
  }

  /** 410: a version or continue token too old to serve. */
  static expired(message: string): ApiError {
    return new ApiError({ code: 410, reason: "Expired", message });
  }

  static gone(message: string): ApiError {
    return new ApiError({ code: 410, reason: "Gone", message });
  }

  static tooLarge(message: string): ApiError {
    return new ApiError({ code: 413, reason: "RequestEntityTooLarge", message });
  }

  /** 429; `retryAfterSeconds` also goes into the Retry-After header. */
  static tooManyRequests(message: string, retryAfterSeconds = 0, causes: readonly StatusCause[] = []): ApiError {
    const details = {
      ...(causes.length > 0 ? { causes } : undefined),
      ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : undefined),
    };
    return new ApiError({ code: 429, reason: "TooManyRequests", message, details });
  }

  /** 504 about a version that does not exist yet. */
  static futureVersion(asked: string, current: string): ApiError {
    return new ApiError({
      code: 504,
      reason: "Timeout",
      message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
      details: {
        causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        retryAfterSeconds: 1,
      },
    });
  }

  static timeout(message: string): ApiError {
    return new ApiError({ code: 504, reason: "Timeout", message: `Timeout: ${message}`, details: {} });
  }

  /** 500 with a reason, for failures the server knows to be its own. */
  static internalError(problem: string): ApiError {
    return new ApiError({
      code: 500,
      reason: "InternalError",
      message: `Internal error occurred: ${problem}`,
      details: { causes: [{ message: problem }] },
    });
  }

  /** 500 without a reason: a plain Go error that nobody made a Status of. */
  static plain(message: string): ApiError {
    return new ApiError({ code: 500, message });
  }
}

/** The answer to a deletion that left nothing behind. */
export function deletedStatus(target: ErrorTarget, name: string, uid: string): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { ...objectDetails(target, name), uid },
  };
}

/** A success with nothing to say but its code (bindings, evictions: 201). */
export function successStatus(code: number): Status {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code };
}

function groupResource({ names }: ErrorTarget): string {
  return names.group === "" ? names.plural : `${names.plural}.${names.group}`;
}

function objectDetails({ names }: ErrorTarget, name: string): StatusDetails {
  return {
    ...(name === "" ? undefined : { name }),
    ...(names.group === "" ? undefined : { group: names.group }),
    kind: names.plural,
  };
}
