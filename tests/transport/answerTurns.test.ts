import { describe, expect, it } from "vitest";
import { AnswerTurns } from "../../server/transport/AnswerTurns.ts";

const LARGE = 100_000;
const turnOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("OPER-31 large answers of one person", () => {
  it("OPER-31 go out one in a turn, in their order; another person's do not wait for them", async () => {
    const turns = new AnswerTurns();
    const told: string[] = [];
    const answer = async (person: string, name: string, characters = LARGE): Promise<void> => {
      const turn = turns.next(person);
      if (turn) await turn;
      told.push(name);
      turns.sent(person, characters);
    };
    const all = [answer("mina", "a"), answer("mina", "b"), answer("mina", "small", 10), answer("mina", "c")];
    all.push(answer("juno", "x"));
    await Promise.resolve();
    expect(told).toEqual(["a", "x"]);
    const seen: number[] = [];
    while (told.length < 5) {
      await turnOver();
      seen.push(told.length);
    }
    await Promise.all(all);
    expect(told).toEqual(["a", "x", "b", "small", "c"]);
    // Never two of hers in the same turn.
    for (const [index, count] of seen.entries()) expect(count - (seen[index - 1] ?? 2)).toBeLessThanOrEqual(1);
  });

  it("OPER-31 who asks for little never waits", () => {
    const turns = new AnswerTurns();
    for (let time = 0; time < 100; time++) {
      expect(turns.next("mina")).toBeUndefined();
      turns.sent("mina", 1_000);
    }
  });
});
