/** What the HTTP side asks of a room's own lessons; `server/lessons/own/` fills it in. All throw RoomError. */
import type { Plan, PlannedLesson } from "../protocol/classroom/ClassState.ts";
import type { CheckFinding, Course, LessonLanguage } from "../protocol/lessons.ts";
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
} from "../protocol/ownLessons.ts";
import type { LessonTexts } from "../protocol/lessonText/ownLesson.ts";
import type { RoomCourse } from "../rooms/history/roomFile.ts";
import type { Room } from "../rooms/Room.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";

export interface LessonDesk {
  readonly shelf: {
    list(room: Room): Promise<readonly OwnLessonSummary[]>;
    texts(room: Room, lesson: string, version?: number): Promise<SavedLesson & { readonly texts: LessonTexts }>;
    removed(room: Room): Promise<readonly RemovedLesson[]>;
    save(room: Room, by: string, given: LessonToSave): Promise<SavedLesson>;
    upload(room: Room, by: string, files: readonly string[], copies: boolean): Promise<readonly SavedLesson[]>;
    remove(room: Room, lesson: string): Promise<void>;
    bringBack(room: Room, lesson: string): Promise<void>;
  };
  readonly drafts: {
    list(room: Room): Promise<readonly DraftSummary[]>;
    removed(room: Room): Promise<readonly RemovedLesson[]>;
    find(room: Room, id: string): Promise<LessonDraft | undefined>;
    save(room: Room, by: string, id: string, given: DraftToKeep): Promise<KeptDraft>;
    /** `revision`: removes that and nothing written since. */
    remove(room: Room, id: string, revision?: number): Promise<void>;
    bringBack(room: Room, id: string): Promise<void>;
  };
  readonly plans: {
    course(room: Room, language: LessonLanguage): Promise<Course | undefined>;
    resultsCourse(room: Room, language: LessonLanguage): Promise<Course | undefined>;
    preview(room: Room, lessons: readonly PlannedLesson[]): Promise<readonly LessonImpact[]>;
    assign(room: Room, by: string, plan: Plan): Promise<void>;
  };
  readonly shares: {
    list(room: Room): Promise<readonly LessonShare[]>;
    share(
      room: Room,
      by: string,
      lessons: readonly string[],
    ): Promise<{ readonly share: LessonShare; readonly token: string }>;
    end(room: Room, share: string): Promise<void>;
    shared(token: string): Promise<{ readonly lessons: readonly LessonTexts[] }>;
  };
  /** Lessons and plan on their way into a copy of a room. `unknown`: what of the plan this server does not have. */
  readonly copies: {
    of(room: Room): Promise<RoomCourse | undefined>;
    checked(course: RoomCourse): { readonly unknown: readonly string[]; readonly put: (room: Room) => Promise<void> };
  };
  /** What was found of the step somebody is at. */
  explain(room: Room, person: PersonRecord): Promise<readonly CheckFinding[]>;
}
