import { describe, expect, test } from "vitest";
import { placeAt, siblings } from "../../../components/editor/schema/place.ts";

/** The place of `▮` in a text. */
function at(text: string) {
  const position = text.indexOf("▮");
  const whole = text.replace("▮", "");
  const place = placeAt(whole, position);
  return { place, path: place.path.join("."), keys: [...siblings(whole, place)].sort() };
}

describe("TABLES-10 where the cursor stands", () => {
  test.each([
    ["a top-level key", "apiVersion: v1\nki▮", "", "ki", false],
    ["a key under a key", "spec:\n  cont▮", "spec", "cont", false],
    ["a key of a list's item", "spec:\n  containers:\n    - name: a\n      im▮", "spec.containers.0", "im", false],
    [
      "the first key of the second item",
      "spec:\n  containers:\n    - name: a\n    - na▮",
      "spec.containers.1",
      "na",
      false,
    ],
    ["a list in its key's column", "spec:\n  containers:\n  - name: a\n    im▮", "spec.containers.0", "im", false],
    ["deep in a list in its key's column", "ports:\n- port: 80\n- port: 81\n  pro▮", "ports.1", "pro", false],
    ["after a list", "spec:\n  containers:\n  - name: a\n  res▮", "spec", "res", false],
    ["an empty line deeper in", "spec:\n  ▮\n", "spec", "", false],
    ["an empty line in an item", "a:\n  - b: 1\n    ▮", "a.0", "", false],
    ["a value", "spec:\n  restartPolicy: Al▮", "spec", "Al", true],
    ["a value not begun", "spec:\n  restartPolicy: ▮\n  x: y", "spec", "", true],
    ["after a block of text", "data:\n  a: |\n    x: y\n      z: w\n  b▮", "data", "b", false],
    ["after comments at the margin", "spec:\n# 주석: 이것\n  na▮", "spec", "na", false],
  ])("%s", (_, text, path, written, inValue) => {
    const found = at(text);
    expect([found.path, found.place.written, found.place.inValue]).toEqual([path, written, inValue]);
  });

  test("each document by itself", () => {
    const { place } = at("kind: Pod\n---\nkind: Service\nspec:\n  ty▮\n---\nkind: Node\n");
    expect(place.document).toBe("kind: Service\nspec:\n  ty\n");
    expect(place.path).toEqual(["spec"]);
  });

  test("what stands in the mapping already", () => {
    expect(at("spec:\n  a:\n    x: 1\n  ▮\n  b: 2\nz: 1").keys).toEqual(["a", "b"]);
    expect(at("l:\n  - a: 1\n    ▮\n    b: 2\n  - c: 3\n").keys).toEqual(["a", "b"]);
    expect(at("l:\n  - a: 1\n  - ▮\n    b: 2\n").keys).toEqual(["b"]);
  });
});
