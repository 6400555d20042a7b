/**
 * How soon one can do something with a page, cold, on a slow phone's processor and line: a quarter of this processor's speed, and what
 * browsers call fast 3G. Held against an empty page the same server answers with, under the same throttling.
 */
import { rmSync, mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../tests/support/chromium.ts";
import { createRoom, freePort, startServer } from "../tests/support/rooms/serverProcess.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { ROOT } from "./BenchServer.ts";
import { median } from "./measure.ts";

const SLOWER = 4;
/** Bytes a second down and up, ms there and back. */
const FAST_3G = { downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9, latency: 150 * 3.75 };
const TIMES = 5;

interface Subject {
  readonly url: string;
  readonly cookie?: string;
  usable(page: Page): Promise<void>;
}

export async function pageLoadRows(): Promise<readonly BenchRow[]> {
  mkdirSync(join(ROOT, ".build"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".build/bench-"));
  const server = await startServer(join(folder, "bench.db"), await freePort(), "on");
  const browser = await launchChromium();
  try {
    const room = await createRoom(server.url, { template: "course" });
    const empty: Subject = { url: `${server.url}/healthz`, usable: async () => undefined };
    const landing: Subject = {
      url: `${server.url}/?lang=en`,
      async usable(page) {
        // Set by the page's own script when it has taken over.
        await page.waitForFunction(() => document.documentElement.dataset["theme"] !== undefined);
        await page.getByRole("button", { name: "Try it now" }).click({ trial: true });
      },
    };
    const inside: Subject = {
      url: `${server.url}/room/${room.id}?lang=en`,
      cookie: room.cookie,
      async usable(page) {
        await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 60_000 });
        await page.locator("[data-testid=map]").waitFor();
      },
    };
    // In turns: what else the machine has to do is shared.
    const times = new Map<Subject, number[]>([empty, landing, inside].map((subject) => [subject, []]));
    for (let time = 0; time < TIMES; time++)
      for (const [subject, found] of times) found.push(await load(browser, subject));
    const middle = (subject: Subject): number => median(times.get(subject) ?? []);
    const baseline = middle(empty);
    return [
      benchRow("landing-interactive", { value: middle(landing), unit: "s", baseline }, { of: "value", atMost: 2.5 }),
      benchRow("room-live", { value: middle(inside), unit: "s", baseline }, { of: "ratio", atMost: 12 }),
    ];
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const frame = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));

/** Seconds from asking for a page to its being usable, in a browser profile of its own. */
async function load(browser: Browser, { url, usable, cookie }: Subject): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  if (cookie) {
    const [name = "", value = ""] = cookie.split("=");
    await context.addCookies([{ name, value, url: new URL(url).origin }]);
  }
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, ...FAST_3G });
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const begin = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await usable(page);
  await frame(page);
  const seconds = (performance.now() - begin) / 1_000;
  await context.close();
  return seconds;
}
