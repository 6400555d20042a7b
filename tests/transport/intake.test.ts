/** How quickly a connection is read, with stepped time. */
import { beforeEach, describe, expect, it } from "vitest";
import { Intake, INTAKE_RATE } from "../../server/transport/Intake.ts";
import { RateLimit } from "../../server/transport/RateLimit.ts";

const MiB = 1024 * 1024;
let now: number;
let due: { readonly at: number; readonly action: () => void }[];
let wire: string[];
let intake: Intake;

beforeEach(() => {
  now = 0;
  due = [];
  wire = [];
  intake = new Intake(
    () => ({ pause: () => wire.push(`stop ${now / 1000}`), resume: () => wire.push(`on ${now / 1000}`) }),
    () => now,
    (action, ms) => due.push({ at: now + ms, action }),
  );
});

function pass(seconds: number): void {
  const end = now + seconds * 1000;
  for (;;) {
    const next = due.filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)[0];
    if (!next) break;
    due.splice(due.indexOf(next), 1);
    now = next.at;
    next.action();
  }
  now = end;
}

describe("OPER-34 a connection", () => {
  it("OPER-34 is read at once up to 4 MiB, and what goes beyond is made up for at 256 KiB a second", () => {
    intake.took(3 * MiB);
    intake.took(MiB);
    expect(wire).toEqual([]);
    intake.took(MiB);
    expect(wire).toEqual(["stop 0"]);
    pass(3.9);
    expect(wire).toEqual(["stop 0"]);
    pass(0.2);
    expect(wire).toEqual(["stop 0", "on 4"]);
  });

  it("OPER-34 that stands is stopped once, and what it had sent already is made up for, too", () => {
    intake.took(5 * MiB);
    pass(1);
    intake.took(MiB);
    expect(wire).toEqual(["stop 0"]);
    pass(20);
    expect(wire).toEqual(["stop 0", "on 8"]);
    expect(due).toEqual([]);
    pass(60);
    intake.took(4 * MiB);
    expect(wire).toHaveLength(2);
  });

  it("OPER-34 of a person shares what it may take with their others", () => {
    const shared = new RateLimit(INTAKE_RATE, () => now);
    const other = new Intake(
      () => ({ pause: () => wire.push("other stops"), resume: () => wire.push("other goes on") }),
      () => now,
      (action, ms) => due.push({ at: now + ms, action }),
    );
    for (const one of [intake, other]) one.share(() => shared);
    other.took(4 * MiB);
    expect(wire).toEqual([]);
    intake.took(MiB);
    other.took(1);
    expect(wire).toEqual(["stop 0", "other stops"]);
    pass(5);
    expect(wire.slice(2).sort()).toEqual(["on 4.001", "other goes on"]);
  });
});
