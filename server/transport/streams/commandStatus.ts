/**
 * How a command's end is told on the error channel. Models cri-streaming pkg/streaming/remotecommand/exec.go and, for v5,
 * apiserver pkg/util/proxy/streamtranslator.go.
 */
import type { ShellEnd } from "../../shell/ShellSession.ts";

/** v5 is told by the API server, v4 by the node; before v4 the end is text, and success is silence. */
export type Dialect = "v5" | "v4" | "text";

export function dialectOf(protocol: string): Dialect {
  if (protocol.startsWith("v5.")) return "v5";
  return protocol.startsWith("v4.") ? "v4" : "text";
}

/** Text of the error channel; empty when nothing is written. */
export function endText(end: ShellEnd, dialect: Dialect, command: readonly string[]): string {
  if ("failure" in end) return failureText(`error executing command in container: ${end.failure}`, dialect);
  if (end.code === 0) return dialect === "text" ? "" : JSON.stringify({ metadata: {}, status: "Success" });
  const why =
    dialect === "v5"
      ? `command terminated with exit code ${end.code}`
      : `error executing command [${command.join(" ")}], exit code ${end.code}`;
  const message = `command terminated with non-zero exit code: ${why}`;
  if (dialect === "text") return message;
  return JSON.stringify({
    metadata: {},
    status: "Failure",
    message,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(end.code) }] },
  });
}

/** For what never began or broke off: an internal error, as the real server calls it. */
export function failureText(problem: string, dialect: Dialect): string {
  const message = `Internal error occurred: ${problem}`;
  if (dialect === "text") return message;
  return JSON.stringify({
    metadata: {},
    status: "Failure",
    message,
    reason: "InternalError",
    details: { causes: [{ message: problem }] },
    code: 500,
  });
}
