/** A class in real browsers: the instructor's monitor beside two students. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";

import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("monitor");
let room: CreatedRoom;

beforeAll(async () => {
  room = await createRoom(stage.server.url, { mode: "namespace-each" });
});

async function student(nickname: string): Promise<{ page: Page; namespace: string }> {
  const { cookie, body } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname });
  const page = await openAs(stage, cookie, `/room/${room.id}?lang=ko&theme=light`);
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  return { page, namespace: `${nickname.toLowerCase()}-${body.you?.id.slice(0, 4)}` };
}

describe("MONITOR-5 MONITOR-6 a class in browsers", () => {
  test("MONITOR-5 MONITOR-6 one who is stuck is found, hinted and freed; a question is answered and revealed; a freeze is seen", async () => {
    const mina = await student("Mina");
    const juno = await student("Juno");
    const monitor = await openAs(stage, room.cookie, `/room/${room.id}/monitor?lang=ko&theme=light`);
    await monitor.locator("[data-testid=monitor][data-phase=live]").waitFor();
    await monitor.setViewportSize({ width: 1440, height: 900 });
    await expect.poll(() => monitor.getByRole("article").count()).toBe(2);

    const yaml =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: pod-2}\nspec: {containers: [{name: a, image: kubetm/p8000}, {name: b, image: kubetm/p8000}]}";
    const response = await fetch(`${stage.server.url}/api/rooms/${room.id}/kubeconfig`, {
      method: "POST",
      headers: { cookie: room.cookie },
    });
    const kubeconfig = await response.text();
    const url = /server: "?([^"\s]+)/.exec(kubeconfig)?.[1] as string;
    const made = await fetch(`${url}/api/v1/namespaces/${mina.namespace}/pods`, {
      method: "POST",
      headers: { "content-type": "application/yaml" },
      body: yaml,
    });
    expect(made.status).toBe(201);
    const group = monitor.locator("[data-group='crash:EADDRINUSE']");
    await group.waitFor({ timeout: 20_000 });
    expect(await group.textContent()).toContain("Mina");
    await group.getByRole("button", { name: "힌트 보내기" }).click();
    await monitor.getByRole("textbox", { name: "무엇을 살펴보면 좋을까요?" }).fill("로그의 EADDRINUSE를 보세요");
    await monitor.getByRole("dialog").getByRole("button", { name: "보내기", exact: true }).click();
    await mina.page.locator("[data-sonner-toast]").getByText("로그의 EADDRINUSE를 보세요").waitFor();
    expect(await juno.page.getByText("로그의 EADDRINUSE를 보세요").count()).toBe(0);

    // A manifest for the editor, and a step of a lesson; what was sent is found again.
    const send = monitor.getByRole("dialog");
    await group.getByRole("button", { name: "힌트 보내기" }).click();
    await send.getByRole("tab", { name: "YAML" }).click();
    const manifest = send.getByRole("textbox", { name: /매니페스트/ });
    await manifest.fill("metadata: {name: [");
    await expect.poll(() => send.getByRole("alert").textContent()).not.toBe("");
    expect(await send.getByRole("button", { name: "보내기", exact: true }).isDisabled()).toBe(true);
    await manifest.fill("metadata: {name: mended}");
    await send.getByRole("button", { name: "보내기", exact: true }).click();
    await mina.page.getByText("mended").first().waitFor();
    await mina.page.reload();
    await mina.page.locator("[data-phase=live]").first().waitFor();
    await mina.page.getByRole("tab", { name: "질문" }).click();
    const received = mina.page.getByRole("region", { name: "강사가 보낸 것" });
    await received.getByText("로그의 EADDRINUSE를 보세요").waitFor();
    await received.getByRole("button", { name: "열기" }).click();
    await mina.page.locator(".cm-content").getByText("mended").waitFor();
    await group.getByRole("button", { name: "힌트 보내기" }).click();
    await send.getByRole("tab", { name: "레슨 단계" }).click();
    await send.getByRole("combobox", { name: "레슨 단계" }).selectOption({ index: 2 });
    await send.getByRole("button", { name: "보내기", exact: true }).click();
    await mina.page.locator("[data-sonner-toast]").getByRole("button", { name: "열기" }).last().click();
    await expect.poll(() => new URL(mina.page.url()).searchParams.get("step")).toMatch(/^pods-labels-nodes\//);

    await juno.page.getByRole("tab", { name: "질문" }).click();
    await juno.page.getByLabel("무엇이 궁금한가요?").fill("Service가 뭔가요?");
    await juno.page.getByRole("button", { name: "손들기" }).click();
    await monitor.getByText("Service가 뭔가요?").waitFor();
    await monitor.getByRole("button", { name: "제가 갈게요" }).click();
    await juno.page.getByText("도와주러 오고 있어요").waitFor();
    await monitor.getByRole("button", { name: "해결" }).click();
    await juno.page.getByRole("button", { name: "손들기" }).waitFor();

    await monitor.getByRole("textbox", { name: "질문", exact: true }).fill("pod-4는 어디로 갈까요?");
    await monitor.getByRole("textbox", { name: /보기/ }).fill("k8s-worker1\nk8s-worker2");
    await monitor.getByRole("button", { name: "모두에게 묻기" }).click();
    await juno.page.getByRole("radio", { name: "k8s-worker2" }).check();
    await juno.page.getByRole("button", { name: "답하기" }).first().click();
    await monitor.getByText("1명이 답했어요").waitFor();
    await monitor.getByRole("combobox", { name: "실제 결과" }).fill("k8s-worker2");
    await monitor.getByRole("button", { name: "공개하기" }).click();
    await juno.page.getByText("내 답").first().waitFor();

    await monitor.getByRole("textbox", { name: /이유/ }).fill("함께 봐요");
    await monitor.getByRole("button", { name: "변경 멈추기" }).first().click();
    await mina.page.getByText("함께 봐요").waitFor();
    await monitor.screenshot({ path: ".build/monitor.png" });
    await monitor.getByRole("button", { name: "변경 허용하기" }).first().click();

    // One alone is stopped, with a reason of their own.
    await monitor.getByRole("button", { name: /Juno 님에게 더/ }).click();
    await monitor.getByRole("menuitem", { name: "변경 멈추기" }).click();
    await monitor.getByRole("dialog").getByRole("textbox").fill("잠깐 이야기해요");
    await monitor.keyboard.press("Enter");
    await juno.page.getByText("잠깐 이야기해요").waitFor();
    expect(await mina.page.getByText("잠깐 이야기해요").count()).toBe(0);

    // Both begin anew together.
    const teacher = await openAs(stage, room.cookie, `/room/${room.id}?lang=ko`);
    await teacher.locator("[data-phase=live]").first().waitFor();
    await teacher.getByRole("button", { name: "더 보기", exact: true }).click();
    await teacher.getByRole("menuitem", { name: "방 설정" }).click();
    await teacher.getByRole("tab", { name: "사람" }).click();
    for (const name of ["Mina", "Juno"]) await teacher.getByRole("checkbox", { name: `${name} 고르기` }).check();
    await teacher.getByRole("button", { name: "2명 처음부터 다시" }).click();
    await teacher.getByRole("button", { name: "네" }).click();
    await teacher.getByText("처음 상태로 되돌렸어요.").waitFor();
    await expect.poll(() => group.count(), { timeout: 20_000 }).toBe(0);
  });
});
