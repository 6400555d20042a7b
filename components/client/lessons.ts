/** A room's own lessons over plain HTTP, see docs/http.md. Errors are RoomProblem. */
import type { Plan, PlannedLesson } from "../../server/protocol/classroom/ClassState.ts";
import type { CheckFinding, Course, LessonLanguage } from "../../server/protocol/lessons.ts";
import type {
  DraftSummary,
  DraftToKeep,
  KeptDraft,
  LessonDraft,
  LessonImpact,
  LessonShare,
  LessonToSave,
  OwnLessonSummary,
  RemovedLesson,
  SavedLesson,
} from "../../server/protocol/ownLessons.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import type { RoomView } from "../../server/protocol/messages.ts";
import { call } from "./rooms.ts";

export interface ShelfAnswer {
  readonly lessons: readonly OwnLessonSummary[];
  readonly drafts: readonly DraftSummary[];
  /** What can be brought back. */
  readonly removed: readonly RemovedLesson[];
  readonly shares: readonly LessonShare[];
}

const room = (id: string, path: string): string => `/api/rooms/${id}${path}`;

export const fetchShelf = (id: string): Promise<ShelfAnswer> => call("GET", room(id, "/lessons"));

/** The newest version with what is written of it, or the version that is named. */
export const fetchLesson = (
  id: string,
  lesson: string,
  version?: number,
): Promise<SavedLesson & { readonly texts: LessonTexts; readonly draft?: LessonDraft | null }> =>
  call("GET", room(id, `/lessons/${lesson}${version === undefined ? "" : `?version=${version}`}`));

export const saveLesson = (id: string, given: LessonToSave): Promise<SavedLesson> =>
  call("PUT", room(id, "/lessons"), given);

/** Null: there is none. */
export const fetchDraft = (id: string, draft: string): Promise<{ readonly draft: LessonDraft | null }> =>
  call("GET", room(id, `/drafts/${draft}`));

/** `last`: the page goes. */
export const keepDraft = (id: string, draft: string, given: DraftToKeep, last = false): Promise<KeptDraft> =>
  call("PUT", room(id, `/drafts/${draft}`), given, last);

/** `revision`: that and nothing written since. */
export const removeDraft = (id: string, draft: string, revision?: number): Promise<unknown> =>
  call("DELETE", room(id, `/drafts/${draft}${revision === undefined ? "" : `?revision=${revision}`}`));

/** What was removed is there again. */
export const bringBack = (id: string, { kind, id: item }: Pick<RemovedLesson, "kind" | "id">): Promise<unknown> =>
  call("POST", room(id, `/${kind}s/${item}`));

export const uploadLessons = (
  id: string,
  files: readonly string[],
  copies = false,
): Promise<{ readonly saved: readonly SavedLesson[] }> => call("POST", room(id, "/lessons"), { files, copies });

export const removeLesson = (id: string, lesson: string): Promise<unknown> =>
  call("DELETE", room(id, `/lessons/${lesson}`));

/** What giving the class these lessons would change for those in the middle of one. */
export const previewPlan = (
  id: string,
  lessons: readonly PlannedLesson[],
): Promise<{ readonly lessons: readonly LessonImpact[] }> => call("POST", room(id, "/plan"), { lessons });

export const assignPlan = (id: string, plan: Plan): Promise<unknown> => call("PUT", room(id, "/plan"), plan);

/** The link is given out this once. */
export const shareLessons = (
  id: string,
  lessons: readonly string[],
): Promise<{ readonly share: LessonShare; readonly link: string }> => call("POST", room(id, "/shares"), { lessons });

export const endShare = (id: string, share: string): Promise<unknown> => call("DELETE", room(id, `/shares/${share}`));

export const sharedLessons = (token: string): Promise<{ readonly lessons: readonly LessonTexts[] }> =>
  call("POST", "/api/lessons/shared", { token });

export const beginTrial = (
  id: string,
  texts: LessonTexts,
): Promise<{ readonly room: RoomView; readonly step: string }> => call("POST", room(id, "/trial"), { texts });

export const endTrial = (id: string): Promise<unknown> => call("DELETE", room(id, "/trial"));

export const fetchFindings = (id: string): Promise<{ readonly checks: readonly CheckFinding[] }> =>
  call("GET", room(id, "/findings"));

/** The room's own lessons of the plan, as the class gets them. */
export const fetchOwnCourse = (id: string, language: LessonLanguage): Promise<{ readonly course: Course | null }> =>
  call("GET", room(id, `/course?language=${language}`));
