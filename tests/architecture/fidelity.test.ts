/** What is told of differences from Kubernetes: its form, its source, and that nothing of it is stale or untranslated. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marksAbout } from "../../components/fidelity/marksAbout.ts";
import { COUNTS, MARKS } from "../../components/fidelity/marks.generated.ts";
import { en } from "../../components/i18n/en.ts";
import { marks as english } from "../../components/i18n/en/marks.generated.ts";
import { marks as korean } from "../../components/i18n/ko/marks.ts";
import { fidelityFiles, staleFiles } from "../../server/start/fidelity.mjs";
import { readArea } from "../../server/start/fidelity/readSpec.mjs";
import { citationsOf } from "../../server/start/fidelity/readTests.mjs";

const root = resolve(import.meta.dirname, "../..");

describe("FID-1 marks of differences", () => {
  it("FID-1 rules and marks are told apart, lines that go on are one", () => {
    const area = readArea(
      "X.md",
      "# KLT: pod life\n\n- **KLT-1** One\n  and more.\n- KLT-2 Two. **KLT-3** Three.\n\n- **KLT-S1** Simplified (pods, nodes): it is\n  plain.\n- **KLT-A1** Absent: that.\n",
    );
    expect(area.title).toBe("Pod life");
    expect(area.rules).toEqual([
      { id: "KLT-1", text: "One and more." },
      { id: "KLT-2", text: "Two." },
      { id: "KLT-3", text: "Three." },
    ]);
    expect(area.marks).toEqual([
      { id: "KLT-S1", kind: "simplified", about: ["pods", "nodes"], text: "it is plain." },
      { id: "KLT-A1", kind: "absent", about: [], text: "that." },
    ]);
  });

  it.each([
    ["- **KLT-1** It runs. Simplified: at once."],
    ["Absent: all of it."],
    ["- **KLT-S1** Absent: all of it."],
    ["- **KLT-S1** Simplified pods: of it."],
    ["- **KLT-S1** Simplified: a.\n- **KLT-S1** Simplified: b."],
  ])("FID-1 refuses %s", (text) => {
    expect(() => readArea("X.md", text)).toThrow("docs/spec/X.md");
  });

  it("FID-1 marks name resources that are served", () => {
    const kinds = JSON.parse(readFileSync(join(root, "server/simulation/api/schema/resources.json"), "utf8"));
    const served = new Set(JSON.stringify(kinds).match(/[a-z]+/g));
    const about = new Set(MARKS.flatMap((mark) => mark.about));
    expect(about.size).toBeGreaterThan(10);
    expect([...about].filter((name) => !served.has(name))).toEqual([]);
  });
});

describe("FID-2 what is written is what rules, tests and recordings say", () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "podroom-fidelity-"));
    for (const path of ["docs", "tests", "components/fidelity", "components/i18n/en"])
      cpSync(join(root, path), join(copy, path), { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  const change = (path: string, from: string | RegExp, to: string): void => {
    const text = readFileSync(join(copy, path), "utf8");
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    writeFileSync(join(copy, path), changed);
  };

  it("FID-2 the committed files are up to date", () => expect(staleFiles(root)).toEqual([]));

  it("FID-2 a changed rule, a test that no longer cites, a changed allow-list and a new mark are noticed", () => {
    change("docs/spec/SCHED.md", "A tie is broken", "No tie is broken");
    expect(staleFiles(copy)).toEqual(["docs/fidelity.md"]);
    cpSync(join(root, "docs"), join(copy, "docs"), { recursive: true });
    change("tests/labs/scheduling.test.ts", "LAB-10", "it");
    expect(fidelityFiles(copy)["docs/fidelity.md"]).toContain("**Without a test**\n\n- LAB-10: ");
    cpSync(join(root, "tests"), join(copy, "tests"), { recursive: true });
    change("tests/golden/controllers/allowed.json", /\n {2}"sts-09".*/, "");
    expect(staleFiles(copy)).toContain("docs/fidelity.md");
    cpSync(join(root, "tests"), join(copy, "tests"), { recursive: true });
    change("docs/spec/NODE.md", "## What differs\n\n", "## What differs\n\n- **NODE-A9** Absent (nodes): swap.\n");
    expect(staleFiles(copy)).toHaveLength(3);
  });

  it("FID-2 an allow-list that names what nobody recorded is refused", () => {
    change("tests/golden/controllers/allowed.json", "sts-09", "sts-9999");
    expect(() => fidelityFiles(copy)).toThrow("sts-9999");
  });

  it("FID-2 titles cite single rules and ranges", () => {
    expect([...citationsOf('it("AB-1 and AB-3 to AB-5 hold", x); // AB-9')]).toEqual(["AB-1", "AB-3", "AB-5", "AB-4"]);
  });
});

describe("FID-3 the page's marks", () => {
  it("FID-3 every mark has a sentence in both languages and its area a name", () => {
    const ids = MARKS.map(({ id }) => id).sort();
    expect(Object.keys(english).sort()).toEqual(ids);
    expect(Object.keys(korean).sort()).toEqual(ids);
    for (const id of ids) expect(korean[id]).toMatch(/[가-힣]/);
    expect(Object.keys(en.fidelity.areas).sort()).toEqual([...new Set(MARKS.map(({ area }) => area))].sort());
    expect(COUNTS.passed).toBeLessThanOrEqual(COUNTS.recorded);
  });

  it("FID-3 marks are found by the page's names of resources; a kind of somebody's own has none", () => {
    expect(marksAbout("pods").map(({ id }) => id)).toContain("KLT-S1");
    expect(marksAbout("ingresses.networking.k8s.io").map(({ id }) => id)).toContain("NET-S2");
    expect(marksAbout("horizontalpodautoscalers.autoscaling").length).toBeGreaterThan(0);
    expect(marksAbout("pods.example.com")).toEqual([]);
    expect(marksAbout("configmaps")).toEqual([]);
  });
});
