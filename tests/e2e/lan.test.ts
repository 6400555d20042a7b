/** A class in a local network without certificates: browsers there keep more from pages than on the server's own machine. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { LAN_HOST, visitor } from "../support/chromium.ts";
import { openStage } from "../support/stage.ts";

const stage = openStage("lan");

const live = (page: Page): Promise<void> => page.locator("[data-phase=live]").first().waitFor();

/** What a paste gives. */
async function pasted(page: Page): Promise<string> {
  const field = page.locator("[data-testid=paste]");
  await page.evaluate(() => {
    const area = document.createElement("textarea");
    area.dataset["testid"] = "paste";
    document.body.append(area);
    area.focus();
  });
  await page.keyboard.press("Control+V");
  const text = await field.inputValue();
  await field.evaluate((area) => area.remove());
  return text;
}

test("PAGE-26 over plain http links are copied and questions asked", async () => {
  const { page, errors } = await visitor(stage.browser);
  const url = new URL(stage.server.url);
  url.hostname = LAN_HOST;
  await page.goto(`${url.origin}/?lang=en`);
  expect(await page.evaluate(() => [isSecureContext, "clipboard" in navigator])).toEqual([false, false]);
  await page.getByRole("button", { name: "Try it now" }).click();
  await page.waitForURL(/\/room\//);
  await live(page);

  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  const link = await dialog.getByLabel("Link for students").inputValue();
  expect(new URL(link).hostname).toBe(LAN_HOST);
  await dialog.getByRole("button", { name: "Copy" }).first().click();
  await page.getByText("Copied.").waitFor();
  // The dialog keeps the focus, and nothing of the copying stays in it.
  expect(await dialog.locator("textarea").count()).toBe(0);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(await pasted(page)).toBe(link);

  const room = new URL(page.url()).pathname;
  await page.goto(`${url.origin}${room}/monitor?lang=en`);
  await live(page);
  await page.getByLabel("The question").fill("Which node?");
  await page.getByRole("button", { name: "Ask all" }).click();
  await page.getByRole("listitem").getByText("Which node?").waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
}, 60_000);
