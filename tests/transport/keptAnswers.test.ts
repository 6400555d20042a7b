import { describe, expect, it } from "vitest";
import { KeptAnswers } from "../../server/transport/KeptAnswers.ts";

describe("SYNC-8 answers kept for who asks again", () => {
  it("SYNC-8 keeps 64 of a person and none longer than a minute after the next", async () => {
    let now = 0;
    let done = 0;
    const answers = new KeptAnswers(() => now);
    const ask = (key: string | undefined, person = "p"): Promise<number> =>
      answers.once(person, key, async () => ++done);
    expect([await ask("first"), await ask("first"), await ask(undefined), await ask(undefined)]).toEqual([1, 1, 2, 3]);
    expect(await ask("first", "q")).toBe(4);
    now = 60_000;
    await ask("second");
    expect(await ask("first")).toBe(6);
    for (let index = 0; index < 64; index++) await ask(`more-${index}`);
    expect(await ask("more-0")).toBe(7);
    expect(await ask("first")).toBe(71);
  });

  it("SYNC-8 a refusal is kept as it was", async () => {
    const answers = new KeptAnswers();
    const ask = (): Promise<never> => answers.once("p", "key", () => Promise.reject(new Error("no")));
    await expect(ask()).rejects.toThrow("no");
    await expect(answers.once("p", "key", async () => 1)).rejects.toThrow("no");
  });
});
