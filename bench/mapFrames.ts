/** How fluid the map stays in a real browser: 1,000 pods, 50 changes a second, beside an empty page in the same browser. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { RoomConnection } from "../components/client/RoomConnection.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { createRoom, freePort, startServer } from "../tests/support/rooms/serverProcess.ts";
import { deployment, pause, ROOT, service } from "./BenchServer.ts";
import { type BenchRow, benchRow } from "./BenchRow.ts";
import { median } from "./measure.ts";

const PODS = "/api/v1/namespaces/default/pods";
const A_SECOND = 50;

export async function mapFramesRows({ pods = 1_000, seconds = 8 } = {}): Promise<readonly BenchRow[]> {
  mkdirSync(join(ROOT, ".build"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".build/bench-"));
  const server = await startServer(join(folder, "bench.db"), await freePort(), "on");
  const browser = await launchChromium();
  try {
    const room = await createRoom(server.url, { template: 20 });
    const ask = asker(room.clusterUrl);
    await ask("POST", "/apis/apps/v1/namespaces/default/deployments", deployment("web", pods));
    await ask("POST", "/api/v1/namespaces/default/services", service("picked", { picked: "yes" }));
    const instructor = new RoomConnection({
      roomId: room.id,
      url: server.url,
      extraHeaders: { cookie: room.cookie, origin: server.url },
    });
    instructor.connect();
    while (instructor.getSnapshot().phase !== "live") await pause(50);
    await instructor.setClock({ speed: 100 });
    const names = await grown(ask, pods);
    await instructor.setClock({ speed: 1 });
    instructor.close();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const [key, value] = room.cookie.split("=") as [string, string];
    await context.addCookies([{ name: key, value, url: server.url }]);
    const page = await context.newPage();
    await page.goto(`${server.url}/room/${room.id}?lang=en&theme=light`);
    await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 30_000 });
    await page.locator("[data-testid=map]").waitFor();
    await pause(4_000);
    const load = keepChanging(ask, names);
    try {
      await pause(1_500);
      const empty = await emptyFrames(browser, seconds);
      await page.bringToFront();
      await pause(500);
      const before = await page.locator("[data-service]").textContent();
      const frames = await framesOf(page, seconds);
      if ((await page.locator("[data-service]").textContent()) === before) throw new Error("the map stood still");
      if (process.env["MAP_PICTURE"]) await page.screenshot({ path: process.env["MAP_PICTURE"] });
      const slow = frames.filter((length) => length > 50).length;
      return [
        benchRow(
          "map-1000-frame",
          { value: median(frames), unit: "ms", baseline: median(empty) },
          { of: "ratio", atMost: 1.2 },
        ),
        benchRow(
          "map-1000-slow-frames",
          { value: slow, unit: "frames over 50 ms", baseline: empty.filter((length) => length > 50).length || 1 },
          { of: "value", atMost: 0 },
        ),
        benchRow(
          "map-1000-longest-frame",
          { value: Math.max(...frames), unit: "ms", baseline: Math.max(...empty) },
          { of: "value", atMost: 50 },
        ),
      ];
    } finally {
      await load.stop();
    }
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Ask = (method: string, path: string, body?: object) => Promise<unknown>;

function asker(url: string): Ask {
  return async (method, path, body) => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body ? { headers: { "content-type": type }, body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
}

async function grown(ask: Ask, pods: number): Promise<readonly string[]> {
  for (let tries = 0; tries < 240; tries++) {
    const { status } = (await ask("GET", "/apis/apps/v1/namespaces/default/deployments/web")) as {
      readonly status?: { readonly readyReplicas?: number };
    };
    if ((status?.readyReplicas ?? 0) >= pods) {
      const { items } = (await ask("GET", PODS)) as { readonly items: readonly { metadata: { name: string } }[] };
      return items.map(({ metadata }) => metadata.name);
    }
    await pause(500);
  }
  throw new Error(`${pods} pods did not become ready`);
}

/** Labels that a Service notices, put on and taken off, at an even pace. */
function keepChanging(ask: Ask, names: readonly string[]): { stop(): Promise<void> } {
  let count = 0;
  const open = new Set<Promise<unknown>>();
  const timer = setInterval(() => {
    const name = names[(count * 7919) % names.length] ?? "";
    const picked = Math.floor(count / names.length) % 2 === 0 ? "yes" : null;
    count++;
    const asked = ask("PATCH", `${PODS}/${name}`, { metadata: { labels: { picked } } }).catch(() => undefined);
    open.add(asked);
    void asked.then(() => open.delete(asked));
  }, 1_000 / A_SECOND);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}

async function emptyFrames(browser: Browser, seconds: number): Promise<readonly number[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const frames = await framesOf(page, seconds);
  await page.context().close();
  return frames;
}

/** Lengths of a page's frames, ms. */
function framesOf(page: Page, seconds: number): Promise<readonly number[]> {
  return page.evaluate(
    (length) =>
      new Promise<readonly number[]>((resolve) => {
        const found: number[] = [];
        const begin = performance.now();
        let last = begin;
        const next = (now: number): void => {
          found.push(now - last);
          last = now;
          if (now - begin < length * 1_000) requestAnimationFrame(next);
          else resolve(found.slice(2));
        };
        requestAnimationFrame(next);
      }),
    seconds,
  );
}
