/** Logs as they were at a moment of the past. Nothing is added to them: what was read is all. */
import { type LogPart, logPath } from "../../server/protocol/logPath.ts";
import type { LogHandlers } from "./LogFollowers.ts";
import { RequestRefused, type RequestResult } from "./Requests.ts";

export class PastLogs {
  /** A page may wait for few moments at once: logs come one after the other. */
  private line: Promise<void> = Promise.resolve();

  constructor(private readonly get: (path: string) => Promise<RequestResult>) {}

  /** Returns how to stop. */
  read(of: LogPart, { onText, onEnd }: LogHandlers): () => void {
    let stopped = false;
    this.line = this.line.then(async () => {
      if (stopped) return;
      try {
        const answer = await this.get(logPath(of));
        if (stopped) return;
        if (answer.status >= 300) onEnd({ why: "answer", answer });
        else if (typeof answer.body === "string" && answer.body !== "") onText(answer.body);
      } catch (error) {
        if (stopped) return;
        if (error instanceof RequestRefused) onEnd({ why: "refused", code: error.code, text: error.text });
        else onEnd({ why: "lost" });
      }
    });
    return () => {
      stopped = true;
    };
  }
}
