/** The lesson panel in a real browser. */
import { describe, expect, test } from "vitest";
import { visitor } from "../support/chromium.ts";
import { openStage } from "../support/stage.ts";

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
