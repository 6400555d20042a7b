import { test } from "vitest";
import { launchChromium, visitor } from "./support/chromium.ts";
import { createRoom, freePort, startServer } from "./support/rooms/serverProcess.ts";
const deployment = {
  apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "shop" },
  spec: { replicas: 3, selector: { matchLabels: { app: "shop" } }, template: { metadata: { labels: { app: "shop" } }, spec: { containers: [
    { name: "web", image: "busybox", command: ["sh", "-c", "i=0; while true; do i=$((i+1)); echo \"GET /장바구니/$i 200 주문을 받았어요 12ms\"; if [ $((i%4)) = 0 ]; then printf '\\033[1;31mERROR\\033[0m 결제 서버가 응답하지 않아요 \\033[33mretry\\033[0m in 5s, connection to 10.96.0.10:8080 refused by peer after waiting for a long time\\n'; fi; sleep 2; done"] },
  ] } } },
};
const crash = { apiVersion: "v1", kind: "Pod", metadata: { name: "crash", labels: {app: "crash"} }, spec: { containers: [
  { name: "main", image: "busybox", command: ["sh", "-c", "echo starting; sleep 1; echo fatal: no config; exit 1"] }, {name: "bad", image: "nginx:nosuchtag-1"} ] } };
test("shots", async () => {
  const port = await freePort();
  const [browser, server] = await Promise.all([launchChromium(), startServer("/tmp/logs-shots/db-" + Date.now() + ".db", port, "on")]);
  const room = await createRoom(server.url, { template: "course", manifests: [deployment, crash] });
  for (const [w, h] of [[1440, 900], [390, 844]] as const)
    for (const theme of ["light", "dark"] as const) {
      const lang = theme === "light" ? "ko" : "en";
      const { page, context, errors } = await visitor(browser, { width: w, height: h });
      const [name, value] = room.cookie.split("=") as [string, string];
      await context.addCookies([{ name, value, url: server.url }]);
      const place = w === 390 ? "view=logs" : "dock=logs";
      const go = async (q: string) => { await page.goto(`${server.url}/room/${room.id}?lang=${lang}&theme=${theme}&${place}${q}`); await page.locator("[data-testid=room][data-phase=live]").waitFor(); await page.waitForTimeout(3500); };
      await go("&logs=deployments.apps/default/shop;labels/default/app=crash&at=deployments.apps/default/shop");
      await page.screenshot({ path: `/tmp/logs-shots/a-${w}-${theme}.png` });
      await page.getByRole("searchbox").first().fill(lang === "ko" ? "결제" : "error");
      await page.keyboard.press("Enter"); await page.keyboard.press("Enter");
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `/tmp/logs-shots/b-${w}-${theme}.png` });
      await go("&logs=deployments.apps/default/shop");
      await page.getByRole("toolbar").getByRole("button").first().click();
      await page.waitForTimeout(300);
      await page.screenshot({ path: `/tmp/logs-shots/c-${w}-${theme}.png` });
      await go("");
      await page.screenshot({ path: `/tmp/logs-shots/d-${w}-${theme}.png` });
      console.log(w, theme, errors);
      await context.close();
    }
  await browser.close(); await server.kill();
}, 180_000);
