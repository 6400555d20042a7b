/** Pages in real browsers while an operator restores a backup: they are told, and come back by themselves. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { QUOTA_TEXTS } from "../../server/rooms/quotas.ts";
import { backup, restore } from "../support/rooms/operatorCommands.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("restore", undefined, { kept: true });

const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec: {containers: [{name: c, image: nginx}]}
`;
const phase = (page: Page, now: string): Promise<void> =>
  page.locator(`[data-testid=room][data-phase=${now}]`).waitFor({ timeout: 30_000 });

test("OPER-48 a page says that a backup is restored, and is back in a few seconds without a reload", async () => {
  const { url } = stage.server;
  const room = await createRoom(url, { template: "course", manifests: [pod("stays")] });
  const [database, file] = [join(stage.folder, "podroom.db"), join(stage.folder, "backup.db")];
  expect(await backup(database, file)).toMatchObject({ code: 0 });
  const later = await createRoom(url, { template: "course" });
  const made = await fetch(`${room.clusterUrl}/api/v1/namespaces/default/pods`, {
    method: "POST",
    headers: { "content-type": "application/yaml" },
    body: pod("goes"),
  });
  expect(made.status).toBe(201);
  const page = await openAs(stage, room.cookie, `/room/${room.id}?lang=ko&theme=light`);
  const other = await openAs(stage, later.cookie, `/room/${later.id}?lang=en&theme=light`);
  await Promise.all([phase(page, "live"), phase(other, "live")]);
  const pods = page.locator("[data-pod]");
  await expect.poll(() => pods.count(), { timeout: 10_000 }).toBe(2);
  await page.evaluate(() => Object.assign(window, { stayed: true }));

  const told = page.getByText(QUOTA_TEXTS.restoring.ko).waitFor({ timeout: 30_000 });
  let away = 0;
  const gone = told.then(() => (away = Date.now()));
  const restored = restore(database, file);
  await gone;
  await phase(page, "live");
  const ms = Date.now() - away;
  console.log(`a page was back after ${ms} ms`);
  expect(ms).toBeLessThan(30_000);
  expect(await restored).toMatchObject({ code: 0, text: expect.stringContaining("the server goes on") });
  await expect.poll(() => pods.count(), { timeout: 10_000 }).toBe(1);
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
  await other.locator("[data-testid=room]").waitFor({ state: "detached", timeout: 30_000 });
  await page.context().close();
  await other.context().close();
});
