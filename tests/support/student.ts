/** A student at the lesson panel in a real browser, in Korean or in English. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Lesson } from "../../server/protocol/lessons.ts";

export type Language = "ko" | "en";

const WORDS = {
  ko: {
    lessons: "수업 목록",
    anew: /^처음부터 다시/,
    apply: "적용",
    run: "터미널에서 실행",
    guess: "이렇게 예상해요",
    done: "완료",
    terminal: "터미널",
    tables: "표",
    into: "default에 만들기",
    from: "어디서",
    send: "보내기",
  },
  en: {
    lessons: "All lessons",
    anew: /^Begin anew/,
    apply: "Apply",
    run: "Run in the terminal",
    guess: "That is my guess",
    done: "Done",
    terminal: "Terminal",
    tables: "Tables",
    into: "Create in default",
    from: "From",
    send: "Send",
  },
} as const;

const TOO_MUCH = `cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata: {name: pod-4}
spec:
  containers:
  - name: container
    image: kubetm/init
    resources: {requests: {memory: 20Gi}, limits: {memory: 20Gi}}
EOF`;

/** Steps that want more than their own buttons. */
const OWN_WAYS: { readonly [step: string]: (student: Student, lesson: Lesson) => Promise<void> } = {
  async inside(student) {
    await student.type("kubectl wait --for=condition=Ready pod/pod-1 --timeout=60s", "condition met");
    await student.press(student.words.run);
  },
  async outside({ page, words }) {
    await page.goto(withParameter(page, "at", "pods/default/pod-1"));
    await page.locator("[data-testid=room][data-phase=live]").waitFor();
    await page.getByRole("combobox", { name: words.from, exact: true }).selectOption("outside");
    await page.getByRole("button", { name: words.send, exact: true }).click();
  },
  async volatile(student) {
    await student.type("kubectl delete pod pod-1", 'pod "pod-1" deleted');
    await student.press(student.words.apply);
  },
  async fail({ page, words }, lesson) {
    await page.getByTestId("namespace").selectOption("");
    await page.getByRole("tab", { name: words.tables, exact: true }).click();
    await page.getByTestId("create").click();
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(lesson.steps[0]?.text ?? "") ?? [];
    await page.getByTestId("create-text").getByRole("textbox").fill(yaml);
    await page.getByTestId("deploy").click();
    await page.getByRole("dialog", { name: "Deploying file has failed" }).waitFor();
    // The failure, then the dialog it came of.
    for (const left of [1, 0]) {
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("dialog").count()).toBe(left);
    }
  },
  async choose({ page, words }) {
    await page.getByTestId("create").click();
    await page
      .getByTestId("create-text")
      .getByRole("textbox")
      .fill(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: pod-7}\nspec: {containers: [{name: container, image: kubetm/init}]}\n",
      );
    await page.getByTestId("deploy").click();
    await page
      .getByRole("dialog", { name: "Deploying file has failed" })
      .getByRole("button", { name: words.into })
      .click();
    await expect.poll(() => page.getByTestId("namespace").inputValue()).toBe("default");
  },
  async "too-much"(student) {
    await student.type("kubectl delete pod pod-4 --now", 'pod "pod-4" deleted');
    await student.type(TOO_MUCH, "pod/pod-4 created");
  },
};

type Step = Lesson["steps"][number];

function withParameter(page: Page, name: string, value: string): string {
  const url = new URL(page.url());
  url.searchParams.set(name, value);
  return url.href;
}

export class Student {
  constructor(
    readonly page: Page,
    readonly language: Language,
  ) {}

  get words(): (typeof WORDS)[Language] {
    return WORDS[this.language];
  }

  async press(name: string): Promise<void> {
    const buttons = this.page.getByRole("article").getByRole("button", { name, exact: true });
    for (let index = 0; index < (await buttons.count()); index++) await buttons.nth(index).click();
  }

  async type(line: string, seen: string): Promise<void> {
    await this.page.getByRole("tab", { name: this.words.terminal, exact: true }).click();
    await expect.poll(() => this.screen(), { timeout: 30_000 }).toContain("root@k8s-master:~#");
    await this.page.locator("[data-terminal=true]").click();
    await this.page.keyboard.type(`clear\n${line}\n`);
    await expect.poll(() => this.screen(), { timeout: 30_000 }).toContain(seen);
    // kubectl says what it deletes before it is gone.
    await expect.poll(async () => (await this.screen()).trimEnd(), { timeout: 30_000 }).toMatch(/root@k8s-master:~#$/);
  }

  private async screen(): Promise<string> {
    const rows = await this.page.locator("[data-terminal=true] .xterm-rows > div").allTextContents();
    return rows.map((row) => row.replaceAll("\u00a0", " ").trimEnd()).join("\n");
  }

  async guess(): Promise<void> {
    const send = this.page.getByRole("button", { name: this.words.guess });
    if ((await send.count()) === 0) return;
    const choice = this.page.getByRole("article").getByRole("radio").first();
    if ((await choice.count()) > 0) await choice.check();
    else await this.page.getByRole("article").getByRole("textbox").fill("1");
    await send.click();
    await expect.poll(() => send.count()).toBe(0);
  }

  /** Opens a lesson and does all of it. */
  async play(lesson: Lesson): Promise<void> {
    await this.begin(lesson);
    for (const step of lesson.steps) {
      await this.attempt(lesson, step);
      await this.passed(lesson, step);
    }
    await this.page.getByRole("button", { name: this.words.lessons }).click();
  }

  /** Opens a lesson, with its objects as they are at first. */
  async begin(lesson: Lesson): Promise<void> {
    const { page, words } = this;
    await page.getByRole("button", { name: lesson.title }).click();
    await page.getByRole("button", { name: words.anew }).click();
    await expect.poll(() => page.getByRole("button", { name: words.anew }).isEnabled(), { timeout: 20_000 }).toBe(true);
  }

  /** Guesses, and does what a step asks for. */
  async attempt(lesson: Lesson, step: Step): Promise<void> {
    const { page, words } = this;
    await page.getByRole("navigation").getByRole("button", { name: step.title }).click();
    await this.guess();
    const own = OWN_WAYS[step.id];
    if (own) return own(this, lesson);
    await this.press(words.apply);
    await this.press(words.run);
  }

  async passed(lesson: Lesson, step: Step): Promise<void> {
    await this.page
      .getByRole("button", { name: `${step.title} — ${this.words.done}` })
      .waitFor({ timeout: 60_000 })
      .catch((error: unknown) => {
        throw new Error(`${this.language} ${lesson.id}/${step.id} is not passed`, { cause: error });
      });
  }
}
