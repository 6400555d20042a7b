import { describe, expect, test } from "vitest";
import { labelChanges } from "../../../components/map/useChangedLabels.ts";

describe("MAP-13 what a card says of its pod's labels", () => {
  test("is what was set, changed and taken off, as kubectl writes it", () => {
    expect(labelChanges({ a: "1", b: "2" }, { a: "1", b: "3", c: "4" })).toEqual(["b=3", "c=4"]);
    expect(labelChanges({ a: "1" }, {})).toEqual(["a-"]);
    expect(labelChanges({ a: "1" }, { a: "1" })).toEqual([]);
  });
});
