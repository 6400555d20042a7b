/** A student on a bad line: slow, then broken for a while, with work on its way and more done meanwhile. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { carryCookie, visitor } from "../support/chromium.ts";
import { deploymentOf } from "../support/manifests.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { SlowLine } from "../support/slowLine.ts";
import { openStage } from "../support/stage.ts";

const stage = openStage("away");

const SHOP = deploymentOf("shop");
const MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: kept\n---\n";
const WRONG =
  "apiVersion: v1\nkind: Pod\nmetadata:\n  name: Wrong\nspec:\n  containers:\n    - name: c\n      image: nginx\n";
/** Without a line for so long, ms: the bar is 10 s, and what waits is told of after 15. */
const AWAY_MS = 10_000;

const terminal = async (page: Page): Promise<string> =>
  (await page.locator("[data-terminal=true] .xterm-rows > div").allTextContents())
    .map((row) => row.replaceAll("\u00a0", " ").trimEnd())
    .join("\n");

test("PAGE-14 PAGE-20 SYNC-8 200 ms, then 10 s away: all that was done is shown, and done once; all that was written is there", async () => {
  const room = await createRoom(stage.server.url, { template: "course", manifests: [SHOP] });
  const line = await SlowLine.open(stage.server.url, 100);
  const { page, context, errors } = await visitor(stage.browser);
  context.setDefaultTimeout(20_000);
  await carryCookie(context, room.cookie, line.url);
  await page.goto(`${line.url}/room/${room.id}?lang=en&theme=light&at=deployments.apps/default/shop`);
  const phase = (now: string): Promise<void> =>
    page.locator(`[data-testid=room][data-phase=${now}]`).waitFor({ timeout: 30_000 });
  const dock = (tab: string): Promise<void> => page.getByTestId("dock").getByRole("tab", { name: tab }).click();
  const api = async (path: string): Promise<{ readonly spec: { readonly replicas: number } }> =>
    (await fetch(`${room.clusterUrl}${path}`)).json() as never;
  const replicas = async (): Promise<number> =>
    (await api("/apis/apps/v1/namespaces/default/deployments/shop")).spec.replicas;
  await phase("live");

  // What is open when the line goes: each part was looked into once.
  await dock("Ask");
  const message = page.getByRole("textbox", { name: "Write to everybody" });
  await message.waitFor();
  await dock("YAML");
  const editor = page.locator(".cm-content");
  await editor.fill(MAP);
  await dock("Terminal");
  await expect.poll(() => terminal(page), { timeout: 30_000 }).toContain("root@k8s-master:~#");

  // Done, and the answer lost on the way.
  line.swallowAnswers();
  await page.getByRole("button", { name: "One more" }).click();
  await expect.poll(replicas).toBe(2);
  const begin = Date.now();
  line.cut();
  await phase("lost");
  await page.getByText("It is sent as soon as the line is back.").waitFor();

  await page.locator("[data-terminal=true]").click();
  await page.keyboard.type("kubectl get deployment shop -o name\necho one && echo t");
  await dock("YAML");
  await editor.fill(`${MAP}${WRONG}`);
  await page.getByTestId("apply").click();
  await expect.poll(() => page.getByTestId("apply").textContent()).toContain("Waiting for the line");
  await editor.press("Control+End");
  await page.keyboard.type("# 쓰던 글");
  await dock("Ask");
  await message.fill("hello");
  await page.getByRole("button", { name: "Send" }).click();
  await message.fill("hello again");
  // A part nobody looked into before.
  await dock("Activity");
  await page.getByRole("tab", { name: "Tables" }).click();
  await page.getByText("Loading").waitFor();
  await page.waitForTimeout(AWAY_MS - (Date.now() - begin));

  line.mend();
  await phase("live");
  await page.getByTestId("create").waitFor();
  await page.getByRole("tab", { name: "Map" }).click();
  await dock("Ask");
  await page.getByText("Scaled shop to 2").first().waitFor();
  await expect.poll(() => page.locator("[data-pod^='default/shop-']").count()).toBe(2);
  expect(await replicas()).toBe(2);
  await page.getByRole("region", { name: "Messages" }).getByText("hello", { exact: true }).waitFor();
  expect(await message.inputValue()).toBe("hello again");
  await dock("YAML");
  await page.getByText("configmap/kept").waitFor();
  await page
    .getByText(/Invalid value: "Wrong"/)
    .first()
    .waitFor();
  expect(await editor.innerText()).toContain("# 쓰던 글");
  await dock("Terminal");
  await expect
    .poll(() => terminal(page))
    .toMatch(/-o name\ndeployment\.apps\/shop\nroot@k8s-master:~# echo one && echo t$/m);
  await page.locator("[data-terminal=true]").click();
  await page.keyboard.type("wo\n");
  await expect.poll(() => terminal(page)).toMatch(/\none\ntwo\n/);
  await page.getByText("It is sent as soon as the line is back.").waitFor({ state: "detached" });
  expect(errors).toEqual([]);
  await context.close();
  await line.close();
}, 90_000);
