/** A log that nothing is added to, as of a moment of the past: what is read is all, and it never ends. */
import { type LogPart, logPath } from "../../server/protocol/logPath.ts";
import type { LogHandlers } from "./LogFollowers.ts";
import { RequestRefused, type RequestResult } from "./Requests.ts";

/** Returns how to stop. */
export function readLog(
  of: LogPart,
  { onText, onEnd }: LogHandlers,
  get: (path: string) => Promise<RequestResult>,
): () => void {
  let stopped = false;
  get(logPath(of)).then(
    (answer) => {
      if (stopped) return;
      if (answer.status >= 300) onEnd({ why: "answer", answer });
      else if (typeof answer.body === "string" && answer.body !== "") onText(answer.body);
    },
    (error: unknown) => {
      if (stopped) return;
      if (error instanceof RequestRefused) onEnd({ why: "refused", code: error.code, text: error.text });
      else onEnd({ why: "lost" });
    },
  );
  return () => {
    stopped = true;
  };
}
