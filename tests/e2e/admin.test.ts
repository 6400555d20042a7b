/** The operator's page in a real browser: the door, rooms by the thousand, what is done to them, and what goes wrong meanwhile. */
import { join, resolve } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { openDatabase } from "../../server/persistence/openDatabase.ts";
import { prismaStorage } from "../../server/persistence/prismaStorage.ts";
import { axeFindings, visitor } from "../support/chromium.ts";
import { openDialog } from "./pictureScreens.ts";
import { createRoom, freePort, startServer } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const SECRET = "a secret for this test";
const MANY = 1_000;
const stage = openStage("admin", () => ({ ADMIN_SECRET: SECRET, ROOMS: "5000" }));

interface Operator {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly errors: readonly string[];
}

async function signIn(page: Page, secret = SECRET): Promise<void> {
  await page.locator("[name=secret]").fill(secret);
  await page.keyboard.press("Enter");
}

async function operator(query = "lang=en&theme=light", size = { width: 1440, height: 900 }): Promise<Operator> {
  const made = await visitor(stage.browser, size);
  await made.page.goto(`${stage.server.url}/admin?${query}`);
  await signIn(made.page);
  await made.page.getByRole("table").waitFor();
  return made;
}

const line = (page: Page, id: string) => page.locator(`tr[data-room="${id}"]`);

async function find(page: Page, text: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search names and ids" }).fill(text);
}

test("OPER-45 without a secret the page says how it is switched on", async () => {
  const server = await startServer(join(stage.folder, "off.db"), await freePort(), "on");
  const { page, context } = await visitor(stage.browser);
  try {
    for (const [lang, words] of [
      ["en", "is not switched on"],
      ["ko", "켜져 있지 않아요"],
    ] as const) {
      await page.goto(`${server.url}/admin?lang=${lang}`);
      await page.getByRole("heading", { name: new RegExp(words) }).waitFor();
      await page.getByText("ADMIN_SECRET=").waitFor();
      expect(await page.locator("[name=secret]").count()).toBe(0);
      expect(await axeFindings(page)).toEqual([]);
    }
  } finally {
    await context.close();
    await server.kill();
  }
});

test("OPER-40 OPER-45 a wrong secret is told, the right one lets in and stays nowhere in the browser; signing out takes all away", async () => {
  const room = await createRoom(stage.server.url, { name: "Not for everybody" });
  const { page, context, errors } = await visitor(stage.browser);
  await page.goto(`${stage.server.url}/admin?lang=en`);
  // The field has the focus: nothing else is here to do.
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("secret");
  await signIn(page, "not the secret at all");
  await page.getByRole("alert").getByText("this is not the operator's secret").waitFor();
  await signIn(page);
  await line(page, room.id).getByText("Not for everybody").waitFor();
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.cookie]),
  );
  expect(kept).not.toContain(SECRET);
  expect(kept).not.toContain("podroom_operator");
  const [cookie] = (await context.cookies(`${stage.server.url}/api/admin/rooms`)).filter(
    ({ name }) => name === "podroom_operator",
  );
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/api/admin" });
  await page.reload();
  await line(page, room.id).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You signed out.").waitFor();
  expect(await page.getByText("Not for everybody").count()).toBe(0);
  await page.reload();
  await page.locator("[name=secret]").waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

test("OPER-43 OPER-45 by keyboard alone: marked, deleted, taken back, and gone for good when it is typed", async () => {
  const rooms = [];
  for (const name of ["keys one", "keys two", "keys three"]) rooms.push(await createRoom(stage.server.url, { name }));
  const { page, context, errors } = await operator();
  const press = (...keys: string[]): Promise<void> =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  await page.getByRole("searchbox").focus();
  await page.keyboard.type("keys");
  await page.getByText("3 of").waitFor();
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null);
  for (let tabs = 0; tabs < 20 && !(await focused())?.startsWith("Mark keys"); tabs++) await press("Tab");
  await press("Space", "ArrowDown", "Space");
  await page.getByRole("toolbar").getByText("2 marked").waitFor();
  for (let tabs = 0; tabs < 30; tabs++) {
    await press("Shift+Tab");
    if (
      await page
        .getByRole("toolbar")
        .getByRole("button", { name: "Delete", exact: true })
        .evaluate((one) => one === document.activeElement)
    )
      break;
  }
  await press("Enter");
  // They are awake: somebody may be there.
  await page.getByRole("dialog", { name: /Delete 2 rooms/ }).waitFor();
  for (let tabs = 0; tabs < 6; tabs++) {
    await press("Tab");
    if (
      await page
        .getByRole("dialog")
        .getByRole("button", { name: "Delete" })
        .evaluate((one) => one === document.activeElement)
    )
      break;
  }
  await press("Enter");
  await page.getByText("2 rooms deleted.").waitFor();
  await expect.poll(() => page.locator("[data-state=deleted]").count()).toBe(2);
  expect(await page.locator("[data-state=deleted]").first().textContent()).toMatch(/gone in [67] days/);
  // Messages are reached by a key of their own, Alt+T.
  await press("Alt+t");
  for (let tabs = 0; tabs < 6; tabs++) {
    if (await page.getByRole("button", { name: "Undo" }).evaluate((one) => one === document.activeElement)) break;
    await press("Tab");
  }
  await press("Enter");
  await page.getByText("2 rooms brought back.").waitFor();
  await expect.poll(() => page.locator("[data-state=deleted]").count()).toBe(0);

  const [one] = rooms;
  const id = one?.id ?? "";
  await line(page, id).getByRole("button").focus();
  await press("Enter");
  await page.getByRole("menuitem", { name: "Delete for good…" }).focus();
  await press("Enter");
  const dialog = page.getByRole("dialog", { name: "Delete a room for good?" });
  await dialog.waitFor();
  const sure = dialog.getByRole("button", { name: "Delete for good" });
  expect(await sure.isDisabled()).toBe(true);
  await page.keyboard.type(`${id}x`);
  await press("Enter");
  expect(await sure.isDisabled()).toBe(true);
  await press("Backspace", "Enter");
  await page.getByText("Room gone for good.").waitFor();
  await expect.poll(() => line(page, id).count()).toBe(0);
  expect((await fetch(`${stage.server.url}/api/rooms/${id}`, { headers: { cookie: one?.cookie ?? "" } })).status).toBe(
    404,
  );
  expect(errors).toEqual([]);
  await context.close();
});

test("OPER-44 a teacher who lost their link comes in by the operator's, and the room sees who made it", async () => {
  const room = await createRoom(stage.server.url, { name: "lost link" });
  const teacher = await openAs(stage, room.cookie, `/room/${room.id}?lang=en&dock=feed`);
  await teacher.locator("[data-phase=live]").waitFor();
  const { page, context } = await operator();
  await find(page, room.id);
  await line(page, room.id).getByRole("button").click();
  await page.getByRole("menuitem", { name: "New instructor link…" }).click();
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = (await page.getByTestId("operator-link").textContent()) ?? "";
  await teacher.getByTestId("feed").getByText("made a new link for instructors").waitFor();
  await teacher.getByText("The operator of this server made a new instructors' link").waitFor();
  await openDialog("settings", "links")(teacher);
  await teacher.getByTestId("operator-note").waitFor();
  const other = await visitor(stage.browser);
  await other.page.goto(link.replace("#", "?lang=en#"));
  await other.page.getByRole("textbox").fill("Jihoon");
  await other.page.keyboard.press("Enter");
  await other.page.locator("[data-testid=room][data-phase=live]").waitFor();
  const { you } = (await other.page.evaluate(async () =>
    (await fetch(`/api${location.pathname.replace("/room/", "/rooms/")}`)).json(),
  )) as { readonly you: { readonly role: string } };
  expect(you.role).toBe("instructor");
  await Promise.all([context, other.context, teacher.context()].map((one) => one.close()));
});

test("OPER-45 a server that is away says so and keeps what was seen; one that started anew asks for the secret, and shows nothing before", async () => {
  const room = await createRoom(stage.server.url, { name: "still here" });
  const { page, context, errors } = await operator();
  await find(page, "still");
  await line(page, room.id).waitFor();
  await stage.server.kill();
  await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
  expect(await line(page, room.id).isVisible()).toBe(true);
  await line(page, room.id).getByRole("button").click();
  await page.getByRole("menuitem", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Not done with one room").waitFor();
  await stage.restart();
  await page.getByText("You are not signed in any more").waitFor({ timeout: 20_000 });
  expect(await page.getByText("still here").count()).toBe(0);
  await signIn(page);
  await line(page, room.id).getByText("asleep").waitFor();
  expect(errors).toEqual([]);
  await context.close();
});

test("OPER-40 OPER-45 before a session ends it says so, and goes on when one wants", async () => {
  const { page, context } = await operator();
  // The server's own answer, with an end that is near until the session was prolonged.
  let isNear = true;
  await page.route("**/api/admin/session", (route) => {
    isNear = false;
    return route.continue();
  });
  await page.route("**/api/admin/overview", async (route) => {
    const answer = await route.fetch();
    const overview = (await answer.json()) as { now: number; session: { now: number; expiresAt: number } };
    if (isNear) overview.session.expiresAt = overview.now + 3.5 * 60_000;
    await route.fulfill({ response: answer, json: overview });
  });
  await page.getByRole("alert").getByText("Your session ends in 3 minutes.").waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Stay signed in" }).click();
  await page.getByText("You stay signed in.").waitFor();
  await page.getByText("Your session ends").waitFor({ state: "detached" });
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
});

test("OPER-45 it asks anew while somebody looks, and not while nobody does", async () => {
  const { page, context } = await operator();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const look = (hidden: boolean): Promise<void> =>
    page.evaluate((on) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => on });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await page.clock.install();
  await look(true);
  await page.clock.runFor(60_000);
  asked.length = 0;
  await page.clock.runFor(60_000);
  expect(asked).toEqual([]);
  await look(false);
  await expect.poll(() => asked.filter((path) => path === "/api/admin/overview").length).toBe(1);
  await expect.poll(() => asked.filter((path) => path === "/api/admin/rooms").length).toBe(1);
  await context.close();
});

test.each([
  ["en", "light", 1440],
  ["en", "dark", 390],
  ["ko", "light", 390],
  ["ko", "dark", 1440],
] as const)(
  "OPER-45 axe finds nothing at the door, in rooms, dialog and limits: %s, %s, %i px",
  async (lang, theme, width) => {
    await createRoom(stage.server.url, { name: "axe" });
    const { page, context, errors } = await visitor(stage.browser, { width, height: 844 });
    await page.goto(`${stage.server.url}/admin?lang=${lang}&theme=${theme}`);
    await page.locator("[name=secret]").waitFor();
    expect(await axeFindings(page), "door").toEqual([]);
    await signIn(page);
    await page.locator("tbody tr[data-room]").first().waitFor();
    await page.locator("tbody input[type=checkbox]").first().click();
    expect(await axeFindings(page), "rooms").toEqual([]);
    await page
      .getByRole("toolbar")
      .getByRole("button", { name: /for good|완전히/ })
      .click();
    await page.getByRole("dialog").waitFor();
    expect(await axeFindings(page), "dialog").toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("tab").nth(1).click();
    await page.locator("[data-setting=ROOMS]").getByText("5000").waitFor();
    expect(await axeFindings(page), "limits").toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  },
  60_000,
);

test("OPER-42 OPER-45 rooms by the thousand are counted, sorted and found; few of them are drawn", async () => {
  await stage.server.kill();
  const storage = prismaStorage(
    await openDatabase(`file:${join(stage.folder, "podroom.db")}`, resolve("prisma/migrations")),
  );
  const DAY = 86_400_000;
  const now = Date.now();
  for (let number = 0; number < MANY; number++)
    await storage.createRoom(
      {
        id: `r${String(number).padStart(9, "0")}`,
        name: `room ${number}`,
        mode: "shared",
        template: "course",
        seed: 1,
        startTime: now,
        createdAt: now - 40 * DAY + number * 60_000,
        epoch: "e",
      },
      [],
    );
  await storage.close();
  await stage.restart();
  const { page, context, errors } = await operator("lang=en&theme=light");
  await page.getByText(/1,0\d\d rooms/).waitFor();
  expect(await page.locator("tbody tr[data-room]").count()).toBeLessThan(80);
  await page.getByRole("button", { name: "Name" }).click();
  await find(page, "room 14");
  const fitting = Array.from({ length: MANY }, (_, number) => String(number)).filter((text) => text.includes("14"));
  await page.getByText(`${fitting.length} of`).waitFor();
  const names = await page.locator("tbody tr[data-room] .font-medium").allTextContents();
  expect(names.slice(0, 3)).toEqual(fitting.slice(0, 3).map((text) => `room ${text}`));
  await find(page, "r000000999");
  await expect.poll(() => page.locator("tbody tr[data-room]").count()).toBe(1);
  expect(errors).toEqual([]);
  await context.close();
}, 120_000);
