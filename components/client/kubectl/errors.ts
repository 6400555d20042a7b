/** Errors of kubectl, as values; `errorText.ts` says how each is shown. A plain Error is shown as `error: <message>`. */
import type { JsonObject } from "./json.ts";

/** Ends the command with this code and no text of its own. */
export class ExitError extends Error {
  constructor(readonly code = 1) {
    super("exit");
  }
}

/** Shown as it is, without a word before it. */
export class PlainError extends Error {}

export interface StatusCause {
  readonly field?: string;
  readonly message?: string;
  readonly reason?: string;
}

/** A command in a container ended with a code of its own, which becomes kubectl's. */
export class CommandExit extends Error {
  constructor(
    readonly code: number,
    text = `command terminated with exit code ${code}`,
  ) {
    super(text);
  }
}

/** A Kubernetes Status of failure. */
export interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly kind?: string;
    readonly group?: string;
    readonly name?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
}

/** What the server refused. */
export class StatusError extends Error {
  constructor(readonly status: Status) {
    super(status.message ?? "");
  }

  get reason(): string {
    return this.status.reason ?? "";
  }
}

/** An error after text that was already written. */
export class PrintedError extends Error {
  constructor(
    message: string,
    readonly printed: string,
  ) {
    super(message);
  }
}

/** The server cannot be reached. `problem` as Go words it: `dial tcp 10.0.0.1:6443: connect: connection refused`. */
export class ConnectionError extends Error {
  constructor(
    readonly operation: string,
    readonly url: string,
    readonly problem: string,
  ) {
    super(`${operation} ${JSON.stringify(url)}: ${problem}`);
  }
}

/** Go's NoResourceMatchError: no such resource, maybe in a group or version. */
export class NoResourceMatch extends Error {
  constructor(readonly resource: { readonly group: string; readonly version: string; readonly resource: string }) {
    super(`no matches for ${resource.group}/${resource.version}, Resource=${resource.resource}`);
  }
}

/** The context that is current, or that a flag names, is in no kubeconfig. */
export class ContextNotFound extends Error {
  constructor(context: string) {
    super(`context was not found for specified context: ${context}`);
  }
}

/** Go's NoKindMatchError. */
export class NoKindMatch extends Error {
  constructor(
    readonly kind: string,
    group: string,
    versions: readonly string[],
  ) {
    const of = versions.map((version) => (group ? `${group}/${version}` : version));
    super(
      of.length === 0
        ? `no matches for kind ${JSON.stringify(kind)} in group ${JSON.stringify(group)}`
        : of.length === 1
          ? `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(of[0])}`
          : `no matches for kind ${JSON.stringify(kind)} in versions ${JSON.stringify(of)}`,
    );
  }
}

/** Go's aggregate: several errors, each shown on a line of its own. */
export class ErrorList extends Error {
  constructor(readonly errors: readonly Error[]) {
    super(messageOfList(errors));
  }
}

/** Equal texts once, of lists within lists too; brackets when there are several. */
function messageOfList(errors: readonly Error[]): string {
  const texts = [...new Set(flattened(errors).map(({ message }) => message))];
  return texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
}

/** A kubeconfig and flags that cannot be used: every problem, or the only one alone. */
export class ConfigurationInvalid extends ErrorList {}

/** The errors of lists within lists, one after the other. */
export function flattened(errors: readonly Error[]): readonly Error[] {
  return errors.flatMap((error) => (error instanceof ErrorList ? flattened(error.errors) : [error]));
}

/** Nothing for none, else a list, of one too: how deep errors lie decides how they are shown. */
export function aggregate(errors: readonly Error[]): Error | undefined {
  return errors.length === 0 ? undefined : new ErrorList(errors);
}

/** What is left of an error when some in it are not to count. */
export function withoutIgnored(error: Error, ignore: (error: Error) => boolean): Error | undefined {
  if (!(error instanceof ErrorList)) return ignore(error) ? undefined : error;
  if (!flattened([error]).some(ignore)) return error;
  return aggregate(
    error.errors.map((one) => withoutIgnored(one, ignore)).filter((one): one is Error => one !== undefined),
  );
}

export function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

export function isStatus(error: unknown, reason: string): error is StatusError {
  return error instanceof StatusError && error.reason === reason;
}

export function isNotFound(error: unknown): boolean {
  return isStatus(error, "NotFound");
}

/** A Status object from a body; undefined when it is something else. */
export function statusOf(body: unknown): Status | undefined {
  const object = body as JsonObject | undefined;
  return typeof object === "object" && object !== null && object["kind"] === "Status" && object["status"] !== "Success"
    ? (object as Status)
    : undefined;
}

/** client-go reads no Status where it asks for discovery and schemas. */
export function withoutBody(error: Error): Error {
  return isStatus(error, "Unauthorized")
    ? new StatusError({ ...error.status, message: "the server has asked for the client to provide credentials" })
    : error;
}
