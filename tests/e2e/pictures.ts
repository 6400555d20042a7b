/** `npm run pictures`: every screen in both languages and themes at three widths, into .build/pictures/. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchChromium, visitor } from "../support/chromium.ts";
import { freePort, startServer } from "../support/rooms/serverProcess.ts";

const TEMPLATES = ["04-labels-six-pods.yaml", "05-services-by-label.yaml", "02-pod-port-collision.yaml"];
const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;

const target = join(".build", "pictures");
mkdirSync(target, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "podroom-pictures-"));
const [browser, server] = await Promise.all([
  launchChromium(),
  startServer(join(folder, "podroom.db"), await freePort(), "on"),
]);
try {
  const teacher = await visitor(browser);
  await teacher.page.goto(`${server.url}/?lang=ko&theme=light`);
  await teacher.page.getByRole("button", { name: "지금 써 보기" }).click();
  await live(teacher.page);
  for (const name of TEMPLATES) {
    await teacher.page.getByTestId("templates").selectOption(name);
    await teacher.page.getByTestId("apply").click();
    await teacher.page.getByTestId("outcomes").waitFor();
  }
  await teacher.page.locator("[data-ip]").nth(5).waitFor();
  await teacher.page.waitForTimeout(4_000);
  const room = new URL(teacher.page.url());

  for (const lang of ["ko", "en"])
    for (const theme of ["light", "dark"])
      for (const [width, height] of SIZES) {
        const page = teacher.page;
        await page.setViewportSize({ width, height });
        const shot = async (name: string): Promise<void> => {
          await page.waitForTimeout(700);
          await page.screenshot({ path: join(target, `${name}-${lang}-${theme}-${width}.png`) });
        };
        await page.goto(`${server.url}/?lang=${lang}&theme=${theme}`);
        await shot("landing");
        await page.goto(`${server.url}${room.pathname}?lang=${lang}&theme=${theme}`);
        await live(page);
        await shot("room");
        await page.locator("[data-pod='default/pod-4']").click();
        await shot("pod");
        const why = page.getByRole("tab", { name: /^(Why|왜|이유)/ });
        if (await why.count()) {
          await why.first().click();
          await shot("why");
        }
        await page.keyboard.press("Escape");
        await page.getByRole("tab", { name: lang === "ko" ? "표" : "Tables", exact: true }).click();
        await shot("tables");
      }
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`pictures are in ${target}`);

async function live(page: Page): Promise<void> {
  await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 15_000 });
}
