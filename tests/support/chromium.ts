/** A real Chromium for tests of the pages. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import chromiumBuild from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

/** A server of this machine, as a browser elsewhere in a classroom's network reaches it. */
export const LAN_HOST = "teacher.test";

/** `CHROMIUM` names another browser than the package's. Of the package's own arguments none is taken: they are for another place. */
export async function launchChromium(): Promise<Browser> {
  const named = process.env["CHROMIUM"];
  if (named && !existsSync(named)) throw new Error(`CHROMIUM names ${named}, which is not there`);
  return chromium.launch({
    executablePath: named ?? (await chromiumBuild.executablePath()),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      // A name that is not this machine's own to a browser: what it keeps from pages over plain http is not there.
      `--host-resolver-rules=MAP ${LAN_HOST} 127.0.0.1`,
    ],
  });
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors the page threw. */
  readonly errors: readonly string[];
}

/** Somebody with a browser profile of their own: other cookies, other storage. */
export async function visitor(
  browser: Browser,
  size: { readonly width: number; readonly height: number } = { width: 1440, height: 900 },
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: size });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  return { page, context, errors };
}

/** Lets the browser be whom the cookie (`name=value`) names at that address. */
export async function carryCookie(context: BrowserContext, cookie: string, url: string): Promise<void> {
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url }]);
}

/**
 * What axe finds wrong with what the page shows, WCAG 2.2 AA and good practice: rule and places. Looked at when what fades in has come:
 * half-seen colours are no colours.
 */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in window)))
    // Not as a script of the page: its policy runs no stranger's.
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    // One that was stopped never ends.
    const stopped = new Promise((resolve) => setTimeout(resolve, 2_000));
    await Promise.race([Promise.allSettled(passing.map(({ finished }) => finished)), stopped]);
  });
  const found = await page.evaluate(async () => {
    interface Result {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }
    const { axe } = window as unknown as {
      readonly axe: { run(root: Document, options: object): Promise<{ readonly violations: readonly Result[] }> };
    };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
    );
  });
  return found;
}
