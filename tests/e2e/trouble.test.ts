/** Everything that can keep a person out, met as they meet it: each has a page of its own that says what to do. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import type { PersonAction } from "../../server/protocol/classroom/actionSchema.ts";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { axeFindings, visitor } from "../support/chromium.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openStage } from "../support/stage.ts";

const stage = openStage("trouble", () => ({ ROOM_PEOPLE: "3" }));
/** Where pictures are wanted, by hand. */
const pictures = process.env["PICTURES"];

beforeAll(async () => {
  if (pictures) mkdirSync(pictures, { recursive: true });
});

interface Meeting {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly room: CreatedRoom;
  readonly at: string;
  /** As the instructor. */
  api(method: string, path: string, body?: object): Promise<void>;
  /** Comes in as a student, in this browser. */
  enter(path?: string): Promise<void>;
  /** Follows a link: what it does is known before a nickname is asked. */
  follow(token: string): Promise<void>;
}

async function asTeacher(room: CreatedRoom, action: PersonAction): Promise<void> {
  const teacher = new RoomConnection({ roomId: room.id, url: stage.server.url, extraHeaders: { cookie: room.cookie } });
  teacher.connect();
  await expect.poll(() => teacher.getSnapshot().phase).toBe("live");
  await teacher.act(action);
  teacher.close();
}

const TROUBLES: { readonly [kind: string]: (meeting: Meeting) => Promise<unknown> } = {
  page: ({ page }) => page.goto(`${stage.server.url}/no/such/page`),
  unknown: async ({ page, api, enter, at }) => {
    await enter();
    await api("DELETE", "");
    await page.goto(at);
  },
  link: ({ page, at }) => page.goto(at),
  revoked: ({ follow }) => follow("a".repeat(24)),
  full: async ({ room, follow }) => {
    for (const nickname of ["one", "two"])
      await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname });
    await follow(room.token.student);
  },
  locked: async ({ room, follow }) => {
    await asTeacher(room, { type: "lock", locked: true });
    await follow(room.token.student);
  },
  expired: async ({ room, api, follow }) => {
    await api("PATCH", "/links/student", { lasts: 1 });
    await follow(room.token.student);
  },
  usedUp: async ({ room, api, follow }) => {
    await api("PATCH", "/links/student", { most: 1 });
    await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname: "one" });
    await follow(room.token.student);
  },
  turnedAway: async ({ page, room, api, follow }) => {
    await asTeacher(room, { type: "waiting-room", on: true });
    await follow(room.token.student);
    await page.getByLabel(/Your nickname|별명/).fill("Late");
    await page.getByRole("button", { name: /Enter|들어가기/ }).click();
    await page.getByTestId("waiting").getByText("Late").waitFor();
    await api("POST", "/waiting", { people: "all", letIn: false });
  },
  moved: ({ page, room }) => page.goto(`${stage.server.url}/room/${room.id}#m=${"a".repeat(24)}`),
  removed: async ({ page, room, api, enter }) => {
    await enter();
    const { you } = (await page.evaluate(async (id) => (await fetch(`/api/rooms/${id}`)).json(), room.id)) as {
      you: { id: string };
    };
    await api("DELETE", `/people/${you.id}`);
  },
  away: async ({ page, at }) => {
    await page.route("**/api/rooms/**", (route) => route.abort());
    await page.goto(at);
  },
  busy: async ({ page, at }) => {
    await page.route("**/api/rooms/**", (route) => route.fulfill({ status: 429, body: "too many requests" }));
    await page.goto(at);
  },
  version: async ({ page, enter }) => {
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const real = socket.connectToServer();
      socket.onMessage((text) => real.send(String(text).replace(/"version":\d+/, '"version":0')));
      real.onMessage((text) => socket.send(text));
    });
    await enter();
  },
  teachers: ({ enter }) => enter("/monitor"),
  crash: async ({ page, at }) => {
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "language", {
        get() {
          throw new Error("this browser names no language");
        },
      });
      localStorage.clear();
    });
    await page.goto(at.replace(/\?.*/, ""));
  },
};

test.each(
  Object.keys(TROUBLES).flatMap((kind, index): (readonly [string, "ko" | "en", "light" | "dark", number])[] => [
    [kind, index % 2 === 0 ? "ko" : "en", index % 3 === 0 ? "dark" : "light", index % 2 === 0 ? 390 : 1280],
    ...(pictures ? [[kind, index % 2 === 0 ? "en" : "ko", index % 3 === 0 ? "light" : "dark", 1280] as const] : []),
  ]),
)(
  "PAGE-12 %s has a page of its own (%s, %s, %i px)",
  async (kind, lang, theme, width) => {
    const room = await createRoom(stage.server.url, {});
    const { page, context } = await visitor(stage.browser, { width, height: 800 });
    const look = `?lang=${lang}&theme=${theme}`;
    await context.addInitScript(
      ([language, shade]) => {
        localStorage.setItem("podroom:lang", language as string);
        localStorage.setItem("podroom:theme", shade as string);
      },
      [lang, theme],
    );
    await TROUBLES[kind]?.({
      page,
      context,
      room,
      at: `${stage.server.url}/room/${room.id}${look}`,
      async api(method, path, body) {
        const answer = await fetch(`${stage.server.url}/api/rooms/${room.id}${path}`, {
          method,
          headers: { cookie: room.cookie, "content-type": "application/json" },
          ...(body ? { body: JSON.stringify(body) } : {}),
        });
        if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
      },
      async enter(path = "") {
        const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname: "Mina" });
        const [name, value] = cookie.split("=") as [string, string];
        await context.addCookies([{ name, value, url: stage.server.url }]);
        await page.goto(`${stage.server.url}/room/${room.id}${path}${look}`);
        await page.locator("[data-testid=room][data-phase=live], [data-testid=trouble]").first().waitFor();
      },
      async follow(token) {
        await page.goto(`${stage.server.url}/room/${room.id}${look}#k=${token}`);
      },
    });
    const trouble = page.getByTestId("trouble");
    await expect.poll(() => trouble.getAttribute("data-trouble")).toBe(kind);
    if (kind !== "crash") await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe(lang);
    // A way on, beside the words.
    expect(await trouble.getByRole("link").or(trouble.getByRole("button")).count()).toBeGreaterThan(0);
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    if (pictures) await page.screenshot({ path: join(pictures, `${kind}-${lang}-${theme}.png`) });
    await context.close();
  },
  40_000,
);

test("PAGE-12 whoever's link is renewed, and whoever is put out while the line is broken, is told so", async () => {
  const room = await createRoom(stage.server.url, {});
  const student = async (nickname: string): Promise<{ readonly page: Page; readonly context: BrowserContext }> => {
    const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname });
    const seat = await visitor(stage.browser);
    const [name, value] = cookie.split("=") as [string, string];
    await seat.context.addCookies([{ name, value, url: stage.server.url }]);
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
  const [name, value] = room.cookie.split("=") as [string, string];
  await context.addCookies([{ name, value, url: stage.server.url }]);
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
