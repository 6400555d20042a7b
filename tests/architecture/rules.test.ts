/** Rules and tests belong together: every rule of docs/spec is cited by a test's title, and every citation has its rule. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const NUMBER = /\b[A-Z]+\d*-\d+\b/g;

function rules(): ReadonlySet<string> {
  const folder = join(root, "docs/spec");
  const found = readdirSync(folder).flatMap((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    return [...text.matchAll(/^- (?:\*\*)?([A-Z]+\d*-\d+)\b|\*\*([A-Z]+\d*-\d+)\*\*/gm)].map(
      ([, first, second]) => first ?? second ?? "",
    );
  });
  return new Set(found);
}

function citations(): ReadonlySet<string> {
  const names = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" });
  const found = names
    .filter((name) => name.endsWith(".test.ts"))
    .flatMap((name) => {
      const text = readFileSync(join(root, "tests", name), "utf8");
      // A title is the first thing in quotes after `it(`, `test(`, `describe(` or the end of an `each([…])(`.
      const titles = [
        ...text.matchAll(/\b(?:it|test|describe)(?:\.\w+)*\(\s*(["'`])(.*?)\1|\]\)\(\s*(["'`])(.*?)\3/gs),
      ];
      return titles.flatMap(([, , plain, , each]) => (plain ?? each ?? "").match(NUMBER) ?? []);
    });
  return new Set(found);
}

describe("ARCH-4 rules and tests", () => {
  const written = rules();
  const cited = citations();
  const prefixes = new Set([...written].map((rule) => rule.replace(/-\d+$/, "")));

  it("ARCH-4 every rule is cited by a test", () => {
    expect(written.size).toBeGreaterThan(100);
    expect([...written].filter((rule) => !cited.has(rule))).toEqual([]);
  });

  it("ARCH-4 every citation has its rule", () => {
    const known = [...cited].filter((rule) => prefixes.has(rule.replace(/-\d+$/, "")));
    expect(known.filter((rule) => !written.has(rule))).toEqual([]);
  });
});
