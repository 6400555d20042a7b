import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { causesUntil, Past } from "../../../components/client/Past.ts";
import type { MomentView } from "../../../server/protocol/messages.ts";

const view = (time: number): MomentView => ({ time, seq: 1, exact: true, revision: 7, objects: {}, activity: [] });

describe("TIME-2 a moment in front of the present", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function scene() {
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const shown: (number | undefined)[] = [];
    const past = new Past(
      (time, part) => {
        if (part === "events") return new Promise(() => {});
        asked.push(time);
        return new Promise((resolve) => answers.push(() => resolve(view(time))));
      },
      (moment) => shown.push(moment?.time),
    );
    const answer = async (): Promise<void> => {
      answers.shift()?.();
      await vi.advanceTimersByTimeAsync(200);
    };
    return { past, asked, shown, answer };
  }

  test("of moments wanted while one is fetched only the newest is asked for", async () => {
    const { past, asked, shown, answer } = scene();
    void past.show(10);
    for (const time of [20, 30, 40]) void past.show(time);
    await answer();
    await answer();
    expect(asked).toEqual([10, 40]);
    expect(shown).toEqual([10, 40]);
    expect(past.wanted).toBe(40);
  });
  test("an answer that comes after going back to now is not shown", async () => {
    const { past, shown, answer } = scene();
    void past.show(10);
    past.leave();
    await answer();
    expect(shown).toEqual([]);
    expect(past.shown).toBeUndefined();
  });
  test("Events come when a moment rests, and not for one that was left behind", async () => {
    const event = { apiVersion: "v1", kind: "Event", metadata: { name: "e", namespace: "n", uid: "u" } } as never;
    const asked: string[] = [];
    const past = new Past(
      (time, part) => {
        asked.push(`${time} ${part}`);
        const objects: MomentView["objects"] = part === "events" ? { events: [event] } : {};
        return Promise.resolve({ ...view(time), objects });
      },
      () => {},
    );
    const events = (): readonly string[] => [...(past.shown?.cluster.tables.get("events")?.keys() ?? [])];
    const first = past.show(10);
    await vi.advanceTimersByTimeAsync(100);
    void past.show(20);
    await vi.advanceTimersByTimeAsync(100);
    await first;
    expect([past.shown?.time, events()]).toEqual([20, []]);
    await vi.advanceTimersByTimeAsync(200);
    expect([past.shown?.time, events()]).toEqual([20, ["n/e"]]);
    expect(asked).toEqual(["10 objects", "20 objects", "20 events"]);
  });
  test("HIST-9 what is read of it waits until it rests, one after the other, and what is the same is asked once", async () => {
    const { past, answer } = scene();
    const read: string[] = [];
    const done: (() => void)[] = [];
    const ask = (key: string): Promise<number | undefined> =>
      past.read(key, (time) => {
        read.push(`${key} ${time}`);
        return new Promise((resolve) => done.push(() => resolve(time)));
      });
    void past.show(10);
    const early = ask("a");
    void past.show(20);
    const [again, other] = [ask("a"), ask("b")];
    await answer();
    expect(read).toEqual([]);
    await answer();
    expect([past.shown?.time, read]).toEqual([20, ["a 20"]]);
    done.shift()?.();
    expect(await Promise.all([early, again])).toEqual([20, 20]);
    await vi.advanceTimersByTimeAsync(0);
    expect(read).toEqual(["a 20", "b 20"]);
    const late = ask("a");
    past.leave();
    done.shift()?.();
    expect(await other).toBe(20);
    await vi.advanceTimersByTimeAsync(0);
    done.shift()?.();
    // By then it is now.
    expect([await late, read.at(-1)]).toEqual([undefined, "a undefined"]);
  });
  test("a moment that cannot be had leaves what is shown", async () => {
    let fails = false;
    const past = new Past(
      (time) => (fails ? Promise.reject(new Error("gone")) : Promise.resolve(view(time))),
      () => {},
    );
    await past.show(10);
    fails = true;
    const failed = expect(past.show(20)).rejects.toThrow("gone");
    await vi.advanceTimersByTimeAsync(200);
    await failed;
    expect(past.shown?.time).toBe(10);
    expect(past.wanted).toBe(10);
  });
  test("causes that came later are no causes then", () => {
    expect(
      causesUntil(
        new Map([
          ["a", 3],
          ["b", 9],
        ]),
        4,
      ),
    ).toEqual(new Map([["a", 3]]));
  });
});
