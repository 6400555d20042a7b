/** What pages may do, in a real browser: the policy holds, nothing needs more than it gives, nobody else is asked for anything. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium, visitor } from "../support/chromium.ts";
import { freePort, type ServerProcess, startServer } from "../support/rooms/serverProcess.ts";

let browser: Browser;
let server: ServerProcess;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "podroom-policy-"));
  const port = await freePort();
  [browser, server] = await Promise.all([launchChromium(), startServer(join(folder, "podroom.db"), port, "on")]);
});
afterAll(async () => {
  await browser?.close();
  await server?.kill();
  rmSync(folder, { recursive: true, force: true });
});

test("OPER-10 a whole visit breaks no policy and asks no other server", async () => {
  const { page, context, errors } = await visitor(browser);
  const elsewhere: string[] = [];
  const policies = new Map<string, string>();
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!/^(data|blob):$/.test(protocol) && origin !== server.url) elsewhere.push(request.url());
  });
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).host !== new URL(server.url).host) elsewhere.push(socket.url());
  });
  page.on("response", (response) => {
    if (response.request().resourceType() === "document")
      policies.set(response.url(), response.headers()["content-security-policy"] ?? "");
  });
  await context.addInitScript(() => {
    const broken: string[] = [];
    Object.assign(window, { broken });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
      broken.push(`${violatedDirective} ${blockedURI} ${sourceFile}`),
    );
  });
  const broken = (): Promise<readonly string[]> =>
    page.evaluate(() => (window as unknown as { broken: string[] }).broken);
  await page.goto(`${server.url}/?lang=en`);
  expect(await broken()).toEqual([]);
  await page.getByRole("button", { name: "Try it now" }).click();
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  expect(await broken()).toEqual([]);
  expect(elsewhere).toEqual([]);
  expect(errors).toEqual([]);
  for (const policy of policies.values()) expect(policy).toMatch(/script-src 'self' 'nonce-/);
  // A script that somebody got into the page does not run.
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.intruder = true";
    document.body.append(script);
    const picture = document.createElement("img");
    picture.setAttribute("onerror", "window.intruder = true");
    picture.src = "data:,";
    document.body.append(picture);
    return new Promise((done) => setTimeout(() => done("intruder" in window), 100));
  });
  expect(ran).toBe(false);
  expect((await broken()).length).toBeGreaterThan(0);
  await context.close();
}, 30_000);
