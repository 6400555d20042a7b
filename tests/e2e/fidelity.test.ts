/** The page tells of what one looks at whether it is as in Kubernetes 1.36. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { marksAbout } from "../../components/fidelity/marksAbout.ts";
import { MARKS } from "../../components/fidelity/marks.generated.ts";
import { carryCookie, axeFindings, visitor } from "../support/chromium.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openStage } from "../support/stage.ts";

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "pod-1" },
  spec: { containers: [{ name: "c", image: "nginx" }] },
};
const SETTINGS = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "1" } };

const stage = openStage("fidelity");

test.each<[number, number, string, string]>([
  [1440, 900, "light", "en"],
  [390, 844, "dark", "ko"],
])(
  "FID-4 one quiet line, its sentences and the whole list, at %i × %i, %s, %s",
  async (width, height, theme, locale) => {
    const created = await createRoom(stage.server.url, { template: "course", manifests: [POD, SETTINGS] });
    const { page, errors, context } = await visitor(stage.browser, { width, height });
    await carryCookie(context, created.cookie, stage.server.url);
    const go = async (query: string): Promise<void> => {
      await page.goto(`${stage.server.url}/room/${created.id}?lang=${locale}&theme=${theme}${query}`);
      await live(page);
    };
    const line = page.getByTestId("fidelity");
    const text = (en: string, ko: string): string => (locale === "en" ? en : ko);

    await go("&at=pods/default/pod-1&tab=summary");
    const simplified = marksAbout("pods").filter(({ kind }) => kind === "simplified").length;
    await line.getByText(text(`${simplified} simplified`, `단순화 ${simplified}개`)).waitFor();
    expect(await line.getByRole("listitem").count()).toBe(0);
    await line.locator("summary").focus();
    await page.keyboard.press("Enter");
    await line.getByText("KLT-S1").waitFor();
    expect(await line.getByRole("listitem").count()).toBe(marksAbout("pods").length);
    await page.waitForTimeout(450);
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    await line.getByRole("button", { name: text("All differences", "다른 점 모두 보기") }).click();
    const list = page.getByRole("dialog", { name: /Kubernetes 1\.36/ });
    await list.getByText("SCHED-S1").waitFor();
    expect(await list.getByRole("listitem").count()).toBe(MARKS.length);
    await page.waitForTimeout(450);
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.keyboard.press("Escape");
    await list.waitFor({ state: "detached" });

    await go("&at=configmaps/default/settings&tab=summary");
    await line.getByText(text("As in Kubernetes 1.36", "Kubernetes 1.36과 같아요")).waitFor();

    if (width > 1000) {
      await go("");
      await page.getByRole("button", { name: "How true is this cluster to Kubernetes?" }).click();
      await list.waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder("A name, or what you want to do").fill("simplified");
      await page.keyboard.press("Enter");
      await list.waitFor();
    }
    expect(errors).toEqual([]);
    await context.close();
  },
  60_000,
);

async function live(page: Page): Promise<void> {
  await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 15_000 });
}
