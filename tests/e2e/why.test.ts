/** What the inspector says of things that do not work, in a real browser. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { axeFindings } from "../support/chromium.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

/** Where pictures go, for whoever wants to look; left out: nowhere. */
const PICTURES = process.env["PICTURES"];

const stage = openStage("why");

const pod = (name: string, images: readonly string[], labels: object = {}): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels },
  spec: {
    containers: images.map((image, index) => ({
      name: `c${index + 1}`,
      image,
      ...(image.endsWith("p8000") ? { ports: [{ containerPort: 8000 }] } : {}),
    })),
  },
});

test.each(["en", "ko"] as const)(
  "WHY-9 WHY-10 WHY-11 a taken port, a slip of a label, a slip of an image (%s)",
  async (lang) => {
    const en = lang === "en";
    const room = await createRoom(stage.server.url, {
      template: "course",
      manifests: [
        pod("twice", ["kubetm/p8000", "kubetm/p8000"]),
        pod("web-1", ["nginx"], { app: "web" }),
        pod("web-2", ["nginx"], { app: "web" }),
        pod("typo", ["ngnix"]),
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "svc" },
          spec: { selector: { app: "wbe" }, ports: [{ port: 80 }] },
        },
      ],
    });
    const page = await openAs(stage, room.cookie, `/room/${room.id}?lang=${lang}&theme=light`);
    const go = async (query: string): Promise<void> => {
      await page.goto(
        `${stage.server.url}/room/${room.id}?lang=${lang}&theme=${en ? "light" : "dark"}&tab=why&${query}`,
      );
      await page.locator("[data-testid=room][data-phase=live]").waitFor();
    };
    const picture = async (name: string): Promise<void> => {
      if (PICTURES) await page.screenshot({ path: join(PICTURES, `why-${name}-${lang}.png`) });
    };
    await go("at=pods/default/twice");
    const words = page.getByTestId("last-words");
    await words.getByText("EADDRINUSE").waitFor({ timeout: 20_000 });
    await words.getByText(en ? "Port 8000 is taken (by c1)" : "8000번 포트를 이미 쓰고 있어요 (c1)").waitFor();
    await words.scrollIntoViewIfNeeded();
    await picture("port");
    await words.getByRole("button").click();
    await expect.poll(() => new URL(page.url()).searchParams.get("containers")).toBe("c2");
    await page.locator("[data-source]").first().waitFor();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);

    await go("at=services/default/svc");
    const slip = page.getByTestId("slip");
    await slip.waitFor();
    expect(await slip.textContent()).toBe(
      en
        ? "It wants app=wbe, 2 pods have app=web: one of the two may be a slip."
        : "selector는 app=wbe인데 app=web 라벨을 가진 Pod가 2개 있어요. 둘 중 하나가 오타일 수 있어요.",
    );
    await picture("slip");

    await go("at=pods/default/typo");
    await page.getByTestId("image-doubt").getByText("nginx").waitFor({ timeout: 20_000 });
    await picture("image");
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    await page.context().close();
  },
  60_000,
);

test("WHY-12 LOGS-12 where the scheduler cannot be asked the page says so; of the past it tells what was then", async () => {
  const room = await createRoom(stage.server.url, {
    template: "course",
    manifests: [pod("placed", ["kubetm/p8000"]), pod("twice", ["kubetm/p8000", "kubetm/p8000"])],
  });
  const at = `/room/${room.id}?lang=en&theme=light&tab=why&at=pods/default`;
  const page = await openAs(stage, room.cookie, "/");
  let refusals = 1;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const real = socket.connectToServer();
    socket.onMessage((text) => {
      const id = /\/placed\/scheduling/.test(String(text)) && /"id":(\d+)/.exec(String(text))?.[1];
      if (!id || refusals-- <= 0) return real.send(text);
      const error = { type: "error", code: "too-fast", id: Number(id), text: { en: "not so fast", ko: "천천히" } };
      socket.send(`42${JSON.stringify(["server", error])}`);
    });
    real.onMessage((text) => socket.send(text));
  });
  await page.goto(`${stage.server.url}${at}/placed`);
  const inspector = page.getByTestId("inspector");
  await inspector.getByText("not so fast").waitFor();
  expect(await inspector.getByText("named in the manifest").count()).toBe(0);
  await inspector.getByRole("button", { name: "Ask again" }).click();
  await inspector.getByText("NodeResourcesFit").waitFor();
  await page.goto(`${stage.server.url}${at}/twice`);
  await page.getByTestId("last-words").getByText("EADDRINUSE").waitFor({ timeout: 20_000 });
  const shown = await inspector.getByTestId("scheduling").innerText();

  await page.keyboard.press("h");
  const time = await page.getByTestId("time-line").getAttribute("aria-valuenow");
  await page.goto(`${stage.server.url}${at}/twice&t=${time}`);
  await page.getByTestId("past").waitFor();
  await page.getByTestId("last-words").getByText("EADDRINUSE").waitFor();
  expect(await inspector.getByTestId("scheduling").innerText()).toBe(shown);
  await inspector.getByRole("tab", { name: "Logs" }).click();
  await inspector.getByLabel("Container").selectOption("c2");
  await inspector.getByTestId("log-lines").getByText("EADDRINUSE").first().waitFor();
  await page.context().close();
});
