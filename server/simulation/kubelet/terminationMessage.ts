/** What a container leaves to be read of its end. Models kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go (getTerminationMessage). */
import type { Container } from "../../protocol/kubernetes/index.ts";
import type { LogLine } from "./ContainerLogs.ts";
import { fromBytes, toBytes } from "./machine/bytes.ts";

/** Bytes of the file, and bytes and lines of the log, each from its end. */
const FILE_BYTES = 4096;
const LOG_BYTES = 2048;
const LOG_LINES = 80;

export const DEFAULT_MESSAGE_PATH = "/dev/termination-log";

export interface LastWords {
  readonly code: number;
  /** Bytes of the file at terminationMessagePath; empty when nothing was written. */
  readonly file: string;
  readonly log: () => readonly LogLine[];
}

/** The message of a container that ended; undefined without one. */
export function terminationMessage(spec: Container, { code, file, log }: LastWords): string | undefined {
  if (file !== "") return fromBytes(file.slice(-FILE_BYTES));
  if (spec.terminationMessagePolicy !== "FallbackToLogsOnError" || code === 0) return undefined;
  const lines = log()
    .slice(-LOG_LINES)
    .map(({ text }) => `${text}\n`)
    .join("");
  return lines === "" ? undefined : fromBytes(toBytes(lines).slice(-LOG_BYTES));
}
