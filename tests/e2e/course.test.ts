/** The whole first course as students do it in real browsers: one in Korean, then one in English, in the same room. */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { Library } from "../../server/lessons/Library.ts";
import type { Lesson } from "../../server/protocol/lessons.ts";

import { type CreatedRoom, createRoom, joinRoom } from "../support/rooms/serverProcess.ts";
import { openAs, openStage } from "../support/stage.ts";
import { type Language, Student } from "../support/student.ts";

const stage = openStage("course");
let room: CreatedRoom;

beforeAll(async () => {
  room = await createRoom(stage.server.url, { name: "Course" });
});

async function enter(cookie: string, language: Language): Promise<Page> {
  const page = await openAs(stage, cookie, `/room/${room.id}?lang=${language}&theme=light`);
  await page.locator("[data-testid=room][data-phase=live]").waitFor();
  return page;
}

async function student(nickname: string, language: Language): Promise<Student> {
  const { cookie } = await joinRoom(stage.server.url, room.id, { token: room.token.student, nickname });
  return new Student(await enter(cookie, language), language);
}

describe("LESSON-9 the course in browsers", () => {
  const library = Library.read("server/lessons/courses");
  const lessonsIn = (language: Language): readonly Lesson[] =>
    library.course("pods-labels-nodes", language)?.lessons ?? [];

  test("LESSON-9 every lesson is done from start to end, in Korean and then anew in English, in one room", async () => {
    const teacher = await enter(room.cookie, "en");
    await teacher.getByTestId("clock").click();
    await teacher.getByRole("button", { name: "10×", exact: true }).click();
    await teacher.close();
    const students = [await student("미나", "ko"), await student("Juno", "en")] as const;
    const [korean, english] = [lessonsIn("ko"), lessonsIn("en")];
    expect(korean).toHaveLength(10);
    for (const [index, lesson] of korean.entries()) {
      await students[0].play(lesson);
      await students[1].play(english[index] as Lesson);
    }
  }, 600_000);
});
