/** An instructor writes a lesson, looks at it, tries it in a copy, gives it to the class; a student does it. In real browsers. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { DraftSummary } from "../../server/protocol/ownLessons.ts";
import { axeFindings } from "../support/chromium.ts";
import { DELETE_STEP, LABELLED, lessonText, RUNS } from "../support/lessonText.ts";
import { createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";

const stage = openStage("authoring");

/** Replaces all that stands in the editor. */
async function write(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: "English text" });
  await box.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}
/** What is written is on the server. */
const kept = (page: Page): Promise<void> =>
  page.locator("[data-keeping=kept]", { hasText: "draft, kept at" }).waitFor({ timeout: 40_000 });
async function titleOnServer(cookie: string, room: string): Promise<string | undefined> {
  const answer = await fetch(`${stage.server.url}/api/rooms/${room}/lessons`, { headers: { cookie } });
  const { drafts } = (await answer.json()) as { readonly drafts: readonly DraftSummary[] };
  return drafts[0]?.titles.en;
}
const inRoom = (page: Page): Promise<void> => page.locator("[data-testid=room][data-phase=live]").waitFor();
const desk = (page: Page): Promise<void> => page.locator("[data-testid=authoring][data-ready=true]").waitFor();
const held = (page: Page) => page.locator("[data-held=true]");

describe("LESSON-20 the editor", () => {
  test("LESSON-20 completes fields, says what they mean, marks what is wrong, shows the lesson, and forgets nothing", async () => {
    const room = await createRoom(stage.server.url);
    const page = await openAs(stage, room.cookie, `/room/${room.id}/lessons?lang=en&theme=light`);
    await desk(page);
    await write(page, lessonText({ checks: RUNS.replace("is: Running", "equals: Running"), more: DELETE_STEP }));
    const wrong = page.getByTestId("lesson-problems").getByRole("button");
    await expect.poll(() => wrong.count()).toBe(1);
    expect(await wrong.textContent()).toMatch(/line 27.*equals/);
    await page.locator(".cm-lintRange-error").waitFor();
    expect(await page.getByTestId("save").isDisabled()).toBe(true);
    await wrong.click();
    await page.keyboard.press("Control+Delete");
    await page.keyboard.type("i");
    await page.locator(".cm-tooltip-autocomplete").getByText("isNew").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.type("s");
    await expect.poll(() => wrong.count()).toBe(0);
    await page.locator(".cm-line", { hasText: "path: status.phase" }).getByText("path").hover();
    await page.locator(".cm-field-hover").getByText("A value of the object").waitFor();
    await page.mouse.move(5, 5);
    const preview = page.getByTestId("lesson-preview");
    await preview.getByText("web runs").waitFor();
    expect(await preview.getByRole("button", { name: "Apply", exact: true }).isDisabled()).toBe(true);
    await preview.getByRole("button", { name: "Take it away" }).click();
    await preview.getByText("web was deleted").waitFor();
    await page.reload();
    await desk(page);
    await page.locator(".cm-line", { hasText: "is: Running" }).waitFor();
    await expect.poll(() => page.getByTestId("saved").textContent()).toMatch(/draft, kept at/);
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    await page.context().close();
  }, 60_000);

  test("LESSON-20 nothing that is written runs, or asks anybody else for anything", async () => {
    const room = await createRoom(stage.server.url);
    const page = await openAs(stage, room.cookie, `/room/${room.id}/lessons?lang=en&theme=light`);
    await desk(page);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const hostile = [
      "<script>window.owned = 1</script><img src=x onerror='window.owned = 1'>",
      "![pixel](https://elsewhere.example/pixel.png) [a link](javascript:window.owned=1)",
      "<iframe src='https://elsewhere.example/'></iframe>",
    ].join("\n\n");
    await write(
      page,
      lessonText().replace("A pod of one's own.", () => hostile),
    );
    const link = page.getByTestId("lesson-preview").getByText("a link");
    await link.waitFor();
    expect((await link.getAttribute("href")) ?? "").not.toMatch(/javascript/);
    expect(await page.getByTestId("lesson-preview").locator("script, iframe, img").count()).toBe(0);
    expect(await page.evaluate(() => "owned" in window)).toBe(false);
    expect(asked.filter((url) => !url.startsWith(stage.server.url))).toEqual([]);
    await page.context().close();
  });
});

describe("LESSON-23 LESSON-24 drafts", () => {
  test("LESSON-23 LESSON-24 LESSON-25 outlive a killed server, are there for a colleague, and of two that differ one chooses", async () => {
    const room = await createRoom(stage.server.url, { nickname: "Jimin" });
    const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.instructor, nickname: "Jun" });
    const page = await openAs(stage, room.cookie, `/room/${room.id}/lessons?lang=en&theme=light`);
    await desk(page);
    await write(page, lessonText({ title: "Kept" }));
    await kept(page);
    // Killed while one types: the words wait in the browser.
    await stage.server.kill();
    await write(page, lessonText({ title: "Kept in here" }));
    await page.locator("[data-keeping=away]").waitFor();
    await stage.restart();
    await kept(page);

    const theirs = await openAs(stage, cookie, `/room/${room.id}/lessons?lang=en&theme=light`);
    await desk(theirs);
    await theirs.locator(".cm-line", { hasText: "title: Kept in here" }).waitFor();
    await theirs
      .getByTestId("shelf")
      .getByText(/Draft · Jimin/)
      .waitFor();
    // Their words come in while nothing of one's own is unsent.
    await write(theirs, lessonText({ title: "Of both" }));
    await page.locator(".cm-line", { hasText: "title: Of both" }).waitFor();

    // One's own are unsent while they write on.
    await page.context().setOffline(true);
    await write(page, lessonText({ title: "Mine" }));
    await page.locator("[data-keeping=away]").waitFor();
    await write(theirs, lessonText({ title: "Theirs" }));
    await expect.poll(() => titleOnServer(cookie, room.id)).toBe("Theirs");
    await page.context().setOffline(false);
    const other = page.getByTestId("other");
    await other.waitFor({ timeout: 40_000 });
    await other.getByText(/Another page wrote in this lesson too \(Jun, /).waitFor();
    expect(await page.getByTestId("save").isDisabled()).toBe(true);
    await other.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("dialog").getByText("title: Theirs").waitFor();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    await page.keyboard.press("Escape");
    await other.getByRole("button", { name: "Keep both" }).click();
    await page
      .getByTestId("shelf")
      .getByRole("button", { name: /^Theirs/ })
      .waitFor();
    await page.locator(".cm-line", { hasText: "title: Mine" }).waitFor();
    await expect.poll(() => other.count()).toBe(0);

    // Removed, undone, removed, and brought back from the list.
    const remove = page.getByRole("button", { name: "Remove “Theirs”" });
    await remove.click();
    await expect.poll(() => remove.count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.locator(".cm-line", { hasText: "title: Theirs" }).waitFor();
    await remove.click();
    await page.getByTestId("removed").locator("summary").click();
    await page.getByRole("button", { name: "Bring “Theirs” back" }).click();
    await page.locator(".cm-line", { hasText: "title: Theirs" }).waitFor();

    for (const one of [page, theirs]) await one.context().close();
  }, 120_000);

  test("LESSON-27 given to the class and taken out where it is written; a name that is taken, and a file that is no lesson", async () => {
    const room = await createRoom(stage.server.url);
    await fetch(`${stage.server.url}/api/rooms/${room.id}/lessons`, {
      method: "POST",
      headers: { cookie: room.cookie },
      body: JSON.stringify({ files: [lessonText({ title: "There" })] }),
    });
    const page = await openAs(stage, room.cookie, `/room/${room.id}/lessons?lang=en&theme=light`);
    await desk(page);
    // What was worked on last stands open; a new one is asked for.
    await page.locator(".cm-line", { hasText: "title: There" }).waitFor();
    await page.getByTestId("new-lesson").click();
    await page.locator(".cm-line", { hasText: "lesson: first-pod-2" }).waitFor();
    await write(page, lessonText({ title: "Mine" }));
    await kept(page);
    // The second of one name is told so before it is saved.
    await page.getByTestId("give-this").click();
    await page.getByRole("dialog").getByText("There is a lesson called first-pod already").waitFor();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    await page.getByTestId("save-free").click();
    await page.getByTestId("giving").getByText("Mine (version 1)").waitFor();
    await page.getByTestId("give-now").click();
    await page.getByText("The class has version 1").waitFor();
    await page.locator(".cm-line", { hasText: "lesson: first-pod-2" }).waitFor();
    await page.getByRole("button", { name: "Take it out of what the class does" }).click();
    await page.getByText("none of this room's lessons").waitFor();

    // Put right where it is shown.
    await page.getByTestId("lesson-files").setInputFiles({
      name: "wrong.md",
      mimeType: "text/markdown",
      buffer: Buffer.from(lessonText({ id: "wrong", title: "Wrong", checks: "- that: x" })),
    });
    await page.getByRole("button", { name: "Open as a draft" }).click();
    await page.getByTestId("lesson-problems").getByRole("button").first().waitFor();
    await page.locator(".cm-line", { hasText: "title: Wrong" }).waitFor();
    await page.context().close();
  }, 60_000);
});

describe("LESSON-21 from the first line to a student's last step", () => {
  test("LESSON-21 written, tried, given, done, and changed under who is in the middle", async () => {
    const room = await createRoom(stage.server.url);
    const page = await openAs(stage, room.cookie, `/room/${room.id}/lessons?lang=en&theme=light`);
    await desk(page);
    await write(
      page,
      lessonText({ checks: `${RUNS}\n${LABELLED.replace("is: web", "is: other")}`, more: DELETE_STEP }),
    );

    // Tried: one check cannot hold, and says what is there.
    await page.getByTestId("try").click();
    await page.getByTestId("trial").waitFor();
    await inRoom(page);
    await page.getByTestId("finding").first().getByText("pods/web is not there").waitFor();
    await page.getByRole("article").getByRole("button", { name: "Apply", exact: true }).click();
    await expect.poll(() => held(page).count(), { timeout: 20_000 }).toBe(1);
    await page.getByTestId("finding").getByText("metadata.labels.type is web").waitFor();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    const trial = new URL(page.url()).pathname.split("/")[2];
    await page.getByRole("button", { name: "Throw the copy away and go back" }).click();
    await desk(page);
    const gone = await fetch(`${stage.server.url}/api/rooms/${trial}`, { headers: { cookie: room.cookie } });
    expect(gone.status).toBeGreaterThanOrEqual(400);

    // What was written is there, is put right and saved.
    await page.locator(".cm-line", { hasText: "is: other" }).waitFor();
    await write(page, lessonText({ checks: `${RUNS}\n${LABELLED}`, more: DELETE_STEP }));
    await page.getByTestId("save").click();
    await expect.poll(() => page.getByTestId("saved").textContent()).toBe("version 1");

    // Given to the class, before a lesson of the standard course.
    await page.getByLabel("Title of the course").fill("Week 1");
    await page.getByTestId("add-lesson").selectOption("pods-labels-nodes/labels");
    await page.getByTestId("add-lesson").selectOption("own/first-pod");
    await page.getByRole("button", { name: "“My first pod” up" }).click();
    await page.getByTestId("give").click();
    await page.getByTestId("give-now").click();
    await page.getByText("The class has this.").waitFor();

    const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname: "Mina" });
    const student = await openAs(stage, cookie, `/room/${room.id}?lang=en&theme=light`);
    await inRoom(student);
    await student.getByRole("heading", { name: "Week 1" }).waitFor();
    expect(await student.getByRole("link", { name: "Write lessons for this room" }).count()).toBe(0);
    await student.getByRole("button", { name: /My first pod/ }).click();
    await student.getByRole("article").getByRole("button", { name: "Apply", exact: true }).click();
    await expect.poll(() => held(student).count(), { timeout: 20_000 }).toBe(2);
    expect(await student.getByTestId("finding").count()).toBe(0);
    await student.getByRole("button", { name: "Next step" }).click();
    await student.getByText("web was deleted").waitFor();

    // Changed under her: what she passed stays, and she reads of it.
    await write(page, lessonText({ title: "My first pod", checks: RUNS, more: `${DELETE_STEP}\nMore words.\n` }));
    await page.getByTestId("save").click();
    await expect.poll(() => page.getByTestId("saved").textContent()).toBe("version 2");
    await page.getByRole("button", { name: "Version 2 of “My first pod”" }).click();
    await page.getByTestId("give").click();
    await page.getByTestId("impact").getByText("1 student is in the middle of it").waitFor();
    await expect.poll(() => axeFindings(page), { timeout: 8_000, interval: 500 }).toEqual([]);
    await page.getByTestId("give-now").click();
    await student.getByTestId("edited").waitFor();
    await student.getByText("More words.").waitFor();
    // A new pod's address is lit for a moment.
    await expect.poll(() => student.locator(".ip-lit").count(), { timeout: 10_000 }).toBe(0);
    await expect.poll(() => axeFindings(student), { timeout: 8_000, interval: 500 }).toEqual([]);
    await student.getByRole("button", { name: "All right" }).click();
    await student.getByRole("button", { name: "Make it — Done" }).waitFor();
    await student.getByRole("button", { name: "Take it away" }).click();

    // In the results by its name.
    const results = await openAs(stage, room.cookie, `/room/${room.id}/results?lang=en&theme=light`);
    await results.locator("[data-testid=results][data-ready=true]").waitFor();
    await results.getByText("Mina").waitFor();
    expect(await results.getByRole("combobox").inputValue()).toBe("own");
    for (const one of [page, student, results]) await one.context().close();
  }, 120_000);

  test("LESSON-18 LESSON-21 by a link another instructor takes copies into their room", async () => {
    const room = await createRoom(stage.server.url);
    await fetch(`${stage.server.url}/api/rooms/${room.id}/lessons`, {
      method: "POST",
      headers: { cookie: room.cookie },
      body: JSON.stringify({ files: [lessonText(), lessonText({ id: "two", title: "The second" })] }),
    });
    const page = await openAs(stage, room.cookie, `/room/${room.id}/lessons?lang=en&theme=light`);
    await desk(page);
    await page.getByRole("button", { name: "Share by a link" }).click();
    await page.getByTestId("make-link").click();
    const link = await page.getByTestId("lesson-link").inputValue();
    const theirs = await createRoom(stage.server.url, { name: "Theirs" });
    const other = await openAs(
      stage,
      theirs.cookie,
      `${new URL(link).pathname}?lang=en&theme=light${new URL(link).hash}`,
    );
    await other.getByRole("heading", { name: "The second" }).waitFor();
    await expect.poll(() => axeFindings(other), { timeout: 8_000, interval: 500 }).toEqual([]);
    await other.getByRole("combobox", { name: "Room" }).selectOption(theirs.id);
    await other.getByTestId("take").click();
    await desk(other);
    await other
      .getByRole("button", { name: /The second/ })
      .first()
      .waitFor();
    // Files of one's own come in the same way.
    await other.getByTestId("lesson-files").setInputFiles({
      name: "03-mine.en.md",
      mimeType: "text/markdown",
      buffer: Buffer.from(lessonText({ id: "mine", title: "Mine" })),
    });
    await other.getByRole("button", { name: /^Mine/ }).first().waitFor();
    const [download] = await Promise.all([
      other.waitForEvent("download"),
      other.getByRole("button", { name: "Download all as one course" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("course.md");
    for (const one of [page, other]) await one.context().close();
  }, 60_000);
});
