/** Who follows which log over a connection. */
import type { BilingualText, ErrorCode } from "../../server/protocol/messages.ts";
import type { RequestResult } from "./Requests.ts";

/** Why no more of a log comes: its container is over (`ended`), the API would not, the server would not, the line broke. */
export type LogEnd =
  | { readonly why: "ended" | "lost" }
  | { readonly why: "answer"; readonly answer: RequestResult }
  | { readonly why: "refused"; readonly code: ErrorCode; readonly text: BilingualText };

export interface LogHandlers {
  readonly onText: (text: string) => void;
  readonly onEnd: (end: LogEnd) => void;
}

export class LogFollowers {
  private readonly followers = new Map<number, LogHandlers>();

  add(id: number, handlers: LogHandlers): void {
    this.followers.set(id, handlers);
  }

  /** Whether it was still followed. */
  remove(id: number): boolean {
    return this.followers.delete(id);
  }

  text(id: number, text: string): void {
    this.followers.get(id)?.onText(text);
  }

  end(id: number, end: LogEnd): void {
    const follower = this.followers.get(id);
    this.followers.delete(id);
    follower?.onEnd(end);
  }

  endAll(): void {
    const followers = [...this.followers.values()];
    this.followers.clear();
    for (const { onEnd } of followers) onEnd({ why: "lost" });
  }
}
