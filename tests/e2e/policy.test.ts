/** What pages may do, in a real browser: the policy holds, nothing needs more than it gives, nobody else is asked for anything. */
import { expect, test } from "vitest";
import { visitor } from "../support/chromium.ts";
import { openStage } from "../support/stage.ts";

const stage = openStage("policy");

test("OPER-46 no picture is fetched or scaled for anybody", async () => {
  const asked = `${stage.server.url}/_next/image?w=640&q=75&url=${encodeURIComponent("/favicon.ico")}`;
  expect((await fetch(asked)).status).toBe(404);
});

test("OPER-10 a whole visit breaks no policy and asks no other server", async () => {
  const { page, context, errors } = await visitor(stage.browser);
  const elsewhere: string[] = [];
  const policies = new Map<string, string>();
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!/^(data|blob):$/.test(protocol) && origin !== stage.server.url) elsewhere.push(request.url());
  });
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).host !== new URL(stage.server.url).host) elsewhere.push(socket.url());
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
  await page.goto(`${stage.server.url}/?lang=en`);
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
