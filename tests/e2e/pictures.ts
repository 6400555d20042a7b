/** `npm run pictures [-- NAME …]`: every screen in both languages and themes at three widths, into .build/pictures/. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { carryCookie, launchChromium, visitor } from "../support/chromium.ts";
import { createRoom, freePort, joinRoom, startServer } from "../support/rooms/serverProcess.ts";
import { CLASS_SCREENS, openPictureClass } from "./pictureClass.ts";
import { PICTURE_MANIFESTS } from "./pictureManifests.ts";
import { ADMIN_PAGES, PICTURE_SECRET } from "./pictureAdmin.ts";
import { PAGES, SCREENS } from "./pictureScreens.ts";
import { FEW_PEOPLE, meetTrouble, TROUBLES } from "./troubles.ts";

const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;

const wanted = process.argv.slice(2);
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.some((part) => name.includes(part));
const target = join(".build", "pictures");
mkdirSync(target, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), "podroom-pictures-"));
const [browser, server, small] = await Promise.all([
  launchChromium(),
  startServer(join(folder, "podroom.db"), await freePort(), { env: { PAGES: "on", ADMIN_SECRET: PICTURE_SECRET } }),
  // Its rooms are soon full.
  startServer(join(folder, "small.db"), await freePort(), { env: { PAGES: "on", ROOM_PEOPLE: FEW_PEOPLE } }),
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
    await carryCookie(context, cookie, server.url);
  }
  const address = `${server.url}/room/${room.id}`;
  const links = { student: `${address}#k=${room.token.student}`, viewer: `${address}#k=${room.token.viewer}` };
  // As the browser that made the room.
  await teacher.context.addInitScript(
    ([key, value]) => localStorage.setItem(key as string, value as string),
    [`podroom:links:${room.id}`, JSON.stringify(links)],
  );
  const scene = CLASS_SCREENS.some(({ name }) => isWanted(name)) ? await openPictureClass(server.url) : undefined;
  const empty = await createRoom(server.url, {});

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
        const shot = async (screen: string, of = page): Promise<void> => {
          await of.waitForTimeout(700);
          await of.screenshot({ path: join(target, `${screen}-${lang}-${theme}-${width}.png`) });
        };
        const look = `lang=${lang}&theme=${theme}`;
        for (const { name: screen, path, ready } of [...PAGES, ...ADMIN_PAGES]) {
          if (!isWanted(screen)) continue;
          await page.goto(`${server.url}${path(room)}?${look}`);
          await ready(page);
          await shot(screen);
        }
        for (const { name: screen, query, ready, phone } of SCREENS) {
          if (!isWanted(screen) || (phone === false && width < 640)) continue;
          // A phone shows one part at a time.
          const part = query.startsWith("&step=") ? `${query}&view=lesson` : query;
          await page.goto(`${address}?${look}${width < 640 ? part : query}`);
          await live(page);
          await ready?.(page);
          await shot(screen);
        }
        if (isWanted("admin-off")) {
          await page.goto(`${small.url}/admin?${look}`);
          await page.getByTestId("admin-off").waitFor();
          await shot("admin-off");
        }
        for (const kind of Object.keys(TROUBLES)) {
          if (!isWanted(`trouble-${kind}`)) continue;
          const met = await meetTrouble(kind, browser, small.url, { lang, theme, width, height });
          await met.page.getByTestId("trouble").waitFor();
          await shot(`trouble-${kind}`, met.page);
          await met.context.close();
        }
        for (const { name: screen, who, path, query = "", hash, ready } of CLASS_SCREENS) {
          if (!scene || !isWanted(screen)) continue;
          const visit = await visitor(browser, { width, height });
          if (who) await carryCookie(visit.context, scene.cookie[who], server.url);
          await visit.page.goto(`${server.url}/room/${scene.id}${path}?${look}${query}${hash ? scene.hash[hash] : ""}`);
          const after = await ready(visit.page, scene);
          await shot(screen, visit.page);
          await after?.();
          await visit.context.close();
        }
        if (isWanted("empty")) {
          const visit = await visitor(browser, { width, height });
          await carryCookie(visit.context, empty.cookie, server.url);
          await visit.page.goto(`${server.url}/room/${empty.id}?${look}`);
          await live(visit.page);
          await shot("empty", visit.page);
          await visit.context.close();
        }
      }
  scene?.close();
} finally {
  await browser.close();
  await Promise.all([server.stop(), small.stop()]);
  rmSync(folder, { recursive: true, force: true });
}
console.log(`pictures are in ${target}`);

async function live(page: Page): Promise<void> {
  await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 15_000 });
}
