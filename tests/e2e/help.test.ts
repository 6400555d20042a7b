/** Help in real browsers: two instructors, one in the room and one at the monitor, and students who ask, write and are begun anew. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { axeFindings } from "../support/chromium.ts";
import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("help");

async function enter(cookie: string, path: string, size?: { width: number; height: number }): Promise<Page> {
  const page = await openAs(stage, cookie, path, size);
  await page.locator("[data-phase=live]").first().waitFor({ timeout: 30_000 });
  return page;
}
const who = async (room: CreatedRoom, role: "student" | "instructor", nickname: string): Promise<string> =>
  (await joinRoom(stage.server.url, room.id, { token: room.token[role], nickname })).cookie;
const QUERY = "?lang=ko&theme=light";
const toast = (page: Page, text: string) => page.locator("[data-sonner-toast]").getByText(text);
const tab = (page: Page) => page.getByRole("tab", { name: /질문/ });

describe("a class that asks", () => {
  test("CLASS-10 CLASS-11 CLASS-12 a hand and a word reach instructors wherever they are, and the answer the student", async () => {
    const room = await createRoom(stage.server.url, { mode: "namespace-each" });
    const kim = await enter(room.cookie, `/room/${room.id}${QUERY}`);
    const lee = await enter(await who(room, "instructor", "Lee"), `/room/${room.id}/monitor${QUERY}`);
    const mina = await enter(await who(room, "student", "Mina"), `/room/${room.id}${QUERY}`);
    const juno = await enter(await who(room, "student", "Juno"), `/room/${room.id}${QUERY}`, {
      width: 390,
      height: 844,
    });
    await tab(mina).click();
    await mina.getByLabel("강사에게 쓰기").fill("Pending이 뭐예요?");
    await mina.getByRole("button", { name: "보내기", exact: true }).click();
    await toast(kim, "Pending이 뭐예요?").waitFor();
    await mina.getByLabel("무엇이 궁금한가요?").fill("노드가 안 보여요");
    await mina.getByRole("button", { name: "손들기" }).click();
    await toast(kim, "노드가 안 보여요").waitFor();
    await expect.poll(() => tab(kim).getByTestId("ask-count").textContent()).toContain("2");
    await lee.getByTestId("help-count").getByText("1").first().waitFor();

    // Lee answers; Mina reads the editor meanwhile.
    await mina.getByRole("tab", { name: "YAML" }).first().click();
    await lee.locator("[data-talk]").getByRole("button", { name: "답하기" }).click();
    await lee.getByRole("dialog").getByRole("textbox").fill("노드를 찾지 못한 거예요");
    await lee.keyboard.press("Enter");
    await lee.getByRole("dialog").getByText("노드를 찾지 못한 거예요").waitFor();
    await toast(mina, "노드를 찾지 못한 거예요").waitFor();
    await lee.keyboard.press("Escape");
    await lee.locator("[data-talk]").waitFor({ state: "detached" });
    expect(await juno.getByText("노드를 찾지 못한 거예요").count()).toBe(0);
    await mina.reload();
    await tab(mina).getByTestId("ask-count").waitFor();
    await tab(mina).click();
    await mina.getByRole("region", { name: "메시지" }).getByText("노드를 찾지 못한 거예요").waitFor();
    await tab(mina).getByTestId("ask-count").waitFor({ state: "detached" });

    // Kim takes the hand in the room; Lee sees that, and takes it over.
    await tab(kim).click();
    await kim.locator("[data-hand]").getByRole("button", { name: "제가 갈게요" }).click();
    await lee.locator("[data-hand]").getByText("Instructor 님이 맡았어요").waitFor();
    await lee.locator("[data-hand]").getByRole("button", { name: "넘겨받기" }).click();
    await kim.locator("[data-hand]").getByText("Lee 님이 맡았어요").waitFor();
    await mina.getByText("Lee 님이 도와주러 오고 있어요").waitFor();
    await lee.locator("[data-hand]").getByRole("button", { name: "해결" }).click();
    await kim.locator("[data-hand]").waitFor({ state: "detached" });

    // To all: on a phone it is told at the tab.
    await kim.getByLabel("모두에게 쓰기").fill("5분 쉬어요");
    await kim.getByRole("button", { name: "보내기", exact: true }).click();
    await toast(juno, "5분 쉬어요").waitFor();
    await tab(juno).getByTestId("ask-count").waitFor();
    for (const page of [kim, lee, mina, juno])
      await expect.poll(() => axeFindings(page), { timeout: 10_000, interval: 500 }).toEqual([]);
    for (const page of [kim, lee, mina, juno]) await page.close();
  }, 120_000);

  test("MONITOR-7 MONITOR-8 MONITOR-9 a large class on one screen, a projector that tells no names, and nothing is done unasked", async () => {
    const room = await createRoom(stage.server.url, { mode: "namespace-each" });
    for (let index = 1; index <= 60; index++) await who(room, "student", `Student${index}`);
    const monitor = await enter(room.cookie, `/room/${room.id}/monitor${QUERY}`);
    await expect.poll(() => monitor.locator("[data-student]").count()).toBe(60);
    const main = monitor.locator("main");
    expect(await main.evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight)).toBe(true);
    // 200 take twenty rows of ten.
    const tile = await monitor.locator("[data-student]").first().boundingBox();
    expect(20 * ((tile?.height ?? 99) + 4)).toBeLessThan((await main.boundingBox())?.height ?? 0);
    await monitor.locator("[data-student]").first().click();
    await monitor.getByRole("article", { name: "Student1", exact: true }).waitFor();
    await monitor.keyboard.press("Escape");
    await monitor.getByRole("button", { name: "작게 보기" }).click();
    await expect.poll(() => monitor.getByRole("article").count()).toBe(60);

    await monitor.getByRole("button", { name: "Student7 님에게 더 하기" }).click();
    await monitor.getByRole("menuitem", { name: "방에서 내보내기" }).click();
    await monitor.getByRole("dialog").getByText("Student7").waitFor();
    await monitor.getByRole("dialog").getByRole("button", { name: "취소" }).click();
    expect(await monitor.getByRole("article").count()).toBe(60);
    await monitor.getByRole("button", { name: "Student7 님에게 더 하기" }).click();
    await monitor.getByRole("menuitem", { name: "방에서 내보내기" }).click();
    await monitor.getByRole("dialog").getByRole("button", { name: "방에서 내보내기" }).click();
    await expect.poll(() => monitor.getByRole("article").count()).toBe(59);

    await monitor.getByRole("textbox", { name: /이유/ }).fill("설명 들어요");
    await monitor.getByRole("button", { name: "변경 멈추기" }).click();
    await monitor.getByTestId("frozen").getByText("설명 들어요").waitFor();
    await monitor.getByRole("button", { name: "Student8 님에게 더 하기" }).click();
    await monitor.getByTestId("why-not").getByText("모두의 변경이 멈춰 있어요").waitFor();
    await monitor.keyboard.press("Escape");
    await monitor.getByRole("button", { name: "변경 허용하기" }).click();

    await monitor.getByRole("textbox", { name: "지금은 어떤 상태인가요?" }).fill("시작");
    await monitor.getByRole("button", { name: "남기기" }).click();
    await monitor.locator("[data-checkpoint=시작]").waitFor();
    await monitor.getByTestId("clock").click();
    await monitor.getByRole("button", { name: "10배", exact: true }).click();
    await expect.poll(() => monitor.getByTestId("clock").getAttribute("data-speed")).toBe("10");
    await monitor.getByRole("button", { name: "1배", exact: true }).click();
    await monitor.keyboard.press("Escape");
    const name = "k8s-demo";
    const made = await fetch(`${room.clusterUrl}/api/v1/namespaces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } }),
    });
    expect(made.status).toBe(201);
    await monitor.getByRole("button", { name: "그 뒤에 바뀐 것: 시작" }).click();
    await monitor.getByRole("dialog").getByText(name).first().waitFor();
    await monitor.keyboard.press("Escape");
    await monitor.getByRole("button", { name: "클러스터를 이때로 되돌리기: 시작" }).click();
    await monitor.getByRole("dialog").getByRole("button", { name: "되돌리기" }).click();
    await monitor.getByRole("dialog").waitFor({ state: "detached", timeout: 30_000 });
    await expect
      .poll(async () => (await fetch(`${room.clusterUrl}/api/v1/namespaces/${name}`)).status, { timeout: 10_000 })
      .toBe(404);

    await monitor.getByRole("button", { name: /^프로젝터용/ }).click();
    const names = (): Promise<number> => monitor.getByText(/Student\d/).count();
    await expect.poll(names).toBe(0);
    await monitor.reload();
    await monitor.getByText("학생 1", { exact: true }).waitFor();
    expect(await names()).toBe(0);
    await expect.poll(() => axeFindings(monitor), { timeout: 10_000, interval: 500 }).toEqual([]);
    await monitor.close();
  }, 180_000);

  test("ROOM-27 CLASS-13 CLASS-62 whoever is in a cluster that is begun anew goes on in the new one; a fault meant for one leaves the room's alone", async () => {
    const room = await createRoom(stage.server.url, { mode: "cluster-each" });
    const mina = await enter(await who(room, "student", "Mina"), `/room/${room.id}${QUERY}`);
    await who(room, "student", "Juno");
    const monitor = await enter(room.cookie, `/room/${room.id}/monitor${QUERY}`);
    const faults = async (): Promise<string> => (await fetch(`${room.clusterUrl}/api/v1/nodes`)).text();
    await monitor.getByRole("button", { name: "Juno 님에게 더 하기" }).click();
    await monitor.getByRole("menuitem", { name: "장애 일으키기" }).click();
    await monitor.getByTestId("break-none").waitFor();
    expect(await monitor.getByRole("dialog").getByRole("combobox").count()).toBe(0);
    await monitor.keyboard.press("Escape");
    await monitor.getByRole("button", { name: "장애 일으키기…" }).click();
    const dialog = monitor.getByRole("dialog");
    await dialog.getByTestId("break-none").getByText("1명").waitFor();
    await dialog.getByRole("button", { name: /^장애 일으키기/ }).click();
    await monitor.locator("[data-drill=stop]").waitFor();
    await mina.locator("[data-node=k8s-worker2]").getByText("준비 안 됨").first().waitFor({ timeout: 90_000 });
    expect(await faults()).not.toContain("podroom.io/faults");

    await monitor.getByRole("button", { name: "Mina 님에게 더 하기" }).click();
    await monitor.getByRole("menuitem", { name: "처음부터 다시" }).click();
    await monitor.getByRole("dialog").getByRole("button", { name: "처음부터 다시" }).click();
    await toast(monitor, "처음 상태로 되돌렸어요.").waitFor({ timeout: 20_000 });
    await mina.locator("[data-testid=room][data-phase=live]").waitFor({ timeout: 20_000 });
    await expect
      .poll(() => mina.locator("[data-node=k8s-worker2]").getByText("준비 안 됨").count(), { timeout: 20_000 })
      .toBe(0);
    expect(await mina.getByText("이 링크는 더 이상 쓸 수 없어요.").count()).toBe(0);

    const changed = await fetch(`${stage.server.url}/api/rooms/${room.id}/mode`, {
      method: "PUT",
      headers: { cookie: room.cookie, "content-type": "application/json" },
      body: JSON.stringify({ mode: "namespace-each" }),
    });
    expect(changed.status).toBe(200);
    await toast(mina, "이제 내 네임스페이스에서 실습해요. 다른 곳에 만들었던 것은 남아 있어요.").waitFor();
    await mina.close();
    await monitor.close();
  }, 180_000);
});
