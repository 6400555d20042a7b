/** Courses over HTTP: `GET /api/courses`, `GET /api/courses/<id>?language=ko`. The same for everybody, so it may be cached. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Course, CourseSummary, LessonLanguage } from "../protocol/lessons.ts";
import { sendJson } from "./httpBody.ts";

export interface CourseShelf {
  readonly courses: readonly CourseSummary[];
  course(id: string, language: LessonLanguage): Course | undefined;
}

export async function serveCourses(
  request: IncomingMessage,
  response: ServerResponse,
  shelf: CourseShelf,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://server");
  const [, , id, ...more] = url.pathname.split("/").filter(Boolean);
  const course =
    id === undefined ? undefined : shelf.course(id, url.searchParams.get("language") === "en" ? "en" : "ko");
  if (request.method !== "GET" || more.length > 0 || (id !== undefined && !course))
    return sendJson(request, response, {
      status: 404,
      body: { error: { code: "unknown-course", text: { en: "there is no such course", ko: "없는 수업이에요" } } },
    });
  await sendJson(request, response, { status: 200, body: course ?? { courses: shelf.courses } });
}
