/** Where one is put: what a dialog focuses, what a link shows on a phone, what comes after a broken line. */
import { describe, expect, test } from "vitest";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("focus");
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

describe("PAGE-7 PAGE-23 where one is put", () => {
  test("PAGE-7 a link to a part of the dock shows that part on a phone, and tabs lead away from it", async () => {
    const room = await createRoom(stage.server.url, { template: "course" });
    for (const part of ["logs", "feed", "terminal"]) {
      const page = await openAs(stage, room.cookie, `/room/${room.id}?lang=en&dock=${part}`, PHONE);
      const tab = page.locator(`#room-tab-${part}`);
      await tab.waitFor();
      expect(await tab.getAttribute("aria-selected")).toBe("true");
      await page.locator("#room-tab-map").click();
      await page.getByTestId("map").waitFor();
      expect(new URL(page.url()).searchParams.get("dock")).toBeNull();
      await page.context().close();
    }
    const page = await openAs(stage, room.cookie, `/room/${room.id}?lang=en&view=tables&dock=logs`, PHONE);
    await page.locator("#room-tab-tables[aria-selected=true]").waitFor();
    await page.context().close();
  }, 60_000);

  test("TABLES-2 a pod's state is seen before its name on a phone, where its column is out of sight", async () => {
    const room = await createRoom(stage.server.url, { template: "course" });
    const page = await openAs(stage, room.cookie, `/room/${room.id}?lang=en&view=tables&ns=`, PHONE);
    const row = page.locator("[data-row=etcd-k8s-master]");
    await row.locator("[data-mark=running]").waitFor();
    await page.setViewportSize(DESK);
    await row.getByText("Running", { exact: false }).waitFor();
    expect(await row.locator("[data-mark]").isVisible()).toBe(false);
    await page.context().close();
  }, 60_000);

  test("PAGE-7 a link to a step shows it at every width, and leaves room for the map", async () => {
    const room = await createRoom(stage.server.url, { template: "course" });
    const at = `/room/${room.id}?lang=en&step=pods-labels-nodes/services/make`;
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [800, 900],
    ] as const) {
      const page = await openAs(stage, room.cookie, at, { width, height });
      await page.getByRole("heading", { name: "Two Services" }).waitFor();
      const map = await page.getByTestId("map").boundingBox();
      expect(map?.width, `at ${width}`).toBeGreaterThan(500);
      await page.context().close();
    }
    const page = await openAs(stage, room.cookie, `${at}&at=nodes//k8s-worker1`, { width: 1024, height: 768 });
    await page.getByRole("dialog", { name: "k8s-worker1" }).waitFor();
    await page.context().close();
  }, 60_000);

  test("PAGE-23 the + puts one into its text, settings onto what they show", async () => {
    const room = await createRoom(stage.server.url, { template: "course" });
    const page = await openAs(stage, room.cookie, `/room/${room.id}?lang=en&view=tables`, DESK);
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await page.getByTestId("create").waitFor();
    await page.keyboard.press("c");
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest("[data-testid=create-text]") !== null))
      .toBe(true);
    await page.keyboard.type("kind: Pod");
    await expect.poll(() => page.getByTestId("create-text").textContent()).toContain("kind: Pod");
    await page.context().close();
  }, 60_000);

  test("PAGE-23 a part whose code is on its way when the line breaks is there when the line is back", async () => {
    const room = await createRoom(stage.server.url, { template: "course" });
    const page = await openAs(stage, room.cookie, `/room/${room.id}?lang=en`, DESK);
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    const context = page.context();
    // Requests fail as on a line that breaks just now: the page does not know of it yet.
    let broken = 0;
    await context.route(/_next\/static\/chunks/, async (route) => {
      broken++;
      await route.abort("internetdisconnected");
    });
    await page.locator("#dock-tab-logs").click();
    await expect.poll(() => broken, { timeout: 10_000 }).toBeGreaterThan(1);
    await page.waitForTimeout(2_500);
    expect(await page.getByRole("button", { name: /Reload/ }).count()).toBe(0);
    await context.unroute(/_next\/static\/chunks/);
    await page.locator("#dock-panel").getByRole("button").first().waitFor({ timeout: 15_000 });
    await context.close();
  }, 60_000);
});
