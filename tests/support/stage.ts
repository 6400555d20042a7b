/** What a browser test stands on: a Chromium and a server of its own, made before the file's tests and gone after them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { carryCookie, launchChromium, visitor } from "./chromium.ts";
import { freePort, type ServerProcess, startServer } from "./rooms/serverProcess.ts";

export interface Stage {
  readonly browser: Browser;
  /** The one that runs, or ran last. */
  readonly server: ServerProcess;
  /** Removed at the end. */
  readonly folder: string;
  /** Starts the server anew after it was killed: with the same rooms, at the same address. */
  restart(): Promise<void>;
}

/**
 * To be called once at the top of a file; what it gives is there when tests run, after hooks the file set up before.
 * `name` is part of the folder's, `env` what the server is told beyond the usual; `kept`: it runs as operators run it.
 */
export function openStage(
  name: string,
  env: () => Readonly<Record<string, string>> = () => ({}),
  { kept = false }: { readonly kept?: boolean } = {},
): Stage {
  const folder = mkdtempSync(join(tmpdir(), `podroom-${name}-`));
  let port = 0;
  const stage = {
    folder,
    async restart() {
      stage.server = await startServer(join(folder, "podroom.db"), port, { env: { PAGES: "on", ...env() }, kept });
    },
  } as { -readonly [key in keyof Stage]: Stage[key] };
  beforeAll(async () => {
    port = await freePort();
    [stage.browser] = await Promise.all([launchChromium(), stage.restart()]);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  return stage;
}

/** A path opened in a browser profile of its own by whom the cookie names. */
export async function openAs(
  { browser, server }: Stage,
  cookie: string,
  path: string,
  size?: { readonly width: number; readonly height: number },
): Promise<Page> {
  const { page, context } = await visitor(browser, size);
  await carryCookie(context, cookie, server.url);
  await page.goto(`${server.url}${path}`);
  return page;
}
