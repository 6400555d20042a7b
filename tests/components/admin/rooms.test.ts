/** What the operator's page makes of what it is told: rows and their order, and how counters went on. */
import { describe, expect, it } from "vitest";
import { arrangeRooms, rowsOf } from "../../../components/admin/arrangeRooms.ts";
import { growth, type Sample, withSample } from "../../../components/admin/samples.ts";
import type { AdminRoom } from "../../../server/protocol/admin.ts";

const room = (id: string, more: Partial<AdminRoom> = {}): AdminRoom => ({
  ...{ id, name: id, mode: "shared", people: 1, bytes: 10, createdAt: 1, usedAt: 1, awake: false },
  ...more,
});

describe("OPER-45 rooms in order", () => {
  const rooms = [
    room("a", { name: "방 10", usedAt: 5 }),
    room("b", { name: "방 9", usedAt: 7, deletedAt: 8, goneAt: 9 }),
    room("c", { name: "", usedAt: 2, awake: true }),
    room("d", { parent: "a", bytes: 30, awake: true }),
    room("e", { trialOf: "c" }),
  ];
  const ids = (view: Partial<Parameters<typeof arrangeRooms>[1]>): string =>
    arrangeRooms(rowsOf(rooms), { search: "", show: "rooms", sorting: { column: "used", down: true }, ...view })
      .map((row) => row.room.id)
      .join("");

  it("OPER-45 what is in use now was used last; copies and dry runs stand by themselves", () => {
    expect(ids({})).toBe("cba");
    expect(ids({ show: "copies" })).toBe("de");
    expect(ids({ show: "awake" })).toBe("c");
    expect(ids({ show: "asleep" })).toBe("a");
    expect(ids({ show: "deleted" })).toBe("b");
  });

  it("OPER-45 numbers in names are numbers, a room weighs as much as it and its copies, every word is looked for", () => {
    expect(ids({ sorting: { column: "name", down: false }, search: "방" })).toBe("ba");
    expect(ids({ sorting: { column: "bytes", down: true } }).at(0)).toBe("a");
    expect(rowsOf(rooms)[0]).toMatchObject({ bytes: 40, copies: 1 });
    expect(ids({ search: "10 방" })).toBe("a");
    expect(ids({ search: "방".normalize("NFD") })).toBe("ba");
    expect(ids({ show: "copies", search: "a" })).toBe("d");
    expect(ids({ search: "nothing" })).toBe("");
  });
});

describe("OPER-42 how counters went on", () => {
  const sample = (now: number, count: number, start = 1): Sample => ({
    now,
    metrics: { podroom_slow_clients_total: count, process_start_time_seconds: start },
  });

  it("OPER-42 over the last minute, and of this start of the server alone", () => {
    let samples: readonly Sample[] = [];
    const after = (next: Sample) => {
      samples = withSample(samples, next);
      return growth(samples, "podroom_slow_clients_total");
    };
    expect(after(sample(0, 5))).toBeUndefined();
    expect(after(sample(5_000, 7))).toEqual({ by: 2, ms: 5_000 });
    expect(after(sample(60_000, 8))).toEqual({ by: 3, ms: 60_000 });
    expect(after(sample(66_000, 8))).toEqual({ by: 1, ms: 61_000 });
    // Nobody looked for an hour: that was not in the last minute.
    expect(after(sample(3_666_000, 108))).toBeUndefined();
    expect(after(sample(3_671_000, 110))).toEqual({ by: 2, ms: 5_000 });
    expect(after(sample(3_676_000, 1, 2))).toBeUndefined();
    expect(growth(samples, "podroom_sockets")).toBeUndefined();
  });
});
