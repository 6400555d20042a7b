/** The map as a file and the room on paper: what is taken along looks as it did on the screen. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { axeFindings } from "../support/chromium.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const pod = (name: string, labels: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels },
  spec: { containers: [{ name: "c", image: "nginx" }] },
});
const SERVICE = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "svc" },
  spec: { selector: { type: "web" }, ports: [{ port: 80 }] },
};
const MANY = Array.from({ length: 60 }, (_, index) =>
  pod(`row-${index}`, { type: "web", lo: "dev", tier: `t${index}`, extra: "yes" }),
);

const stage = openStage("paper");

async function open(
  manifests: readonly object[],
  query: string,
): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const created = await createRoom(stage.server.url, { name: "수업 3", template: "course", manifests });
  const page = await openAs(stage, created.cookie, `/room/${created.id}?${query}`);
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  return { page, close: () => page.context().close() };
}

async function download(page: Page, part: string, format: string): Promise<string> {
  await page.getByRole("button", { name: /Picture or print|그림으로 저장/ }).click();
  await page.getByText(part, { exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: format, exact: true }).click(),
  ]);
  await page.keyboard.press("Escape");
  return file.path();
}

/** Width, height of a PNG. */
function sizeOf(png: Buffer): readonly [number, number] {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe("MAP-11 the map as a picture", () => {
  test("MAP-11 an SVG needs nothing beside it and holds theme, language, selection", async () => {
    const { page, close } = await open(
      [pod("pod-1", { type: "web" }), SERVICE],
      "lang=ko&theme=dark&at=pods/default/pod-1",
    );
    await page.locator("[data-pod='default/pod-1'][data-ip]").waitFor();
    await page.getByText("Running").first().waitFor();
    const whole = readFileSync(await download(page, "지도 전체", "SVG"), "utf8");
    expect(whole.includes("@font-face")).toBe(true);
    const svg = whole.replace(/data:font\/woff2;base64,[\w+/=]+/g, "FONT");
    for (const words of ["pod-1", "svc", "type=web", "k8s-worker1", "메모리", "<title>수업 3 · default</title>"])
      expect(svg).toContain(words);
    // No colour a viewer may not know, no font or picture from elsewhere, no page in it.
    expect(svg).not.toMatch(/oklch|oklab|var\(|foreignObject|url\(https?:|NaN|undefined/);
    expect(svg).toMatch(/@font-face[^}]*url\(FONT\)/);
    const colours = await page.evaluate(() => {
      const canvas = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
      return ["--paper", "--accent"].map((name) => {
        canvas.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
        canvas.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data;
        return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
      });
    });
    expect(svg).toMatch(new RegExp(`<rect [^>]*fill="${colours[0]}"/>`));
    expect(svg).toContain(`stroke="${colours[1]}"`);
    // Drawn as a picture of its own, it looks as the map did: the words stand where the cards are.
    const places = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      const [x, y] = ["x", "y"].map((name) =>
        Number([...parsed.querySelectorAll("text")].find((one) => one.textContent === "pod-1")?.getAttribute(name)),
      ) as [number, number];
      const world = document.querySelector(".map-world")?.getBoundingClientRect() as DOMRect;
      const card = document.querySelector("[data-pod='default/pod-1']")?.getBoundingClientRect() as DOMRect;
      return { x, y, left: card.left - world.left + 16, top: card.top - world.top + 16, width: card.width };
    }, svg);
    expect(places.x).toBeGreaterThan(places.left);
    expect(places.x).toBeLessThan(places.left + places.width / 2);
    expect(places.y).toBeGreaterThan(places.top);
    // The control plane's wheel is as large as on the map.
    const wheel = await page.locator("[data-node=k8s-master] svg.lucide-ship-wheel").boundingBox();
    const sizes = await page.evaluate((text) => {
      const holder = document.createElement("div");
      holder.innerHTML = text;
      document.body.append(holder);
      const circles = [...holder.querySelectorAll("path")].filter((one) =>
        /a8 8 0 1 0 16 0/.test(one.getAttribute("d") ?? ""),
      );
      const widths = circles.map((one) => one.getBoundingClientRect().width);
      holder.remove();
      return widths;
    }, svg);
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThanOrEqual(wheel?.width ?? 0);
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    await close();
  }, 40_000);

  test("MAP-11 a PNG of the window, and one of the whole with what is out of sight", async () => {
    const { page, close } = await open(
      [...MANY, ...MANY.map((_, index) => pod(`more-${index}`, {})), pod("last", {})],
      "lang=en&theme=light",
    );
    await expect.poll(() => page.locator("[data-pod]").count(), { timeout: 15_000 }).toBe(121);
    const frame = await page.getByTestId("map").boundingBox();
    const [width, height] = sizeOf(readFileSync(await download(page, "What the window shows", "PNG")));
    expect([width, height]).toEqual([Math.round((frame?.width ?? 0) * 2), Math.round((frame?.height ?? 0) * 2)]);
    for (let near = 0; near < 6; near++) await page.keyboard.press("+");
    await expect.poll(() => page.locator("[data-pod]").count()).toBeLessThan(121);
    const svg = readFileSync(await download(page, "The whole map", "SVG"), "utf8");
    const names = new Set([...svg.matchAll(/>((?:row|more)-\d+|last)</g)].map(([, name]) => name));
    expect(names.size).toBe(121);
    const [whole] = sizeOf(readFileSync(await download(page, "The whole map", "PNG")));
    expect(whole).toBeGreaterThan(width);
    await close();
  }, 60_000);
});

describe("PAGE-15 the room on paper", () => {
  test("PAGE-15 the map alone, light, as wide as the sheet", async () => {
    const { page, close } = await open([pod("pod-1", { type: "web" }), SERVICE], "lang=en&theme=dark");
    await page.locator("[data-pod='default/pod-1'][data-ip]").waitFor();
    await page.getByRole("button", { name: "Picture or print" }).click();
    await page.evaluate(() => (window.print = () => document.body.setAttribute("data-asked", "")));
    await page.getByRole("button", { name: "Print", exact: true }).click();
    await page.locator("body[data-asked]").waitFor();
    await page.keyboard.press("Escape");
    await printed(page);
    const seen = await page
      .locator("body > *")
      .evaluateAll((all) =>
        all.filter((one) => one.getClientRects().length > 0).map(({ className }) => String(className)),
      );
    expect(seen).toEqual(["print-sheet"]);
    const sheet = page.locator(".print-sheet");
    await sheet.getByRole("heading", { name: "수업 3" }).waitFor();
    expect(await sheet.locator("svg text").allTextContents()).toContain("pod-1");
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("light");
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
    expect(await sheet.count()).toBe(0);
    // The browser's own way does the same, on one sheet.
    const pdf = (await page.pdf()).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
    await close();
  }, 40_000);

  test("PAGE-15 a table with all its rows and labels, without what is pressed", async () => {
    const { page, close } = await open(MANY, "lang=en&view=tables");
    await page.locator("[data-row=row-1]").waitFor();
    expect(await page.locator("tr[data-row]").count()).toBeLessThan(60);
    await printed(page);
    const sheet = page.locator(".print-sheet");
    expect(await sheet.locator("tbody tr").count()).toBe(60);
    expect(await sheet.locator("tr", { hasText: "row-7" }).first().innerText()).toMatch(/lo=dev[\s\S]*tier=t7/);
    expect(await sheet.locator("input:visible").count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await close();
  }, 40_000);
});

/** The page as the printer gets it. */
async function printed(page: Page): Promise<void> {
  // Its code comes when the map has rested for a while.
  await page.waitForTimeout(3_500);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.locator(".print-sheet").waitFor();
}
