import { describe, expect, it } from "vitest";
import { BASE, Budget, compile } from "../../../../server/simulation/api/cel/compile.ts";
import { CelError, CostError } from "../../../../server/simulation/api/cel/errors.ts";
import { DYN } from "../../../../server/simulation/api/cel/types.ts";
import { fromJson, toJson } from "../../../../server/simulation/api/cel/values.ts";

const object = { data: { k: 1 }, x: 1, list: ["a", "b"], none: null };

function evaluated(source: string, budget = new Budget(100_000)): unknown {
  const compiled = compile(source, { overloads: BASE, variables: { object: DYN } });
  if ("problem" in compiled) return compiled.problem.split("\n")[0];
  try {
    return toJson(compiled.program.run((name) => (name === "object" ? fromJson(object) : undefined), budget));
  } catch (error) {
    if (error instanceof CelError || error instanceof CostError) return `error: ${error.message}`;
    throw error;
  }
}

describe("expressions", () => {
  it.each([
    ["1 + 2 * 3", 7],
    ["object.data.k == 1 && object.x == 1.0", true],
    ["has(object.data.k) && !has(object.nope)", true],
    ["object.?nope.orValue('x')", "x"],
    ["object.list.map(s, s + '!').join(',')", "a!,b!"],
    ["object.list.exists_one(s, s == 'a') && object.list.all(i, s, i < 2)", true],
    ["cel.bind(l, object.list.size(), l * l)", 4],
    ["'hello'.substring(1, 3) + 'abc'.replace('b', 'x') + 'A'.lowerAscii()", "elaxca"],
    ["'%s is %d'.format(['n', 3])", "n is 3"],
    ["[3, 1, 2].max() + [1, 2].sum()", 6],
    ["quantity('1Gi').isGreaterThan(quantity('500Mi')) && quantity('1').add(2).compareTo(quantity('3')) == 0", true],
    ["cidr('10.0.0.0/8').containsIP(ip('10.1.2.3')) && ip('::1').isLoopback()", true],
    ["url('https://a.b:80/p?q=1').getPort()", "80"],
    ["semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1', true)", true],
    ["format.dns1123Label().validate('a').hasValue()", false],
    ["sets.contains([1, 2], [2]) && 'a.c'.matches('^a.c$')", true],
    ["duration('90m') == duration('1h30m') && timestamp('2026-03-01T10:00:00Z').getDayOfYear() == 59", true],
    ["object.missing == 1 || true", true],
    ["type(object.x) == int && string(1.5) == '1.5'", true],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2) == {'b': 4}", true],
  ])("CRD-10 %s", (source, value) => {
    expect(evaluated(source)).toEqual(value);
  });

  it.each([
    ["object.data.zz == 1", "error: no such key: zz"],
    ["object.list[5]", "error: index out of bounds: 5"],
    ["1 / 0", "error: division by zero"],
    ["9223372036854775807 + 1", "error: integer overflow"],
    ["object.none.a", "error: no such key: a"],
    ["nope", "ERROR: <input>:1:1: undeclared reference to 'nope' (in container '')"],
    ["1 + 'a'", "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'"],
    ["'a'.foo()", "ERROR: <input>:1:8: undeclared reference to 'foo' (in container '')"],
  ])("CRD-10 tells what is wrong with %s", (source, text) => {
    expect(evaluated(source)).toBe(text);
  });

  it("CRD-11 stops what costs too much, and hides nothing by it", () => {
    const many = Array.from({ length: 60 }, (_, index) => index).join(",");
    const loop = (inner: string) => `[${many}].all(a, ${inner})`;
    const source = `true || ${loop(loop(loop(loop("true"))).replaceAll("a,", "b,"))}`;
    expect(evaluated(source)).toBe(true);
    expect(evaluated(`${loop(loop(loop("true")))} || true`, new Budget(5000))).toMatch(/cost limit exceeded/);
    const doubling = Array.from({ length: 40 }).reduce<string>(
      (inner, _, n) => `cel.bind(s${n}, ${n === 0 ? "'aaaaaaaaaa'" : `s${n - 1} + s${n - 1}`}, ${inner})`,
      "true",
    );
    expect(typeof evaluated(doubling)).not.toBe("undefined");
    const grow = `cel.bind(a, 'xxxxxxxxxxxxxxxx', ${"cel.bind(a, a + a, ".repeat(40)}a.size()${")".repeat(41)}`;
    expect(evaluated(grow, new Budget(1e9))).toMatch(/cost limit exceeded/);
  });
});
