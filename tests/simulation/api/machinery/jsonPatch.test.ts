import { describe, expect, it } from "vitest";
import { applyJsonPatch } from "../../../../server/simulation/api/machinery/jsonPatch.ts";
import { parseYaml } from "../../../../server/simulation/api/machinery/yamlText.ts";

describe("patches and texts made to grow", () => {
  it("WIRE-41 copies of copies are refused before they fill the memory", () => {
    const doubling = Array.from({ length: 30 }, (_, index) => ({ op: "copy", from: "/a", path: `/a/x${index}` }));
    expect(() => applyJsonPatch({ a: { text: "x".repeat(100) } }, doubling)).toThrow(/unable|rejected|unprocessable/i);
    expect(applyJsonPatch({ a: 1 }, [{ op: "copy", from: "/a", path: "/b" }])).toEqual({ a: 1, b: 1 });
  });

  it("WIRE-41 an operation that is none is refused", () => {
    expect(() => applyJsonPatch({}, [null])).toThrow(/unable|rejected|unprocessable/i);
  });

  it.each([
    ["flow", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
    ["sequences", "- ".repeat(30_000)],
    ["indentation", Array.from({ length: 1500 }, (_, index) => `${" ".repeat(index)}a:`).join("\n")],
  ])("WIRE-41 YAML nested too deep is refused: %s", (_how, text) => {
    expect(() => parseYaml(text)).toThrow("yaml: exceeded max depth of 1000");
  });

  it("WIRE-41 brackets in texts are no depth", () => {
    expect(parseYaml(`a: |\n  ${"[[ {".repeat(2000)}\n`).duplicates).toBeUndefined();
  });
});
