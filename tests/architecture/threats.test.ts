/** docs/security.md: each answer stands on rules, and each of these on tests. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { citationsOf } from "../../server/start/fidelity/readTests.mjs";

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/security.md"), "utf8");
const RULE = /\b[A-Z]+-\d+\b/g;
const textsOf = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(root, folder, name), "utf8"));

/** Rows of its tables of threats: a threat, its answer, the rules. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("|") && !/^\| (threat|-)/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("OPER-39 threats and answers", () => {
  it("OPER-39 every threat has an answer and names its rules", () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const [, threat, answer, rules] of rows) {
      expect(threat).not.toBe("");
      expect(answer, threat).not.toBe("");
      expect(
        rules?.split(", ").every((rule) => /^[A-Z]+-\d+$/.test(rule)),
        threat,
      ).toBe(true);
    }
  });

  it("OPER-39 every rule on the page is one, and a test is named after it", () => {
    const told = new Set(page.match(RULE));
    const written = new Set(
      textsOf("docs/spec", ".md").flatMap((text) => [...text.matchAll(/\*\*([A-Z]+-\d+)\*\*/g)].map(([, id]) => id)),
    );
    const tested = new Set(textsOf("tests", ".test.ts").flatMap((text) => [...citationsOf(text)]));
    expect([...told].filter((rule) => !written.has(rule))).toEqual([]);
    expect([...told].filter((rule) => !tested.has(rule))).toEqual([]);
  });
});
