import { describe, expect, test } from "vitest";
import { talkWith, unanswered, unread } from "../../../components/classroom/talk.ts";
import type { ClassMessage } from "../../../server/protocol/classroom/ClassState.ts";

const said = (...lines: readonly (readonly [from: string, to: string])[]): readonly ClassMessage[] =>
  lines.map(([from, to], index) => ({ seq: index + 1, at: 0, from, to, text: `${from} to ${to}` }));
const seqs = (messages: readonly ClassMessage[]): readonly number[] => messages.map(({ seq }) => seq);

describe("CLASS-11 talking with one student", () => {
  const messages = said(
    ["mina", "instructors"],
    ["juno", "instructors"],
    ["kim", "mina"],
    ["kim", "all"],
    ["juno", "all"],
    ["juno", "instructors"],
    ["mina", "instructors"],
  );
  test("CLASS-11 is what was said between them and the instructors", () => {
    expect(seqs(talkWith(messages, "mina"))).toEqual([1, 3, 7]);
    expect(seqs(talkWith(messages, "juno"))).toEqual([2, 6]);
  });
  test("CLASS-11 waits until an instructor answers that student; a word to all is no answer", () => {
    expect(seqs(unanswered(messages))).toEqual([6, 7]);
    expect(unanswered([...messages, ...said(["lee", "juno"], ["lee", "mina"])])).toEqual([]);
    expect(seqs(unanswered(messages.slice(0, 3)))).toEqual([2]);
  });
  test("CLASS-12 is news to whom it is said, once, and not one's own", () => {
    expect(seqs(unread(messages, { id: "mina", teaches: false }, 0))).toEqual([3, 4, 5]);
    expect(seqs(unread(messages, { id: "mina", teaches: false }, 4))).toEqual([5]);
    expect(seqs(unread(messages, { id: "lee", teaches: true }, 5))).toEqual([6, 7]);
    expect(seqs(unread(messages, { id: "kim", teaches: true }, 0))).toEqual([1, 2, 5, 6, 7]);
  });
});
