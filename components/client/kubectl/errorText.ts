/** How errors are shown and what kubectl exits with. Mirrors kubectl pkg/cmd/util checkErr. */
import {
  CommandExit,
  ConfigurationInvalid,
  ConnectionError,
  ContextNotFound,
  ErrorList,
  ExitError,
  NoResourceMatch,
  PlainError,
  StatusError,
} from "./errors.ts";

export interface Shown {
  /** With a line break at its end; empty for nothing. */
  readonly text: string;
  readonly code: number;
}

export function shownError(given: Error): Shown {
  const [only] = given instanceof ErrorList ? given.errors : [];
  const error = given instanceof ErrorList && given.errors.length === 1 && only ? only : given;
  if (error instanceof ExitError) return { text: "", code: error.code };
  if (error instanceof CommandExit) return { text: `${error.message}\n`, code: error.code };
  const text = textOf(error);
  return { text: text.endsWith("\n") ? text : `${text}\n`, code: 1 };
}

function textOf(error: Error): string {
  if (error instanceof PlainError) return error.message;
  if (error instanceof StatusError && error.reason === "Invalid") return invalidText(error);
  if (error instanceof NoResourceMatch) {
    const { group, version, resource } = error.resource;
    const parts = [group && `group ${JSON.stringify(group)}`, version && `version ${JSON.stringify(version)}`].filter(
      Boolean,
    );
    return `the server doesn't have a resource type ${JSON.stringify(resource)}${parts.length > 0 ? ` in ${parts.join(" and ")}` : ""}`;
  }
  if (error instanceof ContextNotFound) return `Error in configuration: ${error.message}`;
  if (error instanceof ConfigurationInvalid)
    return `Error in configuration: \n${error.errors.map(({ message }) => `* ${message}\n`).join("")}`;
  if (error instanceof ErrorList) return error.errors.map((one) => `${messageFor(one)}\n`).join("");
  const standard = standardMessage(error);
  if (standard !== undefined) return standard;
  return error.message.startsWith("error: ") ? error.message : `error: ${error.message}`;
}

function invalidText({ status }: StatusError): string {
  const { details } = status;
  let text = "The request is invalid";
  if (!details) return status.message ? `${text}: ${status.message}` : text;
  const causes = details.causes ?? [];
  if (details.kind || details.name) text = `The ${details.kind ?? ""} ${JSON.stringify(details.name ?? "")} is invalid`;
  else if (status.message && causes.length === 0) text += `: ${status.message}`;
  if (causes.length === 0) return text;
  const lines = [...new Set(causes.map(({ field, message }) => `${field ?? ""}: ${message ?? ""}`))];
  return lines.length === 1 ? `${text}: ${lines[0]}\n` : `${text}: \n${lines.map((line) => `* ${line}\n`).join("")}`;
}

/** The text of an error inside others. */
export function messageFor(error: Error): string {
  return standardMessage(error) ?? error.message;
}

function standardMessage(error: Error): string | undefined {
  if (error instanceof StatusError) {
    const { reason, message } = error;
    if (reason === "Unauthorized") return `error: You must be logged in to the server (${message})`;
    return reason ? `Error from server (${reason}): ${message}` : `Error from server: ${message}`;
  }
  if (error instanceof ConnectionError) {
    if (!error.problem.includes("connection refused")) return `Unable to connect to the server: ${error.problem}`;
    const host = /^[a-z]+:\/\/([^/?]+)/.exec(error.url)?.[1] ?? error.url;
    return `The connection to the server ${host} was refused - did you specify the right host or port?`;
  }
  return undefined;
}

/** Puts what was done to which file before an error's text. */
export function withSource(verb: string, source: string | undefined, error: Error): Error {
  if (!source) return error;
  const before = `error when ${verb} ${JSON.stringify(source)}: `;
  if (error instanceof StatusError) return new StatusError({ ...error.status, message: `${before}${error.message}` });
  return new Error(`${before}${error.message}`);
}
