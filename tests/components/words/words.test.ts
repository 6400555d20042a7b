import { describe, expect, test } from "vitest";
import { isSlip } from "../../../components/words/isSlip.ts";
import { nearest } from "../../../components/words/nearest.ts";
import { isNear } from "../../../server/protocol/nearWords.ts";

describe("WHY-9 what may be a slip", () => {
  test.each([
    ["wbe", "web"],
    ["webb", "web"],
    ["Web", "web"],
    ["shpo", "shop"],
    ["fornt-1", "front-1"],
  ])("%s for %s", (left, right) => {
    expect(isSlip(left, right)).toBe(true);
    expect(isSlip(right, left)).toBe(true);
  });

  test.each([
    ["web", "web"],
    ["v1", "v2"],
    ["pod-1", "pod-2"],
    ["db", "dv"],
    ["web", "app"],
    ["front", "backend"],
  ])("%s is not %s written wrongly", (left, right) => expect(isSlip(left, right)).toBe(false));

  test("a word is not near to itself", () => expect(isNear("nginx", "nginx")).toBe(false));
});

test("TABLES-10 the nearest name is the one with the fewest steps", () => {
  expect(nearest("imagee", ["name", "image", "imagePullPolicy"])).toBe("image");
  expect(nearest("xyz", ["name", "image"])).toBeUndefined();
});
