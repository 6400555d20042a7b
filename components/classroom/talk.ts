/** What was said between the instructors and one student. Pure. */
import type { ClassMessage } from "../../server/protocol/classroom/ClassState.ts";

export function talkWith(messages: readonly ClassMessage[], student: string): readonly ClassMessage[] {
  return messages.filter(({ from, to }) => to === student || (from === student && to === "instructors"));
}

/** What students wrote to the instructors and nobody answered yet: of each the last, the one who waits longest first. */
export function unanswered(messages: readonly ClassMessage[]): readonly ClassMessage[] {
  const waiting = new Map<string, ClassMessage>();
  for (const message of messages) {
    if (message.to === "instructors") waiting.set(message.from, message);
    // An answer, by whichever instructor.
    else waiting.delete(message.to);
  }
  return [...waiting.values()].sort((left, right) => left.seq - right.seq);
}

/** What is said to somebody by others, newer than what they have seen. */
export function unread(
  messages: readonly ClassMessage[],
  { id, teaches }: { readonly id: string; readonly teaches: boolean },
  seen: number,
): readonly ClassMessage[] {
  return messages.filter(
    ({ seq, from, to }) =>
      seq > seen && from !== id && (to === "all" || to === id || (teaches && to === "instructors")),
  );
}
