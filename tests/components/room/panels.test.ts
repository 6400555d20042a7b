import { describe, expect, test } from "vitest";
import { parsePanels } from "../../../components/room/frame/panels.ts";

describe("PAGE-9 panels are remembered", () => {
  test("what was stored comes back", () => {
    const stored = { left: { open: false, size: 300 }, inspector: { open: true, size: 420 }, dockTab: "feed" };
    expect(parsePanels(JSON.stringify(stored))).toMatchObject({ ...stored, dock: { open: true, size: 280 } });
  });
  test.each([null, "", "{", "null", "7", '{"left":{"size":"wide"},"dock":7,"inspector":{"size":-4}}'])(
    "%j reads as the sizes at the beginning",
    (text) => {
      expect(parsePanels(text)).toMatchObject({
        left: { open: true, size: 320 },
        inspector: { open: true, size: 360 },
        dock: { open: true, size: 280 },
      });
    },
  );
});
