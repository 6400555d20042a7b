import { describe, expect, test } from "vitest";
import {
  barsOf,
  commandAt,
  effectOf,
  nextCommand,
  placeOf,
  previousCommand,
  timeAt,
  withPage,
} from "../../../components/time/commandLog.ts";
import type { PastCommand } from "../../../server/protocol/messages.ts";

const command = (seq: number, time: number, person = "mina"): PastCommand => ({
  seq,
  time,
  person,
  type: "request",
  verb: "create",
  resource: "pods",
  namespace: "default",
  name: `pod-${seq}`,
});
const LOG = [command(1, 100), command(2, 200), command(3, 200, "juno"), command(4, 900)];

describe("TIME-3 commands along the time line", () => {
  test("pages come newest first and in any order of asking, and overlap without harm", () => {
    const newest = withPage([], [...LOG.slice(2)].reverse());
    expect(newest.map(({ seq }) => seq)).toEqual([3, 4]);
    const whole = withPage(newest, [...LOG.slice(0, 3)].reverse());
    expect(whole).toEqual(LOG);
    expect(withPage(whole, [command(5, 950), ...[...LOG].reverse()])).toEqual([...LOG, command(5, 950)]);
    expect(withPage(whole, [...LOG].reverse())).toBe(whole);
  });
  test("TIME-9 a command's effect is what came until the next one, ten seconds at most, and never after now", () => {
    const one = LOG[0] as PastCommand;
    expect(effectOf(LOG, one, 5_000)).toEqual({ from: 99, to: 199 });
    expect(effectOf(LOG, LOG[3] as PastCommand, 60_000)).toEqual({ from: 899, to: 10_900 });
    expect(effectOf(LOG, LOG[3] as PastCommand, 1_500.5)).toEqual({ from: 899, to: 1_500 });
    expect(effectOf([command(1, 100), command(2, 101)], one, 5_000)).toEqual({ from: 99, to: 100 });
  });
  test("next and previous step over what was done at one time", () => {
    expect(commandAt(LOG, 99)).toBeUndefined();
    expect(commandAt(LOG, 200)?.seq).toBe(3);
    expect(nextCommand(LOG, 200)?.seq).toBe(4);
    expect(nextCommand(LOG, 900)).toBeUndefined();
    expect(previousCommand(LOG, 200)?.seq).toBe(1);
    expect(previousCommand(LOG, 500)?.seq).toBe(3);
    expect(previousCommand(LOG, 100)).toBeUndefined();
  });
  test("times and places on the line are each other's inverse, within its ends", () => {
    const span = { from: 100, to: 1_100 };
    expect(placeOf(span, 600)).toBe(0.5);
    expect(timeAt(span, 0.5)).toBe(600);
    expect(placeOf(span, 5)).toBe(0);
    expect(timeAt(span, 1.2)).toBe(1_100);
    expect(placeOf({ from: 100, to: 100 }, 100)).toBe(1);
  });
  test("bars count what was done in each part and say who did most", () => {
    const bars = barsOf([...LOG, command(5, 205, "juno")], { from: 100, to: 1_100 }, 10);
    expect(bars).toEqual([
      { index: 0, count: 1, person: "mina" },
      { index: 1, count: 3, person: "juno" },
      { index: 8, count: 1, person: "mina" },
    ]);
  });
});
