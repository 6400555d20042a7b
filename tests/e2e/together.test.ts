/** An instructor and two students in real browsers: following, looking over a shoulder, the keyboard, a shown screen. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { axeFindings } from "../support/chromium.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

/** Where pictures go, for whoever wants to look; left out: nowhere. */
const PICTURES = process.env["PICTURES"];

const stage = openStage("together");
let room: CreatedRoom;

beforeAll(async () => {
  room = await createRoom(stage.server.url, {
    template: "course",
    manifests: ["pod-1", "pod-2"].map((name) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, labels: { app: name } },
      spec: { containers: [{ name: "c", image: "kubetm/init" }] },
    })),
  });
});

async function enter(cookie: string, path: string): Promise<Page> {
  const page = await openAs(stage, cookie, path);
  await page.locator("[data-phase=live]").waitFor();
  return page;
}
async function student(nickname: string, query = ""): Promise<{ page: Page; cookie: string }> {
  const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname });
  return { cookie, page: await enter(cookie, `/room/${room.id}?lang=ko&theme=light${query}`) };
}
const teacher = (path = ""): Promise<Page> => enter(room.cookie, `/room/${room.id}${path}?lang=ko&theme=light`);
const at = (page: Page, key = "at"): string | null => new URL(page.url()).searchParams.get(key);
const bar = (page: Page, name: string) => page.locator(`[data-bar=${name}]`);
const picture = async (page: Page, name: string): Promise<void> => {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
};
/** axe finds nothing, once what fades in has come: half-seen colours are no colours. */
async function clean(page: Page): Promise<void> {
  await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
}

describe("a class together", () => {
  test("CLASS-20 CLASS-21 CLASS-22 MAP-12 pages follow the instructor's, leave by Escape, come back, and have their own view again", async () => {
    const kim = await teacher();
    const mina = await student("민아", "&at=pods/default/pod-2&owners=1");
    await kim.getByRole("button", { name: "더 보기" }).click();
    await kim.getByRole("menuitem", { name: "모두 나를 따라오기" }).click();
    await bar(mina.page, "follow").getByText("따라가고 있어요").waitFor();
    await kim.locator("[data-pod='default/pod-1']").click();
    await kim.getByRole("tab", { name: "왜" }).click();
    await expect.poll(() => at(mina.page)).toBe("pods/default/pod-1");
    await mina.page.getByRole("heading", { name: "pod-1" }).waitFor();
    await expect.poll(() => at(mina.page, "tab")).toBe("why");
    await bar(kim, "lead").getByText("1명이 따라오고 있어요").waitFor();

    const juno = await student("준호");
    await expect.poll(() => at(juno.page)).toBe("pods/default/pod-1");
    await bar(kim, "lead").getByText("2명이 따라오고 있어요").waitFor();
    // Where the instructor looks on the map, too.
    const map = kim.getByTestId("map");
    const middle = async (page: Page, name: string): Promise<readonly number[]> => {
      const [node, frame] = await Promise.all([
        page.locator(`[data-node=${name}]`).boundingBox(),
        page.getByTestId("map").boundingBox(),
      ]);
      const [left, top] = [(frame?.x ?? 0) + (frame?.width ?? 0) / 2, (frame?.y ?? 0) + (frame?.height ?? 0) / 2];
      const of = (from = 0, length = 1, at = 0): number => Math.round(((at - from) / length) * 10);
      return [of(node?.x, node?.width, left), of(node?.y, node?.height, top)];
    };
    const whole = await middle(juno.page, "k8s-worker2");
    await map.getByRole("button", { name: "확대" }).click();
    await map.getByRole("button", { name: "확대" }).click();
    await map.hover();
    await kim.mouse.wheel(260, 120);
    await expect.poll(() => at(kim, "look")).not.toBeNull();
    await expect.poll(() => at(juno.page, "look")).toBe(at(kim, "look"));
    const looked = await middle(kim, "k8s-worker2");
    expect(looked).not.toEqual(whole);
    await expect.poll(() => middle(juno.page, "k8s-worker2")).toEqual(looked);
    await map.getByRole("button", { name: "지도 전체 보기" }).click();
    await expect.poll(() => at(juno.page, "look")).toBeNull();
    await expect.poll(() => middle(juno.page, "k8s-worker2")).toEqual(whole);
    await picture(mina.page, "follow");
    await picture(kim, "lead");
    await clean(mina.page);
    await clean(kim);

    await mina.page.keyboard.press("Escape");
    await expect.poll(() => at(mina.page)).toBe("pods/default/pod-2");
    expect(at(mina.page, "owners")).toBe("1");
    await bar(kim, "lead").getByText("1명이 따라오고 있어요").waitFor();
    await kim.getByRole("tab", { name: "표" }).click();
    await expect.poll(() => at(juno.page, "view")).toBe("tables");
    expect(at(mina.page, "view")).toBeNull();
    await mina.page.reload();
    await bar(mina.page, "follow").getByRole("button", { name: "따라가기" }).click();
    await expect.poll(() => at(mina.page, "view")).toBe("tables");
    await mina.page.reload();
    await mina.page.locator("[data-phase=live]").waitFor();
    await bar(mina.page, "follow").getByText("따라가고 있어요").waitFor();
    await bar(kim, "lead").getByText("2명이 따라오고 있어요").waitFor();

    await stage.server.kill();
    await stage.restart();
    await kim.locator("[data-phase=live]").waitFor({ timeout: 20_000 });
    await mina.page.locator("[data-phase=live]").waitFor({ timeout: 20_000 });
    await bar(kim, "lead").getByText("2명이 따라오고 있어요").waitFor();
    await kim.getByRole("tab", { name: "지도" }).click();
    await expect.poll(() => at(juno.page, "view")).toBeNull();
    await bar(kim, "lead").getByRole("button", { name: "끝내기" }).click();
    await expect.poll(() => at(mina.page)).toBe("pods/default/pod-2");
    expect(at(mina.page, "owners")).toBe("1");
    await bar(mina.page, "follow").waitFor({ state: "detached" });
    await mina.page.close();
    await juno.page.close();
    await kim.close();
  }, 90_000);

  test("MONITOR-10 MONITOR-11 MONITOR-20 MONITOR-21 CLASS-30 CLASS-31 over the shoulder, the keyboard by consent, the screen to all", async () => {
    const mina = await student("지우", "&at=pods/default/pod-1");
    const juno = await student("서준");
    const monitor = await teacher("/monitor");
    await mina.page.getByRole("tab", { name: "YAML" }).first().click();
    await monitor.getByRole("button", { name: "화면 보기: 지우" }).click();
    const watch = monitor.getByTestId("watch");
    await watch.getByText("pods/pod-1").waitFor();
    const own = (await joinRoom(stage.server.url, room.id, { nickname: "x" }, room.cookie)).body.you;
    expect(own?.role).toBe("instructor");
    await mina.page.getByTestId("watched").waitFor();
    expect(await juno.page.getByTestId("watched").count()).toBe(0);
    await mina.page.locator(".cm-content").click();
    await mina.page.keyboard.press("Control+a");
    await mina.page.keyboard.type("# 어깨너머");
    await watch.getByText("# 어깨너머").waitFor();
    await mina.page.getByRole("tab", { name: "터미널" }).click();
    await mina.page.locator("[data-terminal=true] .xterm-rows").getByText("root@k8s-master").first().waitFor();
    await mina.page.keyboard.type("kubectl get pod pod-1");
    await watch.getByText("kubectl get pod pod-1").waitFor();
    await mina.page.keyboard.press("Control+c");
    await picture(monitor, "watch");
    await picture(mina.page, "watched");
    await clean(monitor);
    await clean(mina.page);

    await watch.getByRole("button", { name: "키보드 빌리기" }).click();
    await mina.page.getByRole("dialog").getByText("키보드를 빌려 달라고 해요").waitFor();
    await picture(mina.page, "keyboard-ask");
    await clean(mina.page);
    await mina.page.getByRole("dialog").getByRole("button", { name: "지금은 괜찮아요" }).click();
    await monitor.getByText("지우 님이 키보드를 맡기지 않았어요.").waitFor();
    await watch.getByRole("button", { name: "키보드 빌리기" }).click();
    await mina.page.getByRole("dialog").getByRole("button", { name: "맡기기" }).click();
    await bar(mina.page, "keyboard").getByText("입력하고 있어요").waitFor();
    await watch.locator("[data-typing] textarea").waitFor();
    await watch.locator("[data-typing] textarea").focus();
    await monitor.keyboard.type("kubectl create configmap lent\n");
    await mina.page.locator("[data-terminal=true] .xterm-rows").getByText("configmap/lent created").waitFor();
    await watch.locator(".xterm-rows").getByText("configmap/lent created").waitFor();
    await picture(monitor, "keyboard-given");
    await clean(monitor);
    await bar(mina.page, "keyboard").getByRole("button", { name: "키보드 돌려받기" }).click();
    await watch.locator("[data-typing]").waitFor({ state: "detached" });
    await juno.page.getByRole("tab", { name: "활동" }).click();
    await juno.page.getByTestId("feed").getByText("대신 입력").waitFor();
    expect(await juno.page.getByTestId("feed").getByRole("listitem").first().textContent()).toMatch(
      /지우.*대신 입력.*lent/,
    );

    await watch.getByRole("button", { name: "모두에게 보여 주기" }).click();
    await mina.page.getByRole("dialog").getByRole("button", { name: "보여 주기" }).click();
    const shown = juno.page.getByTestId("shown-screen");
    await shown.getByText("configmap/lent created").waitFor();
    await expect.poll(() => at(juno.page)).toBe("pods/default/pod-1");
    await watch.getByText("1명이 보고 있어요").waitFor();
    await bar(mina.page, "shown").waitFor();
    await mina.page.keyboard.type("# 모두 보세요");
    await shown.getByText("# 모두 보세요").waitFor();
    await picture(juno.page, "shown");
    await picture(mina.page, "showing");
    await clean(juno.page);
    await clean(mina.page);
    await juno.page.setViewportSize({ width: 390, height: 844 });
    await picture(juno.page, "shown-phone");
    await clean(juno.page);
    await juno.page.setViewportSize({ width: 1440, height: 900 });
    await bar(mina.page, "shown").getByRole("button", { name: "그만 보여 주기" }).click();
    await shown.waitFor({ state: "detached" });
    await expect.poll(() => at(juno.page)).toBeNull();

    await watch.getByRole("button", { name: "화면 닫기" }).click();
    await mina.page.getByTestId("watched").waitFor({ state: "detached" });

    await monitor.getByRole("button", { name: "화면 보기: 지우" }).click();
    const [along] = await Promise.all([
      monitor.context().waitForEvent("page"),
      watch.getByRole("link", { name: "방에서 함께 보기" }).click(),
    ]);
    await along.getByTestId("shown-screen").getByText("# 모두 보세요").waitFor();
    await mina.page.locator("[data-pod='default/pod-2']").click();
    await expect.poll(() => at(along)).toBe("pods/default/pod-2");
    await along.setViewportSize({ width: 1440, height: 900 });
    await picture(along, "watch-room");
    await clean(along);
    await mina.page.reload();
    await along.getByTestId("shown-screen").getByText("# 모두 보세요").waitFor({ state: "detached" });
    await along.getByTestId("shown-screen").getByText("root@k8s-master").first().waitFor();
    await monitor.close();
    await mina.page.getByTestId("watched").waitFor();
    await along.close();
    await mina.page.getByTestId("watched").waitFor({ state: "detached" });
  }, 120_000);
});
