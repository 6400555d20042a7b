/** Lessons as files of this browser. */
import { joinCourse } from "../../server/protocol/lessonText/courseFile.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { saveFile } from "../room/saveFile.ts";

export function saveLessons(name: string, lessons: readonly LessonTexts[]): void {
  saveFile(`${name}.md`, new Blob([joinCourse(lessons)], { type: "text/markdown;charset=utf-8" }));
}
