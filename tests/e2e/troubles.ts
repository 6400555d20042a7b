/** Everything that can keep a person out, brought about as they meet it: for a test, and for pictures. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import type { PersonAction } from "../../server/protocol/classroom/actionSchema.ts";
import { carryCookie, visitor } from "../support/chromium.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";

/** The server's `ROOM_PEOPLE`, for the room that is full. */
export const FEW_PEOPLE = "3";

interface Meeting {
  readonly page: Page;
  readonly room: CreatedRoom;
  /** The server's. */
  readonly url: string;
  /** The room's page. */
  readonly at: string;
  /** As the instructor. */
  api(method: string, path: string, body?: object): Promise<void>;
  /** Comes in as a student, in this browser. */
  enter(path?: string): Promise<void>;
  /** Follows a link: what it does is known before a nickname is asked. */
  follow(token: string): Promise<void>;
}

async function asTeacher(url: string, room: CreatedRoom, action: PersonAction): Promise<void> {
  const teacher = new RoomConnection({ roomId: room.id, url, extraHeaders: { cookie: room.cookie } });
  teacher.connect();
  // Waits for the room by itself.
  await teacher.act(action);
  teacher.close();
}

export const TROUBLES: { readonly [kind: string]: (meeting: Meeting) => Promise<unknown> } = {
  page: ({ page, url }) => page.goto(`${url}/no/such/page`),
  unknown: async ({ page, api, enter, at }) => {
    await enter();
    await api("DELETE", "");
    await page.goto(at);
  },
  link: ({ page, at }) => page.goto(at),
  revoked: ({ follow }) => follow("a".repeat(24)),
  full: async ({ room, url, follow }) => {
    for (const nickname of ["one", "two"]) await joinRoom(url, room.id, { token: room.token.student, nickname });
    await follow(room.token.student);
  },
  locked: async ({ room, url, follow }) => {
    await asTeacher(url, room, { type: "lock", locked: true });
    await follow(room.token.student);
  },
  expired: async ({ room, api, follow }) => {
    await api("PATCH", "/links/student", { lasts: 1 });
    await follow(room.token.student);
  },
  usedUp: async ({ room, url, api, follow }) => {
    await api("PATCH", "/links/student", { most: 1 });
    await joinRoom(url, room.id, { token: room.token.student, nickname: "one" });
    await follow(room.token.student);
  },
  turnedAway: async ({ page, room, url, api, follow }) => {
    await asTeacher(url, room, { type: "waiting-room", on: true });
    await follow(room.token.student);
    await page.getByLabel(/Your nickname|별명/).fill("Late");
    await page.getByRole("button", { name: /Enter|들어가기/ }).click();
    await page.getByTestId("waiting").getByText("Late").waitFor();
    await api("POST", "/waiting", { people: "all", letIn: false });
  },
  moved: ({ page, room, url }) => page.goto(`${url}/room/${room.id}#m=${"a".repeat(24)}`),
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

/** A browser profile of its own that has met this trouble in a room of its own. */
export async function meetTrouble(
  kind: string,
  browser: Browser,
  url: string,
  {
    lang,
    theme,
    ...size
  }: { readonly lang: string; readonly theme: string; readonly width: number; readonly height: number },
): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const room = await createRoom(url, {});
  const { page, context } = await visitor(browser, size);
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
    room,
    url,
    at: `${url}/room/${room.id}${look}`,
    async api(method, path, body) {
      const answer = await fetch(`${url}/api/rooms/${room.id}${path}`, {
        method,
        headers: { cookie: room.cookie, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
    },
    async enter(path = "") {
      const { cookie } = await joinRoom(url, room.id, { token: room.token.student, nickname: "Mina" });
      await carryCookie(context, cookie, url);
      await page.goto(`${url}/room/${room.id}${path}${look}`);
      await page.locator("[data-testid=room][data-phase=live], [data-testid=trouble]").first().waitFor();
    },
    async follow(token) {
      await page.goto(`${url}/room/${room.id}${look}#k=${token}`);
    },
  });
  return { page, context };
}
