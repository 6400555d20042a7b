import { describe, expect, test } from "vitest";
import { goYaml } from "../../../../server/simulation/api/machinery/goYaml.ts";
import { parseYaml } from "../../../../server/simulation/api/machinery/yamlText.ts";
import { plainJson } from "../../../../server/simulation/api/machinery/jsonText.ts";

describe("WIRE-10 YAML as Go writes it", () => {
  test.each<[unknown, string]>([
    [{}, "{}\n"],
    [{ b: 1, a: { y: [], x: null } }, 'a:\n  x: null\n  "y": []\nb: 1\n'],
    [[{ a: 1, b: [true, "no"] }, ["x"]], '- a: 1\n  b:\n  - true\n  - "no"\n- - x\n'],
    [
      { t: "2026-01-01T00:00:00Z", n: "010", d: "10:30", e: "" },
      'd: "10:30"\ne: ""\n"n": "010"\nt: "2026-01-01T00:00:00Z"\n',
    ],
    [{ a: "x: y", b: "- a", c: "#", d: "it's" }, "a: 'x: y'\nb: '- a'\nc: '#'\nd: it's\n"],
    [{ a: "one\ntwo\n", b: "one\n two" }, "a: |\n  one\n  two\nb: |-\n  one\n   two\n"],
    [{ a: "\ttab", b: "😀", c: "한글" }, 'a: "\\ttab"\nb: "\\U0001F600"\nc: 한글\n'],
    [{ "a-b": 1, a1: 1, a10: 1, a2: 1, B: 1 }, "B: 1\na-b: 1\na1: 1\na2: 1\na10: 1\n"],
    [{ m: `${"word ".repeat(17)}end` }, `m: ${"word ".repeat(15)}word\n  word end\n`],
  ])("WIRE-10 %j", (value, text) => {
    expect(goYaml(value)).toBe(text);
    expect(plainJson(parseYaml(text).node)).toEqual(value);
  });
});
