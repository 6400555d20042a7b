/** The map's changes as the eye follows them from cause to effect, in a real browser. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { RoomConnection } from "../../components/client/RoomConnection.ts";
import { deploymentOf } from "../support/manifests.ts";
import { type CreatedRoom, createRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("causes");

const pod = (name: string, type: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { type } },
  spec: { containers: [{ name: "container", image: "kubetm/app" }] },
});
const MANIFESTS = [
  pod("pod-1", "web"),
  pod("pod-2", "db"),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "svc" },
    spec: { selector: { type: "web" }, ports: [{ port: 8080 }] },
  },
  deploymentOf("shop"),
];

async function connect(room: CreatedRoom): Promise<RoomConnection> {
  const extraHeaders = { cookie: room.cookie };
  const connection = new RoomConnection({ roomId: room.id, url: stage.server.url, extraHeaders });
  connection.connect();
  await expect.poll(() => connection.getSnapshot().phase).toBe("live");
  return connection;
}

/** Notes how often each of these was seen in any frame, from now on. */
async function watch(page: Page, selectors: readonly string[]): Promise<() => Promise<readonly number[]>> {
  await page.evaluate((all) => {
    const seen = all.map(() => 0);
    Object.assign(globalThis, { podroomSeen: seen });
    const look = (): void => {
      all.forEach((selector, index) => (seen[index] = (seen[index] ?? 0) + (document.querySelector(selector) ? 1 : 0)));
      requestAnimationFrame(look);
    };
    look();
  }, selectors);
  return () => page.evaluate(() => (globalThis as unknown as { podroomSeen: number[] }).podroomSeen);
}

const ready = async (room: CreatedRoom): Promise<Page> => {
  const page = await openAs(stage, room.cookie, `/room/${room.id}?lang=en`, { width: 1440, height: 900 });
  await page.locator('[data-pod="default/pod-2"]').filter({ hasText: "Running" }).waitFor();
  await page.locator('[data-line="default/svc"]').waitFor();
  await page.locator('[data-pod^="default/shop"]').filter({ hasText: "Running" }).waitFor();
  return page;
};

describe("MAP-13 causes and effects on the map", () => {
  test("MAP-13 a label changes: the card says which, one line goes and another comes", async () => {
    const room = await createRoom(stage.server.url, { template: "course", manifests: MANIFESTS });
    const teacher = await connect(room);
    const page = await ready(room);
    const seen = await watch(page, ["[data-testid=label-change]", "[data-leaving]", ".line-comes"]);
    const label = (name: string, type: string): Promise<unknown> =>
      teacher.request("PATCH", `/api/v1/namespaces/default/pods/${name}`, {
        contentType: "application/merge-patch+json",
        body: JSON.stringify({ metadata: { labels: { type } } }),
      });
    await Promise.all([label("pod-1", "db"), label("pod-2", "web")]);
    await page.getByTestId("label-change").filter({ hasText: "type=web" }).waitFor();
    await expect.poll(async () => (await seen()).every((frames) => frames > 0)).toBe(true);
    const told = page.locator("[data-leaving], [data-testid=label-change]");
    await expect.poll(() => told.count(), { timeout: 10_000 }).toBe(0);
    expect(await page.locator('[data-line="default/svc"]').count()).toBe(1);
    teacher.close();
    await page.context().close();
  }, 60_000);

  test("MAP-13 a pod goes: its card fades, its successor comes with the new address lit", async () => {
    const room = await createRoom(stage.server.url, { template: "course", manifests: MANIFESTS });
    const teacher = await connect(room);
    const page = await ready(room);
    const old = page.locator('[data-pod^="default/shop"]');
    const name = (await old.getAttribute("data-pod"))?.split("/")[1] as string;
    const ip = await old.getAttribute("data-ip");
    const seen = await watch(page, [".leaves", ".arrives", "[data-new-ip]"]);
    await teacher.request("DELETE", `/api/v1/namespaces/default/pods/${name}?gracePeriodSeconds=0`);
    await expect.poll(async () => (await seen()).every((frames) => frames > 0), { timeout: 20_000 }).toBe(true);
    await expect.poll(() => old.getAttribute("data-ip"), { timeout: 20_000 }).toMatch(/^20\./);
    expect(await old.getAttribute("data-ip")).not.toBe(ip);
    teacher.close();
    await page.context().close();
  }, 60_000);

  test("MAP-13 with reduced motion the same is told, and nothing moves", async () => {
    const room = await createRoom(stage.server.url, { template: "course", manifests: MANIFESTS });
    const teacher = await connect(room);
    const page = await ready(room);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await teacher.request("PATCH", "/api/v1/namespaces/default/pods/pod-2", {
      contentType: "application/merge-patch+json",
      body: JSON.stringify({ metadata: { labels: { type: "web" } } }),
    });
    await page.getByTestId("label-change").waitFor();
    const longest = await page.evaluate(() =>
      Math.max(0, ...document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0))),
    );
    expect(longest).toBeLessThanOrEqual(1);
    teacher.close();
    await page.context().close();
  }, 60_000);
});
