/** Logs of several pods in a real browser, in both languages. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { carryCookie, axeFindings, visitor } from "../support/chromium.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openStage } from "../support/stage.ts";

const COUNT = `i=0; while true; do i=$((i+1)); printf '\\033[32mGET\\033[0m /주문/%s\\n' $i; sleep 1; done`;
const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop" },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "shop" } },
    template: {
      metadata: { labels: { app: "shop" } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [{ name: "web", image: "busybox", command: ["sh", "-c", COUNT] }],
      },
    },
  },
};
const CRASH = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "crash", labels: { app: "crash" } },
  spec: {
    containers: [
      { name: "main", image: "busybox", command: ["sh", "-c", "echo life $(date +%s%N); sleep 1; echo fatal; exit 1"] },
      { name: "absent", image: "nginx:nosuchtag-1" },
    ],
  },
};
const MANY = {
  ...DEPLOYMENT,
  metadata: { name: "many" },
  spec: {
    replicas: 22,
    selector: { matchLabels: { app: "many" } },
    template: {
      metadata: { labels: { app: "many" } },
      spec: { containers: [{ name: "c", image: "kubetm/init" }] },
    },
  },
};

/** What the page calls things. */
const WORDS = {
  en: {
    actions: "Actions for crash",
    logs: "Logs",
    follow: "Follow new lines",
    previous: "The instance before the last restart",
    only: "Only lines found",
    search: "Search lines",
    next: "Next line found",
    before: "Line found before",
    save: "Save as a file",
    clear: "Clear",
    choose: "Choose sources",
    more: "One more",
    fewer: "One fewer",
    found: /^(\d+) of (\d+)$/,
    ended: "ended",
    hide: "Hide its lines",
    enter: "Exec",
    go: "Enter",
    beyond: /^2 more containers fit/,
  },
  ko: {
    actions: "crash 작업",
    logs: "로그",
    follow: "새 줄 따라가기",
    previous: "재시작하기 전 로그",
    only: "찾은 줄만 보기",
    search: "로그에서 찾기",
    next: "다음 찾은 줄",
    before: "이전 찾은 줄",
    save: "파일로 저장",
    clear: "지우기",
    choose: "볼 것 고르기",
    more: "하나 늘리기",
    fewer: "하나 줄이기",
    found: /^(\d+)개 중 (\d+)번째$/,
    ended: "끝남",
    hide: "이 로그 숨기기",
    enter: "컨테이너에 들어가기",
    go: "들어가기",
    beyond: /^맞는 컨테이너가 2개 더 있어요/,
  },
};

const stage = openStage("logs");

interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
  go(query: string): Promise<void>;
  close(): Promise<void>;
}

async function open(lang: "en" | "ko", theme: string, manifests: readonly object[]): Promise<Opened> {
  const created = await createRoom(stage.server.url, { template: "course", manifests });
  const { page, errors, context } = await visitor(stage.browser);
  await carryCookie(context, created.cookie, stage.server.url);
  return {
    page,
    errors,
    async go(query) {
      await page.goto(`${stage.server.url}/room/${created.id}?lang=${lang}&theme=${theme}&${query}`);
      await page.locator("[data-testid=room][data-phase=live]").waitFor();
    },
    close: () => context.close(),
  };
}

const lines = (page: Page): Promise<readonly string[]> =>
  page.getByTestId("log-lines").locator("[data-index]").allTextContents();
const phases = (page: Page): Promise<readonly string[]> =>
  page
    .locator("[data-source]")
    .evaluateAll((sources) => sources.map((source) => (source as HTMLElement).dataset["phase"] ?? ""));
const sorted = (texts: readonly string[]): boolean => {
  const times = texts.map((text) => /^\d\d:\d\d:\d\d\.\d{3}/.exec(text)?.[0] ?? "none");
  return times.every((time, index) => index === 0 || (times[index - 1] as string) <= time);
};

describe.each([
  ["en", "light"],
  ["ko", "dark"],
] as const)("LOGS in %s, %s", (lang, theme) => {
  const word = WORDS[lang];

  test("LOGS-1 LOGS-2 LOGS-3 LOGS-6 LOGS-7 LOGS-9 a Deployment's pods followed, scaled, searched, saved", async () => {
    const { page, errors, go, close } = await open(lang, theme, [DEPLOYMENT]);
    await go("dock=logs&logs=deployments.apps/default/shop&at=deployments.apps/default/shop");
    await expect.poll(() => phases(page), { timeout: 20_000 }).toEqual(["follows", "follows", "follows"]);
    await expect.poll(async () => (await lines(page)).length, { timeout: 20_000 }).toBeGreaterThan(8);
    const seen = await lines(page);
    expect(sorted(seen)).toBe(true);
    expect(seen.join("\n")).toMatch(/shop-[a-z0-9]+-[a-z0-9]+\/web.*GET \/주문\/\d+/);
    expect(seen.join("")).not.toContain("\u001b");

    // The fourth joins, and one that goes stays with its lines.
    await page.getByRole("button", { name: word.more, exact: true }).click();
    await expect.poll(() => phases(page), { timeout: 20_000 }).toEqual(Array(4).fill("follows"));
    await page.getByRole("button", { name: word.fewer, exact: true }).click();
    await expect.poll(() => phases(page), { timeout: 20_000 }).toContain("ended");
    expect(await page.locator("[data-phase=ended]").textContent()).toContain(word.ended);

    // Search: found, walked through, filtered.
    const search = page.getByRole("searchbox", { name: word.search });
    await search.fill("/주문/2");
    const found = page.getByTestId("log-found");
    await expect.poll(() => found.textContent()).not.toMatch(/^\D*$/);
    await search.press("Enter");
    await expect.poll(() => found.textContent()).toMatch(word.found);
    const at = await found.textContent();
    await page.getByRole("button", { name: word.before, exact: true }).click();
    await expect.poll(() => found.textContent()).not.toBe(at);
    await expect.poll(() => page.getByTestId("log-lines").locator("mark").count()).toBeGreaterThan(0);
    await page.getByTestId("log-new").waitFor();
    await page.getByRole("button", { name: word.only, exact: true }).click();
    await expect.poll(async () => (await lines(page)).every((line) => line.includes("/주문/2"))).toBe(true);
    const url = new URL(page.url());
    expect([url.searchParams.get("find"), url.searchParams.get("only")]).toEqual(["/주문/2", "1"]);

    // What is shown is saved: times and sources in each line, no colours.
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: word.save }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("shop.log");
    const saved = readFileSync(await download.path(), "utf8")
      .trimEnd()
      .split("\n");
    expect(saved.length).toBeGreaterThan(2);
    for (const line of saved)
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z default\/shop-[a-z0-9-]+\/web GET \/주문\/2\d*$/);

    // A link shows the same; cleared, what comes newly goes on.
    await page.goto(page.url());
    await expect.poll(async () => (await lines(page)).length, { timeout: 20_000 }).toBeGreaterThan(2);
    expect((await lines(page)).every((line) => line.includes("/주문/2"))).toBe(true);
    await search.fill("");
    await page.getByRole("button", { name: word.clear, exact: true }).click();
    await expect.poll(async () => (await lines(page)).length, { timeout: 20_000 }).toBeGreaterThan(2);

    // A source hidden by its menu; scrolled up, what comes is counted and what is read stays.
    const first = page.locator("[data-source]").first();
    const name = (await first.getAttribute("data-source")) as string;
    await first.getByRole("button").click();
    await page.getByRole("menuitem", { name: word.hide }).click();
    await expect.poll(async () => (await lines(page)).join("\n")).not.toContain(name.slice(-9));
    await expect
      .poll(() => page.getByTestId("log-lines").evaluate((list) => list.scrollHeight > list.clientHeight + 40), {
        timeout: 30_000,
      })
      .toBe(true);
    await page.getByTestId("log-lines").focus();
    await page.keyboard.press("Home");
    await expect.poll(() => page.getByTestId("log-new").textContent(), { timeout: 10_000 }).toMatch(/[1-9]/);
    expect(await page.getByRole("button", { name: word.follow }).getAttribute("aria-pressed")).toBe("false");
    expect(await page.getByTestId("log-lines").evaluate((list) => list.scrollTop)).toBe(0);
    await page.keyboard.press("End");
    await expect.poll(() => page.getByTestId("log-new").count()).toBe(0);
    await expect.poll(() => axeFindings(page)).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  }, 120_000);

  test("LOGS-1 LOGS-4 LOGS-11 a crashed container's previous log; why there is none, at its source; by labels and by name", async () => {
    const { page, errors, go, close } = await open(lang, theme, [CRASH]);
    await go("view=tables");
    await page.getByRole("button", { name: word.actions }).click();
    await page.getByRole("menuitem", { name: word.logs, exact: true }).click();
    expect(new URL(page.url()).searchParams.get("logs")).toBe("pods/default/crash");
    const main = page.locator("[data-source='crash/main']");
    const absent = page.locator("[data-source='crash/absent']");
    await expect
      .poll(() => absent.textContent(), { timeout: 20_000 })
      .toContain('container "absent" in pod "crash" is waiting to start: trying and failing to pull image');
    // Its second life follows the first, each line once.
    await expect
      .poll(async () => (await lines(page)).filter((line) => line.includes("fatal")).length, { timeout: 30_000 })
      .toBe(2);
    await page.getByRole("button", { name: word.previous, exact: true }).click();
    await expect.poll(() => main.getAttribute("data-phase"), { timeout: 20_000 }).toBe("ended");
    await expect
      .poll(async () => (await lines(page)).filter((line) => line.includes("life")).length)
      .toBeGreaterThan(0);
    expect(await absent.textContent()).toContain('previous terminated container "absent" in pod "crash" not found');
    await expect.poll(() => axeFindings(page)).toEqual([]);

    // The chooser: labels, in apimachinery's words where they are none, and one container of two.
    await page.getByRole("button", { name: word.previous, exact: true }).click();
    await page.getByRole("toolbar").getByRole("button", { name: "crash", exact: true }).click();
    const finder = page.getByRole("dialog", { name: word.choose }).getByRole("combobox");
    await finder.fill("app in (crash");
    await page.getByText("found '', expected").waitFor();
    await finder.fill("app=crash");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "main", exact: true }).click();
    await expect.poll(() => page.locator("[data-source]").count()).toBe(1);
    expect(new URL(page.url()).searchParams.get("logs")).toBe("pods/default/crash;labels/default/app=crash");
    expect(new URL(page.url()).searchParams.get("containers")).toBe("main");
    await expect.poll(() => axeFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");

    // From the palette, and into a container of one's choice.
    await page.keyboard.press("Control+k");
    await page
      .getByRole("dialog")
      .getByRole("combobox")
      .fill(`${lang === "ko" ? "로그" : "logs"} crash`);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("[data-source]").count()).toBe(2);
    await page.locator("[data-row=crash]").click();
    await page
      .getByLabel("crash", { exact: true })
      .getByRole("button", { name: /^(할 수 있는 일|Actions)$/ })
      .click();
    await page.getByRole("menuitem", { name: word.enter }).click();
    await page.getByRole("dialog").getByRole("combobox").first().selectOption("absent");
    await page.getByText("kubectl exec -it -n default crash -c absent -- sh").waitFor();
    await expect.poll(() => axeFindings(page)).toEqual([]);
    await page.getByRole("button", { name: word.go, exact: true }).click();
    await expect
      .poll(async () => (await page.locator("[data-terminal=true] .xterm-rows > div").allTextContents()).join(""), {
        timeout: 30_000,
      })
      .toMatch(/kubectl exec -it -n default crash -c absent -- sh/);
    expect(errors).toEqual([]);
    await close();
  }, 120_000);
});

test("LOGS-5 of many containers the first twenty are followed, and the page says so; on a phone too", async () => {
  const { page, go, close } = await open("ko", "light", [MANY]);
  await go("dock=logs&logs=labels/default/app=many");
  await page.getByText(WORDS.ko.beyond).waitFor({ timeout: 20_000 });
  await expect.poll(() => page.locator("[data-source]").count()).toBe(20);
  await page.setViewportSize({ width: 390, height: 844 });
  await go("view=logs&logs=labels/default/app=many");
  await page.getByText(WORDS.ko.beyond).waitFor({ timeout: 20_000 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expect.poll(() => axeFindings(page)).toEqual([]);
  await close();
}, 60_000);
