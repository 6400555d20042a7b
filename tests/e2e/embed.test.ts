/** A room in a frame of another page, as a blog shows it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { carryCookie, axeFindings, visitor } from "../support/chromium.ts";
import { type CreatedRoom, createRoom, freePort, startServer } from "../support/rooms/serverProcess.ts";
import { openStage } from "../support/stage.ts";

const pod = (name: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { type: "web" } },
  spec: { containers: [{ name: "c", image: "nginx" }] },
});

let blog: Server;
/** The blog's address by a name the operator allows, and by one they do not. */
let allowed: string;
let other: string;
let article = "";

beforeAll(async () => {
  blog = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(
      `<!doctype html><title>Blog</title><p style="height:40px">A post.</p>${article}<p style="height:2000px"></p>`,
    );
  });
  await new Promise<void>((done) => blog.listen(0, "127.0.0.1", done));
  const { port } = blog.address() as AddressInfo;
  allowed = `http://blog.localhost:${port}`;
  other = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  blog?.close();
});
const stage = openStage("embed", () => ({ EMBED_ORIGINS: allowed }));

async function teacher(
  created: CreatedRoom,
  query = "lang=en",
): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const { page, context } = await visitor(stage.browser);
  await carryCookie(context, created.cookie, stage.server.url);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: stage.server.url });
  await page.goto(`${stage.server.url}/room/${created.id}?${query}`);
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  return { page, close: () => context.close() };
}

async function openSharing(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder(/what you want to do|하고 싶은 일/).fill("share export");
  await page.keyboard.press("Enter");
  await page.getByTestId("embed-part").waitFor();
}

async function frameOf(page: Page): Promise<Frame> {
  const frame = await (await page.locator("iframe").elementHandle())?.contentFrame();
  if (!frame) throw new Error("no frame");
  return frame;
}

test("PAGE-16 a snippet from the dialog shows the room live on an allowed page, and on no other", async () => {
  const created = await createRoom(stage.server.url, { name: "Week 3", template: "course", manifests: [pod("pod-1")] });
  const at = await teacher(created);
  await openSharing(at.page);
  const part = at.page.getByTestId("embed-part");
  await part.getByText(allowed).waitFor();
  await part.getByRole("button", { name: "Make the embed link" }).click();
  await part.getByLabel("Shows").selectOption("both pods");
  await part.getByLabel("Theme").selectOption("dark");
  await part.getByLabel("Language").selectOption("en");
  await expect.poll(() => axeFindings(at.page), { timeout: 8_000, interval: 500 }).toEqual([]);
  await part.getByRole("button", { name: "Copy", exact: true }).click();
  article = await at.page.evaluate(() => navigator.clipboard.readText());
  await at.page.keyboard.press("Escape");

  const reader = await visitor(stage.browser, { width: 900, height: 800 });
  await reader.page.goto(allowed);
  const frame = await frameOf(reader.page);
  await frame.locator("[data-testid=embed][data-phase=live]").waitFor();
  await frame.locator("[data-pod='default/pod-1']").waitFor();
  await frame.locator("tr[data-row=pod-1]").waitFor();
  expect(await frame.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
  // To look at only: nothing in it is a control but what is on the map, and the way into the room.
  expect(await frame.getByRole("link").allTextContents()).toEqual(["Open in Podroom"]);
  expect(await frame.locator("input, select, textarea, [data-overlay] button").count()).toBe(0);
  expect(await frame.locator("body").innerText()).not.toContain("Instructor");
  expect(reader.errors).toEqual([]);
  // The page around it still scrolls, and walks back to where one came from.
  await reader.page.locator("iframe").hover();
  await reader.page.mouse.wheel(0, 300);
  await expect.poll(() => reader.page.evaluate(() => scrollY)).toBeGreaterThan(100);
  const steps = await reader.page.evaluate(() => history.length);
  await frame.locator("[data-pod='default/pod-1']").click();
  await frame.locator("[data-pod='default/pod-1'][aria-pressed=true]").waitFor();
  expect(await reader.page.evaluate(() => history.length)).toBe(steps);

  // What is done in the room is seen there.
  await fetch(`${created.clusterUrl}/api/v1/namespaces/default/pods`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(pod("pod-2")),
  });
  await frame.locator("[data-pod='default/pod-2']").waitFor();
  await frame.locator("tr[data-row=pod-2]").waitFor();

  await reader.page.goto(other);
  await reader.page.waitForTimeout(500);
  expect(await reader.page.frames().at(-1)?.locator("[data-testid=embed]").count()).toBe(0);

  // Ended, readers are told so.
  await reader.page.goto(allowed);
  await (await frameOf(reader.page)).locator("[data-testid=embed][data-phase=live]").waitFor();
  await openSharing(at.page);
  await part.getByRole("button", { name: "End all views" }).click();
  await (await frameOf(reader.page)).getByText("This embed link does not work any more", { exact: false }).waitFor();
  await reader.context.close();
  await at.close();
}, 60_000);

test.each([
  ["ko", "light", 390],
  ["en", "dark", 1024],
] as const)(
  "PAGE-16 axe finds nothing in an embedded view, %s %s %i",
  async (lang, theme, width) => {
    const created = await createRoom(stage.server.url, { template: "course", manifests: [pod("pod-1")] });
    const response = await fetch(`${stage.server.url}/api/rooms/${created.id}/links/embed`, {
      method: "POST",
      headers: { cookie: created.cookie, "content-type": "application/json" },
      body: "{}",
    });
    const { link } = (await response.json()) as { link: string };
    const { page, context, errors } = await visitor(stage.browser, { width, height: 600 });
    const look = async (query: string, hash = new URL(link).hash): Promise<void> => {
      await page.goto("about:blank");
      await page.goto(`${stage.server.url}/room/${created.id}/embed?lang=${lang}&theme=${theme}${query}${hash}`);
      await page.locator("[data-testid=embed][data-phase=live], [data-testid=embed-problem]").first().waitFor();
      await page.waitForTimeout(400);
      await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    };
    await look("");
    await look("&table=pods");
    await look("&table=nodes&map=0&ns=");
    await look("", "");
    expect(await page.getByTestId("embed-problem").getAttribute("data-code")).toBe("link");
    await look("", "#k=wrong");
    // What the page around it asked for is not remembered for the rooms.
    expect(await page.evaluate(() => localStorage.getItem("podroom:theme"))).toBeNull();
    expect(errors).toEqual([]);
    await context.close();
  },
  40_000,
);

test("PAGE-16 where the operator allows no page the dialog says so and offers no snippet", async () => {
  const closed = await startServer(join(stage.folder, "closed.db"), await freePort(), "on");
  try {
    const created = await createRoom(closed.url, {});
    const { page, context } = await visitor(stage.browser);
    await carryCookie(context, created.cookie, closed.url);
    await page.goto(`${closed.url}/room/${created.id}?lang=ko`);
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await openSharing(page);
    await page.getByTestId("embed-part").getByText("EMBED_ORIGINS").waitFor();
    expect(await page.getByTestId("embed-part").getByRole("button").count()).toBe(0);
    await context.close();
  } finally {
    await closed.kill();
  }
}, 40_000);
