import { describe, expect, test } from "vitest";
import { limitsOf, textsOf } from "../../../components/settings/limits.ts";
import { qrPath } from "../../../components/settings/qr.ts";

const NO_LIMITS = textsOf();

describe("TIME-6 a room's settings", () => {
  test("limits are what is filled in, and none when nothing is", () => {
    expect(limitsOf(NO_LIMITS)).toBeUndefined();
    expect(limitsOf({ ...NO_LIMITS, pods: " 5 ", defaultMemory: "64Mi" })).toEqual({
      quota: { pods: "5" },
      defaults: { memory: "64Mi" },
    });
    expect(limitsOf({ ...NO_LIMITS, cpu: "2" })).toEqual({ quota: { "requests.cpu": "2" } });
    const all = { pods: "5", cpu: "2", memory: "2Gi", defaultCpu: "500m", defaultMemory: "64Mi" };
    for (const texts of [NO_LIMITS, all, { ...NO_LIMITS, pods: "5" }]) expect(textsOf(limitsOf(texts))).toEqual(texts);
  });
  test("a QR code has its finder patterns and a quiet zone of four around it", () => {
    const { size, path } = qrPath("http://localhost:3000/room/abc#k=0123456789abcdefghijklmn");
    expect(size).toBeGreaterThanOrEqual(21 + 8);
    // The upper left and upper right finders: seven dark modules on the first row.
    expect(path.startsWith("M4 4h7v1H4z")).toBe(true);
    expect(path).toContain(`M${size - 11} 4h7v1H${size - 11}z`);
    const xs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, width]) => [
      Number(x),
      Number(y),
      Number(width),
    ]);
    for (const [x = 0, y = 0, width = 0] of xs) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(4);
      expect(Math.max(x + width, y + 1)).toBeLessThanOrEqual(size - 4);
    }
  });
});
