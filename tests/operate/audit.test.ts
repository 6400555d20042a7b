import { describe, expect, it } from "vitest";
import { judge } from "../../server/start/auditVerdict.mjs";

const printed = (counts: object, vulnerabilities: object = {}): string =>
  JSON.stringify({ vulnerabilities, metadata: { vulnerabilities: counts } });

describe("OPER-47 known holes", () => {
  it("OPER-47 grave ones fail, others are told, no answer is said to be none", () => {
    expect(judge(printed({ total: 0, high: 0, critical: 0 }))).toMatchObject({ known: true, grave: false });
    const ws = { name: "ws", severity: "high", range: "<8.17.1" };
    expect(judge(printed({ total: 1, high: 1 }, { ws }))).toEqual({
      known: true,
      grave: true,
      text: "✗ 1 known holes:\n  ws <8.17.1 (high)",
    });
    expect(judge(printed({ total: 1, critical: 1 }, { ws })).grave).toBe(true);
    expect(judge(printed({ total: 1, moderate: 1 }, { ws })).grave).toBe(false);
    for (const nothing of ["", "not JSON", "null", JSON.stringify({ error: { code: "ENOAUDIT" } })])
      expect(judge(nothing)).toMatchObject({ known: false, grave: false, text: expect.stringContaining("SKIPPED") });
  });
});
