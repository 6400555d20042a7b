/** What a browser test stands on: a Chromium and a server of its own, made before the file's tests and gone after them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchChromium, visitor } from "./chromium.ts";
import { freePort, type ServerProcess, startServer } from "./rooms/serverProcess.ts";

export interface Stage {
  readonly browser: Browser;
  readonly server: ServerProcess;
}

/** To be called once at the top of a file; what it gives is there when tests run. `name` is part of the folder's. */
export function openStage(name: string): Stage {
  const folder = mkdtempSync(join(tmpdir(), `podroom-${name}-`));
  const stage: { -readonly [key in keyof Stage]?: Stage[key] } = {};
  beforeAll(async () => {
    const [browser, server] = await Promise.all([
      launchChromium(),
      freePort().then((port) => startServer(join(folder, "podroom.db"), port, "on")),
    ]);
    Object.assign(stage, { browser, server });
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return stage as Stage;
}

/** A path opened in a browser profile of its own by whom the cookie names. */
export async function openAs(
  { browser, server }: Stage,
  cookie: string,
  path: string,
  size?: { readonly width: number; readonly height: number },
): Promise<Page> {
  const { page, context } = await visitor(browser, size);
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: server.url }]);
  await page.goto(`${server.url}${path}`);
  return page;
}
