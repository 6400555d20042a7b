/** `npm run pictures [-- NAME …]`: every screen in both languages and themes at three widths, into .build/pictures/. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { launchChromium, visitor } from "../support/chromium.ts";
import { createRoom, freePort, joinRoom, startServer } from "../support/rooms/serverProcess.ts";
import { CLASS_SCREENS, openPictureClass } from "./pictureClass.ts";
import { PICTURE_MANIFESTS } from "./pictureManifests.ts";

const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;

/** Name of the picture → what stands in the address, and what is pressed. */
const SCREENS: readonly {
  readonly name: string;
  readonly query: string;
  readonly press?: string;
  readonly phone?: false;
}[] = [
  { name: "room", query: "" },
  { name: "owners", query: "&owners=1&at=deployments.apps/default/shop" },
  { name: "pod", query: "&at=pods/default/pod-4" },
  { name: "why", query: "&at=pods/default/pod-2gi&tab=why" },
  { name: "pending", query: "&at=pods/default/pod-big&tab=why" },
  { name: "timeline", query: "&at=deployments.apps/default/shop&tab=timeline" },
  { name: "service", query: "&at=services/default/svc-typo&tab=why" },
  { name: "node", query: "&at=nodes//k8s-worker2" },
  { name: "yaml", query: "&at=pods/default/pod-4&tab=yaml" },
  { name: "filtered", query: "&labels=type=web" },
  { name: "tables", query: "&view=tables" },
  { name: "tables-all", query: "&view=tables&ns=" },
  { name: "create", query: "&view=tables", press: "c", phone: false },
  { name: "feed", query: "&dock=feed" },
  { name: "terminal", query: "&dock=terminal" },
  { name: "logs", query: "&dock=logs&logs=deployments.apps/default/shop" },
  { name: "lesson", query: "&step=pods-labels-nodes/services/make" },
  { name: "people", query: "&view=people" },
  { name: "palette", query: "", press: "Control+k", phone: false },
  { name: "shortcuts", query: "", press: "?", phone: false },
];

/** Pages of a room beside the room itself. */
const PAGES = ["monitor", "results"] as const;

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.some((part) => name.includes(part));
const target = join(".build", "pictures");
mkdirSync(target, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "podroom-pictures-"));
const [browser, server] = await Promise.all([
  launchChromium(),
  startServer(join(folder, "podroom.db"), await freePort(), "on"),
]);
try {
  const room = await createRoom(server.url, {
    name: "쿠버네티스 3주차",
    nickname: "Jihoon",
    manifests: PICTURE_MANIFESTS,
  });
  const mina = await joinRoom(server.url, room.id, { token: room.token.student, nickname: "Mina" });
  const teacher = await visitor(browser);
  const student = await visitor(browser);
  for (const [{ context }, cookie] of [
    [teacher, room.cookie],
    [student, mina.cookie],
  ] as const) {
    const [name, value] = cookie.split("=") as [string, string];
    await context.addCookies([{ name, value, url: server.url }]);
  }
  const address = `${server.url}/room/${room.id}`;
  const scene = CLASS_SCREENS.some(({ name }) => isWanted(name)) ? await openPictureClass(server.url) : undefined;
  const empty = await createRoom(server.url, {});
  const [name, value] = empty.cookie.split("=") as [string, string];

  await student.page.goto(`${address}?lang=ko&at=deployments.apps/default/shop`);
  await live(student.page);
  const { page } = teacher;
  await page.goto(`${address}?lang=en&dock=feed`);
  await live(page);
  await student.page.getByRole("button", { name: "하나 늘리기" }).click();
  await page.waitForTimeout(9_000);
  await student.page.goto(`${address}?lang=ko&at=pods/default/pod-2`);

  for (const lang of ["ko", "en"])
    for (const theme of ["light", "dark"])
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        const shot = async (screen: string): Promise<void> => {
          await page.waitForTimeout(700);
          await page.screenshot({ path: join(target, `${screen}-${lang}-${theme}-${width}.png`) });
        };
        const look = `lang=${lang}&theme=${theme}`;
        if (isWanted("landing")) {
          await page.goto(`${server.url}/?${look}`);
          await shot("landing");
        }
        if (isWanted("privacy")) {
          await page.goto(`${server.url}/privacy?${look}`);
          await page.getByRole("heading").first().waitFor();
          await shot("privacy");
        }
        if (isWanted("no-room")) {
          await page.goto(`${server.url}/room/nosuchroom?${look}`);
          await page.getByTestId("trouble").waitFor();
          await shot("no-room");
        }
        for (const { name: screen, query, press, phone } of SCREENS) {
          if (!isWanted(screen) || (phone === false && width < 640)) continue;
          // A phone shows one part at a time.
          const part = query.startsWith("&step=") ? `${query}&view=lesson` : query;
          await page.goto(`${address}?${look}${width < 640 ? part : query}`);
          await live(page);
          if (press) await page.keyboard.press(press);
          await shot(screen);
        }
        for (const other of PAGES) {
          if (!isWanted(other)) continue;
          await page.goto(`${address}/${other}?${look}`);
          await page.getByRole("heading").first().waitFor();
          await shot(other);
        }
        for (const { name: screen, who, path, ready } of CLASS_SCREENS) {
          if (!scene || !isWanted(screen)) continue;
          const visit = await visitor(browser, { width, height });
          const [key, value] = scene.cookie[who].split("=") as [string, string];
          await visit.context.addCookies([{ name: key, value, url: server.url }]);
          await visit.page.goto(`${server.url}/room/${scene.id}${path}?${look}`);
          await ready(visit.page, scene);
          await visit.page.waitForTimeout(700);
          await visit.page.screenshot({ path: join(target, `${screen}-${lang}-${theme}-${width}.png`) });
          await visit.context.close();
        }
        if (isWanted("empty")) {
          const visit = await visitor(browser, { width, height });
          await visit.context.addCookies([{ name, value, url: server.url }]);
          await visit.page.goto(`${server.url}/room/${empty.id}?${look}`);
          await live(visit.page);
          await visit.page.waitForTimeout(700);
          await visit.page.screenshot({ path: join(target, `empty-${lang}-${theme}-${width}.png`) });
          await visit.context.close();
        }
      }
  scene?.close();
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`pictures are in ${target}`);

async function live(page: Page): Promise<void> {
  await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 15_000 });
}
