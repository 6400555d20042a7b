/**
 * Courses over HTTP: `GET /api/courses`, `GET /api/courses/<id>?language=ko`; the same for everybody. And lessons somebody gives
 * away: `POST /api/lessons/shared` with the link's token.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { Course, CourseSummary, LessonLanguage } from "../protocol/lessons.ts";
import { RoomError } from "../rooms/RoomError.ts";
import { readBody, sendJson } from "./httpBody.ts";
import type { LessonDesk } from "./lessonDesk.ts";
import { badLink } from "./roomsRest/refusals.ts";

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

const sharedSchema = z.strictObject({ token: z.string().min(1).max(64) });

/** `{lessons}`: the texts of each. A token in the address would stand in logs. */
export async function serveShared(
  request: IncomingMessage,
  response: ServerResponse,
  { shares }: Pick<LessonDesk, "shares">,
): Promise<void> {
  try {
    if (request.method !== "POST") throw badLink();
    const said = sharedSchema.safeParse(JSON.parse((await readBody(request, 1_000)).toString("utf8")));
    if (!said.success) throw badLink();
    await sendJson(request, response, { status: 200, body: await shares.shared(said.data.token) });
  } catch (error) {
    const { status, code, text } = error instanceof RoomError ? error : badLink();
    await sendJson(request, response, { status, body: { error: { code, text } } });
  }
}
