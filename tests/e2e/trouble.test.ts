/** Everything that can keep a person out, met as they meet it: each has a page of its own that says what to do. */
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { carryCookie, axeFindings, visitor } from "../support/chromium.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openStage } from "../support/stage.ts";
import { FEW_PEOPLE, meetTrouble, TROUBLES } from "./troubles.ts";

const stage = openStage("trouble", () => ({ ROOM_PEOPLE: FEW_PEOPLE }));

test.each(
  Object.keys(TROUBLES).flatMap((kind, index): (readonly [string, "ko" | "en", "light" | "dark", number])[] => [
    [kind, index % 2 === 0 ? "ko" : "en", index % 3 === 0 ? "dark" : "light", index % 2 === 0 ? 390 : 1280],
  ]),
)(
  "PAGE-12 %s has a page of its own (%s, %s, %i px)",
  async (kind, lang, theme, width) => {
    const { page, context } = await meetTrouble(kind, stage.browser, stage.server.url, {
      lang,
      theme,
      width,
      height: 800,
    });
    const trouble = page.getByTestId("trouble");
    await expect.poll(() => trouble.getAttribute("data-trouble")).toBe(kind);
    if (kind !== "crash") await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe(lang);
    // A way on, beside the words.
    expect(await trouble.getByRole("link").or(trouble.getByRole("button")).count()).toBeGreaterThan(0);
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await context.close();
  },
  40_000,
);

test("PAGE-12 whoever's link is renewed, and whoever is put out while the line is broken, is told so", async () => {
  const room = await createRoom(stage.server.url, {});
  const student = async (nickname: string): Promise<{ readonly page: Page; readonly context: BrowserContext }> => {
    const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname });
    const seat = await visitor(stage.browser);
    await carryCookie(seat.context, cookie, stage.server.url);
    await seat.page.goto(`${stage.server.url}/room/${room.id}?lang=en`);
    await seat.page.locator("[data-testid=room][data-phase=live]").waitFor();
    return seat;
  };
  const [here, gone] = [await student("Here"), await student("Gone")];
  await gone.context.setOffline(true);
  await gone.page.evaluate(() => dispatchEvent(new Event("offline")));
  await gone.page.locator("[data-testid=room][data-phase=lost]").waitFor();
  await fetch(`${stage.server.url}/api/rooms/${room.id}/links/student`, {
    method: "POST",
    headers: { cookie: room.cookie, "content-type": "application/json" },
    body: "{}",
  });
  const kind = ({ page }: { readonly page: Page }): Promise<string | null> =>
    page.getByTestId("trouble").getAttribute("data-trouble");
  await expect.poll(() => kind(here)).toBe("revoked");
  await gone.context.setOffline(false);
  await expect.poll(() => kind(gone), { timeout: 15_000 }).toBe("revoked");
  await here.context.close();
  await gone.context.close();
}, 40_000);

test("PAGE-12 a part whose code is gone asks for the page to be loaded again", async () => {
  const room = await createRoom(stage.server.url, {});
  const { page, context } = await visitor(stage.browser);
  await carryCookie(context, room.cookie, stage.server.url);
  await page.goto(`${stage.server.url}/room/${room.id}?lang=en&dock=feed`);
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  await page.waitForLoadState("networkidle");
  await page.route("**/_next/static/chunks/**", (route) => route.fulfill({ status: 404, body: "" }));
  await page.getByRole("tab", { name: "Tables" }).click();
  await page.getByText("This part of the screen could not be loaded.").waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Load the page again" }).click();
  await page.getByTestId("create").waitFor();
  await context.close();
}, 40_000);
