/** The screens as a person with a keyboard, a screen reader, a link or a bad line meets them. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { carryCookie, axeFindings, visitor } from "../support/chromium.ts";
import { deploymentOf } from "../support/manifests.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openStage } from "../support/stage.ts";

const POD = (name: string, memory: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { type: "web" } },
  spec: { containers: [{ name: "c", image: "nginx", resources: { requests: { memory } } }] },
});
const DEPLOYMENT = deploymentOf("shop");
const SERVICE = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "svc" },
  spec: { selector: { type: "web" }, ports: [{ port: 80 }] },
};

const stage = openStage("screens");

async function open(
  query = "",
  size = { width: 1440, height: 900 },
): Promise<{ readonly page: Page; readonly room: string; readonly errors: readonly string[]; close(): Promise<void> }> {
  const created = await createRoom(stage.server.url, {
    template: "course",
    manifests: [POD("pod-1", "1Gi"), POD("pod-big", "20Gi"), DEPLOYMENT, SERVICE],
  });
  const { page, errors, context } = await visitor(stage.browser, size);
  await carryCookie(context, created.cookie, stage.server.url);
  const room = `${stage.server.url}/room/${created.id}`;
  await page.goto(`${room}?lang=en&theme=light${query}`);
  await live(page);
  await page.locator("[data-pod='default/pod-1'][data-ip]").waitFor();
  return { page, room, errors, close: () => context.close() };
}

test("PAGE-8 a link shows the same view, back and forward walk through it", async () => {
  const { page, close } = await open();
  await page.locator("[data-pod='default/pod-1']").click();
  await page.getByRole("tab", { name: "Why" }).click();
  await page.locator("[data-service='default/svc']").click();
  await expect.poll(() => new URL(page.url()).searchParams.get("at")).toBe("services/default/svc");
  await page.goBack();
  await page.getByRole("heading", { name: "pod-1" }).waitFor();
  await page.goForward();
  await page.getByRole("heading", { name: "svc", exact: true }).waitFor();
  await page.goto(`${page.url().replace(/\?.*/, "")}?lang=en&at=pods/default/pod-1&tab=why&owners=1&labels=app=shop`);
  await live(page);
  await page.getByTestId("scheduling").first().waitFor();
  await page.locator("[data-owner^='deployments.apps/default/shop']").waitFor();
  await page.getByRole("button", { name: "Remove the filter app=shop" }).click();
  expect(new URL(page.url()).searchParams.get("labels")).toBeNull();
  await close();
}, 30_000);

test("PAGE-9 PAGE-10 palette, shortcuts and panels by keyboard", async () => {
  const { page, close } = await open();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("A name, or what you want to do").fill("pod-1");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "pod-1" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "pod-1" }).waitFor({ state: "detached" });
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect.poll(() => new URL(page.url()).searchParams.get("view")).toBe("tables");
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await sheet.getByText("Show the whole map").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("i");
  await page.getByText("Right now").waitFor({ state: "detached" });
  await page.reload();
  await live(page);
  expect(await page.getByText("Right now").count()).toBe(0);
  await page.keyboard.press("i");
  await page.getByText("Right now").waitFor();
  await close();
}, 30_000);

test("PAGE-10 TABLES-15 the palette does what the rows' menus have", async () => {
  const { page, close } = await open();
  const ask = async (words: string, option: RegExp): Promise<void> => {
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("A name, or what you want to do").fill(words);
    await page.getByRole("option").filter({ hasText: option }).first().waitFor();
    await page.keyboard.press("Enter");
  };
  await ask("scale shop", /shop Scale/);
  const scaling = page.getByRole("dialog", { name: "Scale shop" });
  await scaling.getByLabel("Replicas").fill("2");
  await page.keyboard.press("Enter");
  await page.getByText("Scaled shop to 2").waitFor();
  await expect.poll(() => page.locator("[data-pod^='default/shop-']").count()).toBe(2);
  await ask("pause shop", /shop Pause rollout/);
  await page.getByText("Paused the rollout of shop").waitFor();
  await ask("resume shop", /shop Resume rollout/);
  await page.getByText("Resumed the rollout of shop").waitFor();
  await close();
}, 30_000);

test("PAGE-11 a change is confirmed, taken back, and the feed tells what followed", async () => {
  const { page, close } = await open("&at=deployments.apps/default/shop&dock=feed");
  await page.getByRole("button", { name: "One more" }).click();
  await page.getByText("Scaled shop to 2").waitFor();
  await expect.poll(() => page.locator("[data-pod^='default/shop-']").count()).toBe(2);
  const told = page.getByTestId("feed").getByRole("listitem").first();
  await expect.poll(() => told.textContent()).toMatch(/scaled deployments\/shop → 2.*1 Pod.*k8s-worker[12]/);
  await page.keyboard.press("u");
  await page.getByText("Taken back: Scaled shop to 2").waitFor();
  await expect.poll(() => page.locator("[data-pod^='default/shop-']").count(), { timeout: 10_000 }).toBe(1);
  await close();
}, 30_000);

test("WHY-8 MAP-6 why a pod waits, and where it would go", async () => {
  const { page, close } = await open("&at=pods/default/pod-big&tab=why");
  await page.locator("[data-pod='default/pod-big']").getByText("Not enough memory (2 nodes)").waitFor();
  await page.getByTestId("scheduling").getByText("✕").first().waitFor();
  await page.getByTestId("what-if-memory").fill(String(5 * 2 ** 30));
  await expect.poll(() => page.getByTestId("what-if-answer").textContent()).toContain("k8s-worker2");
  await close();
}, 30_000);

test("MAP-10 a request is told and seen on the map", async () => {
  const { page, close } = await open("&at=pods/default/pod-1");
  const address = page.getByRole("textbox", { name: "Address" });
  await address.fill("svc:80");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByTestId("trace").getByText("Service default/svc").first().waitFor();
  await page.getByTestId("trace-dot").waitFor();
  await address.fill("nowhere:80");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByTestId("trace").getByText("Could not resolve host: nowhere").waitFor();
  await close();
}, 30_000);

test("PAGE-12 whoever cannot enter is told why", async () => {
  const created = await createRoom(stage.server.url, {});
  const { page, context } = await visitor(stage.browser);
  const trouble = page.getByTestId("trouble");
  const kind = (): Promise<string | null> => trouble.getAttribute("data-trouble");
  await page.goto(`${stage.server.url}/room/zzzzzzzzzz?lang=en`);
  // The server does not tell strangers which rooms there are.
  await expect.poll(kind).toBe("link");
  await page.goto(`${stage.server.url}/room/${created.id}?lang=en`);
  await expect.poll(kind).toBe("link");
  await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
  await page.goto(`${stage.server.url}/room/${created.id}?lang=en#k=${"a".repeat(30)}`);
  await page.reload();
  await expect.poll(kind).toBe("revoked");
  await context.close();
}, 30_000);

test("PAGE-14 a change made while the line is broken waits for it", async () => {
  const { page, close } = await open("&at=deployments.apps/default/shop");
  await stage.server.kill();
  await page.locator("[data-testid=room][data-phase=lost]").waitFor();
  await page.getByRole("button", { name: "One more" }).click();
  await page.getByText("It is sent as soon as the line is back.").waitFor();
  await stage.restart();
  await live(page);
  await expect.poll(() => page.locator("[data-pod^='default/shop-']").count(), { timeout: 10_000 }).toBe(2);
  await close();
}, 40_000);

test.each<[number, number, string]>([
  [1440, 900, "light"],
  [1440, 900, "dark"],
  [1024, 768, "light"],
  [390, 844, "dark"],
])(
  "PAGE-13 axe finds nothing at %i × %i, %s",
  async (width: number, height: number, theme: string) => {
    const { page, room, errors, close } = await open("", { width, height });
    const findings: string[] = [];
    const look = async (name: string): Promise<void> => {
      // What is on its way in is half transparent.
      await page.waitForTimeout(450);
      for (const finding of await axeFindings(page))
        if (!findings.some((known) => known.endsWith(finding))) findings.push(`${name}: ${finding}`);
    };
    const go = async (query: string): Promise<void> => {
      await page.goto(`${room}?lang=en&theme=${theme}${query}`);
      await live(page);
    };
    await page.goto(`${stage.server.url}/?lang=en&theme=${theme}`);
    await page.getByRole("button", { name: "Try it now" }).waitFor();
    await look("landing");
    await go("&owners=1");
    await look("room");
    for (const [at, tab] of [
      ["pods/default/pod-1", "summary"],
      ["pods/default/pod-1", "why"],
      ["pods/default/pod-big", "why"],
      ["pods/default/pod-1", "timeline"],
      ["pods/default/pod-1", "yaml"],
      ["services/default/svc", "why"],
      ["deployments.apps/default/shop", "summary"],
      ["nodes//k8s-worker1", "summary"],
    ] as const) {
      await go(`&at=${at}&tab=${tab}`);
      await page
        .getByRole("heading", { name: at.split("/")[2] ?? "" })
        .first()
        .waitFor();
      await look(`${at} ${tab}`);
    }
    await go("&view=tables&dock=feed");
    await look("tables");
    await go("&labels=app=shop");
    await look("filtered map");
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("A name, or what you want to do").waitFor();
    await look("palette");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await look("shortcuts");
    expect(findings).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  },
  90_000,
);

async function live(page: Page): Promise<void> {
  await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 15_000 });
}
