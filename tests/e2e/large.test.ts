/** An object too large to be told to every page, in a real browser: all of it is there when one looks at it. */
import { expect, test } from "vitest";
import { carryCookie, visitor } from "../support/chromium.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { SlowLine } from "../support/slowLine.ts";
import { openStage } from "../support/stage.ts";

const stage = openStage("large");
const LINES = Array.from({ length: 20_000 }, (_, at) => `line ${at} of what somebody wrote down for a lesson`);
const TEXT = [...LINES, "the end"].join("\n");

test("PAGE-28 inspector, editor and export have all of a large ConfigMap, in the present and in the past", async () => {
  const configMap = (name: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
    data: { text: TEXT, color: "blue" },
  });
  const room = await createRoom(stage.server.url, { manifests: [configMap("big")] });
  const made = await fetch(`${room.clusterUrl}/api/v1/namespaces/default/configmaps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(configMap("other")),
  });
  expect(made.status).toBe(201);
  const line = await SlowLine.open(stage.server.url, 0);
  const { page, context, errors } = await visitor(stage.browser);
  context.setDefaultTimeout(30_000);
  await carryCookie(context, room.cookie, line.url);
  // What came of the large texts before anybody looked at them.
  const told: string[] = [];
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => String(payload).includes(LINES[10_000] ?? "") && told.push("line")),
  );
  page.on("response", async (response) => {
    if (response.url().endsWith("/state") && (await response.text()).includes(LINES[10_000] ?? "")) told.push("state");
  });
  await page.goto(`${line.url}/room/${room.id}?lang=en&theme=light&view=tables&kind=configmaps`);
  const phase = (now: string): Promise<void> =>
    page.locator(`[data-testid=room][data-phase=${now}]`).waitFor({ timeout: 30_000 });
  await phase("live");
  const row = (of: string) => page.locator(`[data-row='${of}']`);
  await row("big").waitFor();
  expect(await row("big").textContent()).toContain("2");
  expect(told).toEqual([]);

  const inspector = page.locator("section[aria-label=big]");
  await row("big").getByText("big", { exact: true }).click();
  await inspector.getByRole("tab", { name: "YAML" }).click();
  const yaml = inspector.locator("pre");
  const all = (text: string | null): readonly string[] => (text ?? "").split("\n").map((one) => one.trim());
  await expect.poll(async () => all(await yaml.textContent()).includes("the end"), { timeout: 30_000 }).toBe(true);
  const shown = new Set(all(await yaml.textContent()));
  expect(LINES.filter((one) => !shown.has(one))).toEqual([]);
  expect(await page.getByTestId("whole-waits").count()).toBe(0);
  expect(told).toEqual(["line"]);
  await inspector.getByRole("tab", { name: "Summary" }).click();
  await expect.poll(async () => (await inspector.locator("pre").first().textContent())?.length).toBe(TEXT.length);

  // The editor, opened from a row nobody looked at.
  await row("other").getByRole("button", { name: "Actions for other" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  const editor = page.locator(".cm-content");
  await editor.getByText("kind: ConfigMap").waitFor();
  await editor.press("Control+End");
  await editor.getByText("the end").waitFor();

  // Without a line nothing comes, and that is said.
  line.cut();
  await phase("lost");
  await row("other").getByText("other", { exact: true }).click();
  const waits = page.getByTestId("whole-waits");
  await expect.poll(() => waits.textContent()).toMatch(/^Large \(1\.\d MB\): all of it is being fetched…$/);
  await expect.poll(() => waits.textContent(), { timeout: 25_000 }).toContain("There was no line to the server");
  line.mend();
  await phase("live");
  await waits.getByRole("button", { name: "Try again" }).click();
  await waits.waitFor({ state: "detached" });
  const other = page.locator("section[aria-label=other]");
  await expect.poll(async () => (await other.locator("pre").first().textContent())?.length).toBe(TEXT.length);

  // As it was before somebody made it small.
  const api = async (
    method: string,
    path: string,
    body: object,
  ): Promise<{ metadata: { creationTimestamp: string } }> => {
    const headers = { "content-type": method === "POST" ? "application/json" : "application/merge-patch+json" };
    const url = `${room.clusterUrl}/api/v1/namespaces/default/configmaps${path}`;
    return (await fetch(url, { method, headers, body: JSON.stringify(body) })).json() as never;
  };
  // The cluster's time stands still while nobody is there.
  const { metadata } = await api("POST", "", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "mark" } });
  const time = Date.parse(metadata.creationTimestamp) + 1_000;
  await new Promise((done) => setTimeout(done, 2_000));
  await api("PATCH", "/big", { data: { text: null } });
  await page.goto(
    `${line.url}/room/${room.id}?lang=en&theme=light&view=tables&kind=configmaps&at=configmaps/default/big&tab=yaml&t=${time}`,
  );
  await page.getByTestId("past").waitFor();
  const seen = async () => [
    await waits.allTextContents(),
    all((await yaml.allTextContents()).join("")).includes("the end"),
  ];
  await expect.poll(seen, { timeout: 30_000 }).toEqual([[], true]);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Share and export" }).click();
  const exported = page.getByTestId("exported");
  await exported.waitFor();
  expect(((await exported.textContent()) ?? "").split("the end")).toHaveLength(3);
  expect(errors.filter((one) => !/WebSocket|ERR_|Failed to load/.test(one))).toEqual([]);
  await line.close();
}, 150_000);
