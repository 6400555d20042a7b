import { describe, expect, test } from "vitest";
import { isSmall, parseMonitorView, printMonitorView } from "../../../components/monitor/useMonitorView.ts";

describe("MONITOR-8 how the monitor stands", () => {
  test("MONITOR-8 is in the address, and what else stands there is left alone", () => {
    const plain = parseMonitorView("?lang=ko");
    expect(plain).toEqual({ sort: "stuck", show: "all", projector: false, small: undefined, watched: undefined });
    expect(printMonitorView(plain, "?lang=ko")).toBe("?lang=ko");
    const view = { sort: "name", show: "hand", projector: true, small: false, watched: "p1" } as const;
    const printed = printMonitorView(view, "?lang=ko");
    expect(printed).toContain("lang=ko");
    expect(parseMonitorView(printed)).toEqual(view);
    expect(printMonitorView(plain, printed)).toBe("?lang=ko");
  });
  test("MONITOR-8 nonsense is as if nothing was said", () => {
    expect(parseMonitorView("?order=__proto__&who=x&projector=yes")).toEqual(parseMonitorView(""));
  });
  test("MONITOR-7 tiles are small in a large class unless somebody wants them otherwise", () => {
    const view = parseMonitorView("");
    expect([isSmall(view, 30), isSmall(view, 200)]).toEqual([false, true]);
    expect([isSmall({ ...view, small: true }, 3), isSmall({ ...view, small: false }, 200)]).toEqual([true, false]);
  });
});
