/** The lesson panel in a real browser. */
import { describe, expect, test } from "vitest";
import { visitor } from "../support/chromium.ts";
import { createRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("lesson");

const WORDS = {
  ko: {
    try: "지금 써 보기",
    lesson: "컨테이너 둘, IP 하나",
    apply: "적용",
    next: "다음 단계",
    hint: "힌트 보기",
    guess: "이렇게 예상해요",
  },
  en: {
    try: "Try it now",
    lesson: "Two containers, one IP",
    apply: "Apply",
    next: "Next step",
    hint: "A hint",
    guess: "That is my guess",
  },
} as const;

describe("LESSON-11 the lesson panel", () => {
  test.each(["ko", "en"] as const)("LESSON-11 a step is done beside the cluster, in %s", async (language) => {
    const words = WORDS[language];
    const { page } = await visitor(stage.browser);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${stage.server.url}/?lang=${language}&theme=light`);
    await page.getByRole("button", { name: words.try }).click();
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await page.getByRole("button", { name: words.lesson }).click();
    const held = page.locator("[data-held=true]");
    expect(await held.count()).toBe(0);
    await page.getByRole("article").getByRole("button", { name: words.apply, exact: true }).click();
    await expect.poll(() => held.count(), { timeout: 20_000 }).toBe(2);
    expect(new URL(page.url()).searchParams.get("step")).toContain("two-containers/apply");
    await page.getByRole("button", { name: words.hint }).click();
    await page.getByRole("button", { name: words.next }).click();
    await page.getByRole("radio").first().check();
    await page.getByRole("button", { name: words.guess }).click();
    await expect.poll(() => page.getByRole("button", { name: words.guess }).count()).toBe(0);
    await page.reload();
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await expect.poll(() => page.getByRole("radio").first().isChecked()).toBe(true);
    await page.close();
  });
});

describe("LESSON-40 what an earlier lesson left", () => {
  test("LESSON-40 is named at the first step, and deleted before one begins", async () => {
    const room = await createRoom(stage.server.url, {
      template: "course",
      manifests: `apiVersion: v1
kind: Pod
metadata: { name: pod-4, labels: { type: web } }
spec: { containers: [{ name: container, image: kubetm/init }] }
`,
    });
    const page = await openAs(
      stage,
      room.cookie,
      `/room/${room.id}?lang=ko&step=pods-labels-nodes/what-is-left/two-gi`,
      { width: 1440, height: 900 },
    );
    const question = page.getByTestId("left-over");
    await expect.poll(() => question.textContent()).toContain("pod-4");
    await page.locator('[data-pod="default/pod-4"]').waitFor();
    await question.getByRole("button", { name: "지우고 시작하기" }).click();
    await expect.poll(() => question.count()).toBe(0);
    await expect.poll(() => page.locator('[data-pod="default/pod-4"]').count()).toBe(0);
    await page.getByRole("article").getByRole("button", { name: "적용", exact: true }).click();
    await expect.poll(() => page.locator("[data-held=true]").count(), { timeout: 20_000 }).toBe(1);
    // What the lesson made itself is in nobody's way.
    await page.reload();
    await page.locator('[data-pod="default/pod-4"]').waitFor();
    expect(await question.count()).toBe(0);
    await page.context().close();
  });
});
