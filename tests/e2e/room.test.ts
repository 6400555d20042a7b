/** The page in real browsers, against the real built server: a class that goes on over a crash, and the screen itself. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { visitor } from "../support/chromium.ts";
import { openStage } from "../support/stage.ts";

const LABELS = "04-labels-six-pods.yaml";
const SERVICES = "05-services-by-label.yaml";

const stage = openStage("room");

test("PAGE-1 PAGE-2 two browsers share a room live, through a killed server", async () => {
  const teacher = await visitor(stage.browser);
  const student = await visitor(stage.browser);
  await teacher.page.goto(`${stage.server.url}/?lang=ko&theme=light`);
  await teacher.page.getByRole("button", { name: "지금 써 보기" }).click();
  await live(teacher.page);

  await teacher.page.getByRole("button", { name: "초대" }).click();
  const link = new URL(await teacher.page.getByLabel("학생용 링크").inputValue());
  await teacher.page.keyboard.press("Escape");
  await student.page.goto(`${stage.server.url}${link.pathname}?lang=en&theme=dark${link.hash}`);
  await student.page.getByLabel("Your nickname").fill("Mina");
  await student.page.getByRole("button", { name: "Enter" }).click();
  await live(student.page);
  await teacher.page.getByTestId("here").getByText("Mina", { exact: true }).waitFor({ state: "attached" });
  // A reload would forget this.
  for (const { page } of [teacher, student]) await page.evaluate(() => Object.assign(window, { stayed: true }));

  await applyTemplate(teacher.page, LABELS);
  const pods = student.page.locator("[data-pod]");
  await expect.poll(() => pods.count(), { timeout: 10_000 }).toBe(6);
  await expect.poll(async () => (await ipsOnMap(student.page)).size, { timeout: 10_000 }).toBe(6);
  const ips = await ipsOnMap(student.page);
  expect(new Set(ips.values()).size).toBe(6);
  for (const ip of ips.values()) expect(ip).toMatch(/^20\.(9[6-9]|10\d|11[01])\.\d+\.\d+$/);

  await applyTemplate(teacher.page, SERVICES);
  const at = (...names: readonly string[]): string[] => names.map((name) => `${ips.get(name)}:8080`).sort();
  await student.page.getByRole("tab", { name: "Tables" }).click();
  await student.page
    .getByRole("navigation", { name: "Kinds" })
    .getByRole("button", { name: "Endpoints", exact: true })
    .click();
  await expect.poll(() => endpointsOf(student.page, "svc-for-web"), { timeout: 10_000 }).toEqual(at("pod-1", "pod-4"));
  await expect
    .poll(() => endpointsOf(student.page, "svc-for-production"), { timeout: 10_000 })
    .toEqual(at("pod-4", "pod-5", "pod-6"));
  await expect.poll(() => teacher.page.locator("[data-line='default/svc-for-web']").count()).toBe(2);

  await stage.server.kill();
  for (const { page } of [teacher, student]) await page.locator("[data-testid=room][data-phase=lost]").waitFor();
  await stage.restart();
  for (const { page } of [teacher, student]) await live(page);
  expect(await ipsOnMap(teacher.page)).toEqual(ips);

  await write(
    teacher.page,
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-2\n  labels: {type: web, lo: dev}\nspec:\n  containers: [{name: container, image: kubetm/init}]\n",
  );
  await teacher.page.getByTestId("apply").click();
  await expect
    .poll(() => endpointsOf(student.page, "svc-for-web"), { timeout: 10_000 })
    .toEqual(at("pod-1", "pod-2", "pod-4"));
  await expect.poll(() => teacher.page.locator("[data-line='default/svc-for-web']").count()).toBe(3);

  for (const { page, errors, context } of [teacher, student]) {
    expect(await page.evaluate(() => "stayed" in window), "the page was not loaded again").toBe(true);
    expect(errors).toEqual([]);
    await context.close();
  }
}, 45_000);

test("PAGE-3 an error of the API stands at its line", async () => {
  const { page, context } = await visitor(stage.browser);
  await enterOwnRoom(page, "en");
  await write(
    page,
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: Bad_Name\nspec:\n  containers:\n    - name: c\n      image: nginx\n",
  );
  await page.getByTestId("apply").click();
  await page.getByTestId("outcomes").getByText("Deploying file has failed").waitFor();
  expect(await page.getByTestId("outcomes").textContent()).toContain('Invalid value: "Bad_Name"');
  const marked = page.locator(".cm-line:has(.cm-lintRange-error)");
  expect(await marked.allTextContents()).toEqual(["  name: Bad_Name"]);
  // Several fields at once, each where it stands.
  await write(
    page,
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  restartPolicy: Always\n  containers:\n    - name: Bad_C\n      image: nginx\n      ports:\n        - containerPort: 99999\n",
  );
  await page.getByTestId("apply").click();
  await expect.poll(() => page.locator(".cm-lintRange-error").allTextContents()).toEqual(["Bad_C", "99999"]);
  await context.close();
}, 20_000);

test("PAGE-4 language and theme change without a reload", async () => {
  const { page, context } = await visitor(stage.browser);
  await enterOwnRoom(page, "ko");
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const root = page.locator("html");
  expect(await root.getAttribute("lang")).toBe("ko");
  const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole("button", { name: "더 보기" }).click();
  await page.getByRole("menuitem", { name: "Language: English" }).click();
  await page.getByRole("tab", { name: "Activity" }).waitFor();
  expect(await root.getAttribute("lang")).toBe("en");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Light or dark" }).click();
  await expect.poll(() => root.getAttribute("data-theme")).toBe("dark");
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(dark);
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
  await context.close();
}, 20_000);

test.each([
  [1440, 900],
  [1024, 768],
  [390, 844],
  [360, 640],
])(
  "PAGE-5 no page scrolls sideways at %i px, in either language",
  async (width, height) => {
    const { page, context } = await visitor(stage.browser, { width, height });
    for (const lang of ["ko", "en"]) {
      await page.goto(`${stage.server.url}/?lang=${lang}`);
      await page.locator(`html[lang=${lang}]`).waitFor();
      expect(await overflow(page), `landing, ${lang}`).toBeLessThanOrEqual(0);
      await enterOwnRoom(page, lang);
      expect(await overflow(page), `room, ${lang}`).toBeLessThanOrEqual(0);
    }
    await context.close();
  },
  30_000,
);

test("PAGE-6 the keyboard reaches everything, and a pod by arrows and Enter", async () => {
  const { page, context } = await visitor(stage.browser);
  await page.goto(`${stage.server.url}/?lang=en&theme=light`);
  await page.getByRole("button", { name: "Try it now" }).waitFor();
  expect(await unreached(page)).toEqual([]);
  await enterOwnRoom(page, "en");
  await applyTemplate(page, LABELS);
  await expect.poll(() => page.locator("[data-pod]").count(), { timeout: 10_000 }).toBe(6);
  expect(await unreached(page)).toEqual([]);

  await page.getByRole("tab", { name: "Map" }).focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.getByRole("tab", { name: "Tables" }).getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("ArrowLeft");
  const [first] = await page.locator("[data-pod]").all();
  await first?.focus();
  await page.keyboard.press("ArrowDown");
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("data-pod"));
  expect(focused).toMatch(/^default\/pod-\d$/);
  expect(focused).not.toBe(await first?.getAttribute("data-pod"));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: focused?.split("/")[1] ?? "" }).waitFor();
  await context.close();
}, 30_000);

test("PAGE-7 on a phone one thing is shown at a time, tabs stand at the bottom, the inspector comes as a sheet", async () => {
  const { page, context } = await visitor(stage.browser, { width: 390, height: 844 });
  await enterOwnRoom(page, "ko");
  await page.getByRole("tab", { name: "YAML" }).click();
  await applyTemplate(page, LABELS);
  await page.getByRole("tab", { name: "지도" }).click();
  await page.locator("[data-pod='default/pod-1']").click();
  const sheet = page.getByRole("dialog", { name: "pod-1" });
  await sheet.waitFor();
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  for (const name of ["표", "사람", "YAML"]) {
    await page.getByRole("tab", { name, exact: true }).click();
    expect(await overflow(page), name).toBeLessThanOrEqual(0);
  }
  const tab = await page.getByRole("tab", { name: "사람" }).boundingBox();
  expect(tab && tab.y + tab.height).toBeGreaterThan(800);
  await context.close();
}, 20_000);

async function live(page: Page): Promise<void> {
  await page.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 15_000 });
}

async function enterOwnRoom(page: Page, lang: string): Promise<void> {
  await page.goto(`${stage.server.url}/?lang=${lang}&theme=light`);
  await page.getByRole("button", { name: lang === "ko" ? "지금 써 보기" : "Try it now" }).click();
  await live(page);
}

async function applyTemplate(page: Page, name: string): Promise<void> {
  await page.getByTestId("templates").selectOption(name);
  await page.getByTestId("apply").click();
  await page.getByTestId("outcomes").waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "YAML" }).fill(text);
}

/** Pod name → IP, for the pods on the map that have one. */
async function ipsOnMap(page: Page): Promise<Map<string, string>> {
  const tab = page.getByRole("tab", { name: /^(Map|지도)$/ });
  if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
  const found = new Map<string, string>();
  for (const card of await page.locator("[data-pod][data-ip]").all()) {
    const ip = await card.getAttribute("data-ip");
    if (ip) found.set(((await card.getAttribute("data-pod")) ?? "").split("/")[1] ?? "", ip);
  }
  return found;
}

/** The addresses in the table of Endpoints, sorted as texts. */
async function endpointsOf(page: Page, service: string): Promise<readonly string[]> {
  const row = page.getByRole("row").filter({ has: page.getByRole("button", { name: service, exact: true }) });
  const text = (await row.count()) === 1 ? ((await row.getByRole("cell").nth(2).textContent()) ?? "") : "";
  return text
    .split(", ")
    .filter((address) => address !== "")
    .sort();
}

/** By how many px the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What can be used with a mouse but is never focused on the way of Tab through the page. */
async function unreached(page: Page): Promise<readonly string[]> {
  const count = await page.evaluate(() => {
    const usable = [
      ...document.querySelectorAll<HTMLElement>(
        "button, a[href], input, select, textarea, [contenteditable=true], [role=separator]",
      ),
    ];
    const expected = usable.filter(
      (element) => element.checkVisibility() && element.tabIndex >= 0 && !element.matches(":disabled"),
    );
    expected.forEach((element, index) => (element.dataset["expected"] = String(index)));
    (document.activeElement as HTMLElement | null)?.blur();
    return expected.length;
  });
  expect(count).toBeGreaterThan(4);
  for (let step = 0; step < count + 8; step++) {
    await page.keyboard.press("Tab");
    await page.evaluate(() => document.activeElement?.removeAttribute("data-expected"));
  }
  return page.evaluate(() =>
    [...document.querySelectorAll("[data-expected]")].map((element) => element.outerHTML.slice(0, 160)),
  );
}
