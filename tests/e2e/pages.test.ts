/** What pages say of themselves to browsers, chats and home screens, and what they weigh. */
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { carryCookie, visitor } from "../support/chromium.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openStage } from "../support/stage.ts";

const stage = openStage("pages");

/** Width, height of a PNG. */
function sizeOf(png: Buffer): string {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`;
}

async function bytes(path: string): Promise<Buffer> {
  const response = await fetch(new URL(path, stage.server.url));
  expect(response.status, path).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe("PAGE-17 the page as an app", () => {
  test("PAGE-17 a browser finds nothing that keeps it from being installed", async () => {
    const { page, context, errors } = await visitor(stage.browser);
    await page.goto(`${stage.server.url}/?theme=dark`);
    const session = await context.newCDPSession(page);
    const { data, errors: wrong } = (await session.send("Page.getAppManifest")) as {
      data: string;
      errors: readonly object[];
    };
    expect(wrong).toEqual([]);
    const manifest = JSON.parse(data) as {
      icons: { src: string; sizes: string; purpose: string }[];
      [name: string]: unknown;
    };
    expect(manifest).toMatchObject({ name: "Podroom", short_name: "Podroom", start_url: "/", display: "standalone" });
    expect(manifest.icons.map(({ purpose }) => purpose)).toEqual(["any", "any", "maskable"]);
    for (const { src, sizes } of manifest.icons) expect(sizeOf(await bytes(src))).toBe(sizes);
    const { installabilityErrors } = (await session.send("Page.getInstallabilityErrors")) as {
      installabilityErrors: readonly { errorId: string }[];
    };
    expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
    const link = (rel: string): Promise<string> =>
      page
        .locator(`link[rel="${rel}"]`)
        .first()
        .evaluate((one) => (one as HTMLLinkElement).href);
    expect(sizeOf(await bytes(await link("apple-touch-icon")))).toBe("180x180");
    expect((await bytes("/favicon.ico")).readUInt16LE(2)).toBe(1);
    const svg = await page.locator('link[rel="icon"][type="image/svg+xml"]').getAttribute("href");
    expect((await bytes(svg ?? "")).toString()).toContain("<svg");
    // The frame around the page has the page's colour, whatever the system's theme is.
    const colours = await page
      .locator("meta[name=theme-color]")
      .evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute("content")))]);
    expect(colours).toEqual(["#111419"]);
    expect(errors).toEqual([]);
    await context.close();
  }, 30_000);

  test.each(["light", "dark"])("PAGE-17 the frame around the page is its paper, %s", async (theme) => {
    const { page, context } = await visitor(stage.browser);
    await page.goto(`${stage.server.url}/?theme=${theme}`);
    const found = await page.evaluate(async () => {
      await new Promise((done) => setTimeout(done, 100));
      const canvas = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
      return {
        paper: `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`,
        frame: document.querySelector<HTMLMetaElement>("meta[name=theme-color]")?.content,
      };
    });
    expect(found.frame).toBe(found.paper);
    await context.close();
  });
});

describe("PAGE-18 previews of links", () => {
  const tags = async (path: string, language = "ko"): Promise<ReadonlyMap<string, string>> => {
    const html = await (await fetch(`${stage.server.url}${path}`, { headers: { "accept-language": language } })).text();
    return new Map(
      [...html.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)"/g)].map(([, name, content]) => [
        name as string,
        content as string,
      ]),
    );
  };

  test("PAGE-18 title, text and a picture of 1200 × 630, in the language asked for", async () => {
    const landing = await tags("/");
    expect(landing.get("og:title")).toBe("Podroom");
    expect(landing.get("og:description")).toMatch(/함께 쓰는 Kubernetes 클러스터/);
    expect((await tags("/", "en-US,en;q=0.9,ko;q=0.5")).get("og:description")).toMatch(/^A shared Kubernetes cluster/);
    expect((await tags("/?lang=en")).get("og:locale")).toBe("en_US");
    const picture = landing.get("og:image") ?? "";
    expect(picture.startsWith(stage.server.url)).toBe(true);
    const png = await bytes(picture);
    expect(sizeOf(png)).toBe("1200x630");
    // Some chats take no more.
    expect(png.length).toBeLessThan(300_000);
    expect(landing.get("robots")).toBeUndefined();
  });

  test("PAGE-18 a room's preview says nothing of the room, and is the same for one that is none", async () => {
    const created = await createRoom(stage.server.url, { name: "Secret exam" });
    const [there, none] = [await tags(`/room/${created.id}`), await tags("/room/zzzzzzzzzz")];
    expect([...there].filter(([name]) => name !== "og:url")).toEqual([...none].filter(([name]) => name !== "og:url"));
    expect([...there.values()].join(" ")).not.toContain("Secret");
    expect(there.get("og:title")).toBe("Podroom의 방");
    expect(there.get("robots")).toMatch(/noindex/);
  });
});

test("PAGE-21 a classroom is made with its name, mode and lesson, and its maker teaches there", async () => {
  const { page, context, errors } = await visitor(stage.browser, { width: 390, height: 844 });
  await page.goto(`${stage.server.url}/?lang=en`);
  await page.getByLabel("Name of the room").fill("Week 3");
  await page.getByLabel("Mode").selectOption({ label: "A cluster each: forks of the room's" });
  await page.getByLabel("Lesson").selectOption({ label: "5. Labels" });
  await page.getByRole("button", { name: "Create a classroom" }).click();
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  const { room, you } = (await page.evaluate(async () =>
    (await fetch(`/api${location.pathname.replace("/room/", "/rooms/")}`)).json(),
  )) as { readonly room: { readonly name: string; readonly mode: string }; readonly you: { readonly role: string } };
  expect([room.name, room.mode, you.role]).toEqual(["Week 3", "cluster-each", "instructor"]);
  await page.getByRole("tab", { name: "Lesson" }).click();
  await page.getByRole("region", { name: "For this class" }).getByText("Labels").waitFor();
  expect(errors).toEqual([]);
  await context.close();
}, 30_000);

describe("PAGE-19 what pages weigh", () => {
  /** Scripts a page loads until it rests: their bytes packed. */
  async function weigh(page: Page, url: string, ready: string): Promise<number> {
    const scripts = new Map<string, Promise<number>>();
    page.on("response", (response) => {
      const { pathname } = new URL(response.url());
      if (response.request().resourceType() === "script")
        scripts.set(
          pathname,
          response.body().then((body) => gzipSync(body).length),
        );
    });
    await page.goto(url);
    await page.locator(ready).first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(scripts.size).toBeGreaterThan(3);
    let sum = 0;
    for (const size of scripts.values()) sum += await size;
    return sum;
  }

  test("PAGE-19 the first page", async () => {
    const { page, context, errors } = await visitor(stage.browser);
    expect(await weigh(page, `${stage.server.url}/`, "h1")).toBeLessThan(125_000);
    expect(errors).toEqual([]);
    await context.close();
  }, 30_000);

  test("PAGE-19 the first page works before its letters are named, and is written in them then", async () => {
    const { page, context } = await visitor(stage.browser);
    const held: (() => void)[] = [];
    let asked = 0;
    await page.route("**/*.css", async (route) => {
      // The second of them: the first is the page's own.
      if (++asked > 1) await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    await page.goto(`${stage.server.url}/?lang=en`);
    await page.getByLabel("Name of the room").fill("Week 3");
    await page.getByRole("button", { name: "한국어" }).click();
    await page.getByRole("heading", { name: /Kubernetes/ }).waitFor();
    await expect.poll(() => held.length).toBe(1);
    const letters = (): Promise<number> => page.evaluate(() => document.fonts.size);
    expect(await letters()).toBe(0);
    held[0]?.();
    await expect.poll(letters).toBeGreaterThan(100);
    await expect.poll(() => page.evaluate(() => document.fonts.check("16px 'Pretendard Variable'", "쿠버"))).toBe(true);
    await context.close();
  }, 30_000);

  test("PAGE-19 a room before editor and terminal are opened", async () => {
    const created = await createRoom(stage.server.url, {});
    const { page, context } = await visitor(stage.browser);
    await carryCookie(context, created.cookie, stage.server.url);
    const all = await weigh(page, `${stage.server.url}/room/${created.id}?dock=feed`, "[data-phase=live]");
    expect(all).toBeLessThan(350_000);
    await context.close();
  }, 30_000);

  test.each(["ko", "en"])(
    "PAGE-19 fonts of a room come in pieces and keep no text waiting, in %s",
    async (lang) => {
      const created = await createRoom(stage.server.url, { template: "course" });
      const { page, context } = await visitor(stage.browser);
      await carryCookie(context, created.cookie, stage.server.url);
      const fonts = new Map<string, Promise<number>>();
      page.on("response", (response) => {
        if (response.request().resourceType() !== "font") return;
        const file = new URL(response.url()).pathname.split("/").at(-1) ?? "";
        fonts.set(
          file,
          response.body().then((body) => body.length),
        );
      });
      await page.goto(`${stage.server.url}/room/${created.id}?lang=${lang}&dock=terminal`);
      await page.locator("[data-phase=live]").waitFor();
      await page.locator(".xterm-rows").waitFor();
      await page.waitForLoadState("networkidle");
      const sizes = await Promise.all([...fonts].map(async ([file, size]) => [file, await size] as const));
      const fixed = sizes.filter(([file]) => file.startsWith("d2coding"));
      expect(fixed.length).toBeGreaterThan(0);
      expect(fixed.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(lang === "ko" ? 250_000 : 60_000);
      expect(Math.max(...sizes.map(([, size]) => size))).toBeLessThan(70_000);
      const displays = await page.evaluate(() =>
        [...document.styleSheets]
          .flatMap((sheet) => [...sheet.cssRules])
          .filter((rule) => rule instanceof CSSFontFaceRule)
          .map((rule) => (rule as CSSFontFaceRule).style.getPropertyValue("font-display")),
      );
      expect(displays.length).toBeGreaterThan(100);
      expect(displays.filter((display) => display !== "swap")).toEqual([]);
      await context.close();
    },
    30_000,
  );
});

describe("PAGE-27 a room begins", () => {
  const STATE = "**/api/rooms/*/state*";

  async function opened(prepare: (page: Page) => Promise<unknown>): Promise<Page> {
    const created = await createRoom(stage.server.url, { template: "course" });
    const { page, context } = await visitor(stage.browser);
    await carryCookie(context, created.cookie, stage.server.url);
    await prepare(page);
    await page.goto(`${stage.server.url}/room/${created.id}?lang=en`);
    return page;
  }

  test("PAGE-27 the state is asked for while scripts are on their way, once, and drawn before there is a line", async () => {
    const asked: string[] = [];
    const page = await opened(async (one) => {
      one.on("request", (request) => asked.push(request.url().slice(stage.server.url.length)));
      const isAsked = one.waitForRequest(STATE);
      await one.route("**/_next/static/**/*.js", async (route) => {
        await isAsked;
        await route.continue();
      });
      // A line that tells nothing.
      await one.routeWebSocket(/socket\.io/, () => undefined);
    });
    await page.getByTestId("map").getByText("worker1").first().waitFor();
    expect(await page.getByTestId("room").getAttribute("data-phase")).toBe("connecting");
    const states = asked.filter((path) => path.startsWith("/api/rooms/"));
    expect(states.map((path) => path.replace(/rooms\/\w+/, "rooms/x")).sort()).toEqual([
      "/api/rooms/x/state",
      "/api/rooms/x?begin",
    ]);
    await page.context().close();
  }, 30_000);

  test("PAGE-27 whoever gets no state so has all by the line", async () => {
    const page = await opened((one) => one.route(STATE, (route) => route.fulfill({ status: 429, body: "" })));
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await page.getByTestId("map").getByText("worker1").first().waitFor();
    await page.context().close();
  }, 30_000);
});
