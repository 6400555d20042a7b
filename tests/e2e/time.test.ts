/** The past of a room in real browsers: scrubbing back, a link to a moment, a room from there, and the clock. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { manifestLink } from "../../components/sharing/newRoomLink.ts";
import { axeFindings, visitor } from "../support/chromium.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("time");
let room: CreatedRoom;

beforeAll(async () => {
  room = await createRoom(stage.server.url, { name: "Class" });
});

async function enter(cookie: string, query: string): Promise<Page> {
  const page = await openAs(stage, cookie, `/room/${room.id}?lang=en&theme=light${query}`);
  await live(page);
  return page;
}

async function live(page: Page): Promise<void> {
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
}

async function makePod(name: string): Promise<void> {
  const made = await fetch(`${room.clusterUrl}/api/v1/namespaces/default/pods`, {
    method: "POST",
    headers: { "content-type": "application/yaml" },
    body: `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: nginx}]}`,
  });
  expect(made.status).toBe(201);
}

const pods = (page: Page): Promise<number> => page.locator("[data-pod]").count();

describe("TIME-3 TIME-4 the past in browsers", () => {
  test("TIME-1 TIME-2 TIME-8 TIME-9 TERM-12 scrub back, link, fork, speed", async () => {
    const teacher = await enter(room.cookie, "");
    await makePod("pod-1");
    await expect.poll(() => pods(teacher), { timeout: 10_000 }).toBe(1);
    await makePod("pod-2");
    await expect.poll(() => pods(teacher), { timeout: 10_000 }).toBe(2);

    await teacher.keyboard.press("h");
    const line = teacher.getByTestId("time-line");
    await line.waitFor();
    await line.focus();
    await expect
      .poll(async () => {
        // The newest command is pod-2's: one step back shows the cluster right after it, two right after pod-1's.
        await line.press("End");
        await line.press("Shift+ArrowLeft");
        return teacher.getByTestId("history").textContent();
      })
      .toContain("pods/pod-2");
    await line.press("Shift+ArrowLeft");
    await teacher.getByTestId("history").getByText("pods/pod-1").waitFor();
    await teacher.getByTestId("past").waitFor();
    await expect.poll(() => pods(teacher), { timeout: 10_000 }).toBe(1);
    await expect.poll(() => new URL(teacher.url()).searchParams.get("t")).not.toBeNull();
    const { search } = new URL(teacher.url());

    // What that command did, and nothing of the next one.
    await teacher.getByRole("button", { name: "What this command changed" }).click();
    const effect = teacher.getByRole("dialog", { name: /pods\/pod-1/ });
    await effect.getByTestId("differences").getByText("pod-1").waitFor();
    expect(await effect.getByRole("listitem").allTextContents()).toEqual([
      expect.stringMatching(/pods\/pod-1.*default.*new/),
    ]);
    await teacher.keyboard.press("Escape");

    // What others do now does not show, and nothing can be changed.
    await makePod("pod-3");
    expect(await pods(teacher)).toBe(1);
    await teacher.getByRole("tab", { name: "Terminal" }).click();
    await teacher.getByText("The terminal is not in the past").waitFor();

    const viewer = await joinRoom(stage.server.url, room.id, { token: room.token.viewer, nickname: "Juno" });
    const other = await enter(viewer.cookie, search.replace("?", "&"));
    await other.getByTestId("past").waitFor();
    await expect.poll(() => pods(other), { timeout: 10_000 }).toBe(1);
    await other.getByTestId("past").getByRole("button", { name: "Back to now" }).click();
    await expect.poll(() => pods(other), { timeout: 10_000 }).toBe(3);
    expect(new URL(other.url()).searchParams.get("t")).toBeNull();
    // Who may not see all of it gets a room of what they see.
    await other.getByRole("button", { name: "More with this moment" }).click();
    await other.getByRole("menuitem", { name: "A new room of what you see here" }).click();
    await other.waitForURL((url) => !url.pathname.includes(room.id));
    await live(other);
    await expect.poll(() => pods(other), { timeout: 10_000 }).toBe(3);

    await teacher.getByRole("button", { name: "More with this moment" }).click();
    await teacher.getByRole("menuitem", { name: "Bookmark this moment" }).click();
    await teacher.getByRole("textbox", { name: "What happens here?" }).fill("one pod");
    await teacher.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => teacher.locator("[data-bookmark]").count()).toBe(1);

    await teacher.getByRole("button", { name: "More with this moment" }).click();
    await teacher.getByRole("menuitem", { name: "Compare with another moment" }).click();
    const differences = teacher.getByRole("dialog", { name: "What is different" }).getByTestId("differences");
    await differences.getByText("pod-3").waitFor();
    expect(await differences.getByRole("listitem").allTextContents()).toContainEqual(
      expect.stringMatching(/pods\/pod-2.*default.*new/),
    );
    await teacher.screenshot({ path: ".build/compare.png" });
    await teacher.keyboard.press("Escape");

    await teacher.screenshot({ path: ".build/history.png" });
    await teacher.getByRole("button", { name: "More with this moment" }).click();
    await teacher.getByRole("menuitem", { name: "A new room from here" }).click();
    await teacher.waitForURL((url) => !url.pathname.includes(room.id));
    await live(teacher);
    await expect.poll(() => pods(teacher), { timeout: 10_000 }).toBe(1);

    await teacher.getByTestId("clock").click();
    await teacher.getByRole("button", { name: "10×", exact: true }).click();
    await expect.poll(() => teacher.getByTestId("clock").getAttribute("data-speed")).toBe("10");
    await teacher.getByRole("button", { name: "Pause", exact: true }).click();
    await expect.poll(() => teacher.getByTestId("clock").getAttribute("data-speed")).toBe("0");
  });
});

describe("TIME-5 TIME-6 faults and settings in a browser", () => {
  test("TIME-5 TIME-6 a fault is begun and ended; the room is renamed, its link shown as a QR code, a student made an instructor", async () => {
    const { cookie, body } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const teacher = await enter(room.cookie, "&dock=faults");
    const faults = teacher.getByTestId("faults");
    const off = faults.locator("li", { hasText: "k8s-worker1" }).getByRole("button", { name: "kubelet stands still" });
    await off.click();
    await faults.getByText("1 fault is on").waitFor();
    expect(await off.getAttribute("aria-pressed")).toBe("true");
    await faults.getByRole("button", { name: "End all faults" }).click();
    await faults.getByText("Nothing is broken.").waitFor();

    await teacher.getByRole("button", { name: "More", exact: true }).click();
    await teacher.getByRole("menuitem", { name: "Room settings" }).click();
    const dialog = teacher.getByRole("dialog", { name: "Room settings" });
    await dialog.getByLabel("Name of the room").fill("Week 3");
    await dialog.getByRole("button", { name: "Save" }).click();
    await teacher.locator("header").getByText("Week 3").waitFor();

    await dialog.getByRole("tab", { name: "People" }).click();
    await dialog.locator(`[data-person="${body.you?.id}"]`).getByRole("combobox").selectOption("instructor");
    const mina = await enter(cookie, "");
    await mina.getByRole("tab", { name: "Faults" }).waitFor();

    await dialog.getByRole("tab", { name: "Links" }).click();
    const link = dialog.locator("[data-link=viewer]");
    await link.getByRole("button", { name: "New link" }).click();
    await link.getByRole("button", { name: "Yes" }).click();
    await link.getByRole("img").waitFor();
    await link.getByRole("button", { name: "Show large" }).click();
    await teacher.getByText("Scan to join").waitFor();
    await teacher.screenshot({ path: ".build/card.png" });
  });
});

describe("TIME-7 sharing in browsers", () => {
  test("TIME-7 ROOM-38 a namespace, or the cluster, goes along in a link and opens in a stranger's new room; a refusal is said before going on", async () => {
    await makePod("taken-along");
    const teacher = await enter(room.cookie, "");
    await teacher.getByRole("button", { name: "More", exact: true }).click();
    await teacher.getByRole("menuitem", { name: "Share and export" }).click();
    // The whole room as a file, opened by somebody else on the first page.
    const saved = teacher.waitForEvent("download");
    await teacher.getByRole("link", { name: "Download" }).click();
    const path = `${stage.folder}/room.gz`;
    await (await saved).saveAs(path);
    const { page: opener } = await visitor(stage.browser);
    await opener.goto(`${stage.server.url}/?lang=en`);
    await opener.getByLabel("Open a room from its file").setInputFiles({
      name: "no.gz",
      mimeType: "application/gzip",
      buffer: Buffer.from("nothing"),
    });
    await opener.getByRole("alert").getByText("file").waitFor();
    await opener.getByLabel("Open a room from its file").setInputFiles(path);
    await opener.waitForURL(/\/room\//);
    await live(opener);
    await opener.locator("[data-pod='default/taken-along']").waitFor();
    await opener.context().close();
    const yaml = teacher.getByTestId("exported");
    await expect.poll(() => yaml.innerText()).toContain("name: taken-along");
    expect(await yaml.innerText()).not.toContain("resourceVersion");
    await teacher.screenshot({ path: ".build/share.png" });

    // The cluster itself, for anybody.
    const part = teacher.getByTestId("fork-link");
    await part.getByRole("button", { name: "Make the link" }).click();
    await part.getByRole("button", { name: "Copy the link" }).waitFor();
    await part.getByLabel("People").fill("1");
    await part.getByLabel("Ends").selectOption({ label: "in an hour" });
    await part.getByRole("button", { name: "Set for this link" }).click();
    await part.getByText("Rooms made by it: 0 · for 1, 1 left").waitFor();
    await part.scrollIntoViewIfNeeded();
    await teacher.screenshot({ path: ".build/fork-link.png" });
    await expect.poll(() => axeFindings(teacher), { timeout: 8_000, interval: 500 }).toEqual([]);
    const { fork } = JSON.parse(
      (await teacher.evaluate((id) => localStorage.getItem(`podroom:links:${id}`), room.id)) ?? "{}",
    ) as { readonly fork?: string };
    const { page: stranger } = await visitor(stage.browser);
    await stranger.goto(fork ?? "");
    await stranger.waitForURL(/\/room\//);
    await live(stranger);
    expect(stranger.url()).not.toContain(room.id);
    await stranger.locator("[data-pod='default/taken-along']").waitFor();
    await stranger.goto(fork ?? "");
    await stranger.getByTestId("new-room").getByRole("alert").waitFor();
    await part.getByRole("button", { name: "End the link" }).click();
    await part.getByRole("button", { name: "Make the link" }).waitFor();
    await stranger.goto(fork ?? "");
    await stranger.getByTestId("new-room").getByRole("alert").waitFor();
    await stranger.context().close();

    const { page } = await visitor(stage.browser);
    await page.goto(manifestLink(stage.server.url, (await yaml.innerText()) ?? ""));
    await page.waitForURL(/\/room\//);
    await live(page);
    await page.locator("[data-pod='default/taken-along']").waitFor();

    const wrong = encodeURIComponent("apiVersion: v1\nkind: Pod\nmetadata: {name: bare}\nspec: {containers: []}");
    await page.goto(`${stage.server.url}/new?lang=en&yaml=${wrong}`);
    await page.getByTestId("new-room").getByText("spec.containers").waitFor();
    await page.getByRole("button", { name: "To the room" }).click();
    await live(page);
  });
});
