/** What a room's lessons may take at most, and the words for what is refused. */
import type { LessonLanguage } from "../../protocol/lessons.ts";
import { LESSON_LIMITS } from "../../protocol/lessonText/lessonSchemas.ts";
import type { LessonProblem } from "../../protocol/lessonText/LessonError.ts";
import type { BilingualText } from "../../protocol/messages.ts";
import { RoomError } from "../../rooms/RoomError.ts";

export const SHELF_LIMITS = {
  lessons: 60,
  /** Of each lesson; the one the class has is kept beyond. */
  versions: 20,
  /** Of all texts of a room. */
  characters: 16_000_000,
  /** Drafts of lessons, and the characters of them all. */
  drafts: 60,
  draftCharacters: 8_000_000,
  /** How long what was removed can be brought back, ms. It goes sooner where the space is needed. */
  keptRemoved: 7 * 86_400_000,
  /** Links under which lessons are given away. */
  shares: 20,
  /** Lessons in a plan. */
  planned: 60,
} as const;

export const SHELF_TEXTS = {
  unknown: { en: "there is no such lesson, or no such version", ko: "그런 레슨이나 버전이 없어요" },
  empty: { en: "a lesson has a text in Korean or in English", ko: "레슨에는 한국어나 영어 글이 있어야 해요" },
  gone: {
    en: "this lesson was removed meanwhile; save it once more as a new one",
    ko: "그사이에 이 레슨이 삭제됐어요. 새 레슨으로 다시 저장하세요",
  },
  taken: (lesson: string): BilingualText => ({
    en: `there is a lesson called ${lesson} already; give this one another name`,
    ko: `이름이 ${lesson}인 레슨이 이미 있어요. 다른 이름을 붙여 주세요`,
  }),
  newer: (version: number): BilingualText => ({
    en: `version ${version} was saved meanwhile; open it, take over what is yours, and save again`,
    ko: `그사이에 버전 ${version}이(가) 저장됐어요. 그 버전을 열어 고친 내용을 옮긴 뒤 다시 저장하세요`,
  }),
  tooMany: {
    en: `a room has at most ${SHELF_LIMITS.lessons} lessons of its own; remove one that is not needed`,
    ko: `방의 레슨은 ${SHELF_LIMITS.lessons}개까지예요. 필요 없는 레슨을 지워 주세요`,
  },
  full: {
    en: "this room's lessons take all the space they may; remove one that is not needed",
    ko: "이 방의 레슨이 쓸 수 있는 공간을 다 썼어요. 필요 없는 레슨을 지워 주세요",
  },
  tooLong: (count: number): BilingualText => ({
    en: `a text has at most ${LESSON_LIMITS.characters.toLocaleString("en")} characters, this one has ${count.toLocaleString("en")}`,
    ko: `글 하나는 ${LESSON_LIMITS.characters.toLocaleString("en")}자까지예요. 지금은 ${count.toLocaleString("en")}자예요`,
  }),
  tooManyDrafts: {
    en: `a room has at most ${SHELF_LIMITS.drafts} drafts; save or remove one that is not needed`,
    ko: `초안은 ${SHELF_LIMITS.drafts}개까지예요. 다 쓴 초안은 저장하거나 지워 주세요`,
  },
  draftsFull: {
    en: "this room's drafts take all the space they may; save or remove one that is not needed",
    ko: "이 방의 초안이 쓸 수 있는 공간을 다 썼어요. 다 쓴 초안은 저장하거나 지워 주세요",
  },
  otherDraft: {
    en: "somebody changed this draft meanwhile; choose which of the two stays",
    ko: "그사이에 다른 강사가 이 초안을 고쳤어요. 어느 쪽을 남길지 고르세요",
  },
  noDraft: { en: "there is no such draft, or not any more", ko: "그런 초안이 없거나 이미 사라졌어요" },
  notRemoved: {
    en: "there is nothing to bring back: it is there, or gone for good",
    ko: "되살릴 것이 없어요. 지워지지 않았거나 이미 완전히 사라졌어요",
  },
  planned: {
    en: "the class has this lesson; take it out of the plan first",
    ko: "수업에 들어 있는 레슨이에요. 먼저 수업 계획에서 빼 주세요",
  },
  begun: {
    en: "students have begun this lesson, and their results name it; it stays, out of the plan nobody sees it",
    ko: "학생이 시작한 레슨이라 결과에 남아 있어야 해요. 계획에서 빼면 학생에게 보이지 않아요",
  },
  twice: (name: string): BilingualText => ({
    en: `${name} stands there twice`,
    ko: `${name}이(가) 두 번 들어 있어요`,
  }),
  noShare: {
    en: "this link does not lead to lessons any more; ask for a new one",
    ko: "더 이상 쓸 수 없는 레슨 링크예요. 새 링크를 받으세요",
  },
  shares: {
    en: `a room has at most ${SHELF_LIMITS.shares} links to lessons; end one that is not needed`,
    ko: `레슨 링크는 ${SHELF_LIMITS.shares}개까지예요. 필요 없는 링크를 끝내 주세요`,
  },
} satisfies { readonly [name: string]: BilingualText | ((given: never) => BilingualText) };

const LANGUAGES: { readonly [language in LessonLanguage]: BilingualText } = {
  ko: { en: "Korean text", ko: "한국어 글" },
  en: { en: "English text", ko: "영어 글" },
};

export function wrongLesson(language: LessonLanguage, { line, text }: LessonProblem): RoomError {
  const { en, ko } = LANGUAGES[language];
  return new RoomError("bad-request", {
    en: `${en}, line ${line}: ${text.en}`,
    ko: `${ko} ${line}번째 줄: ${text.ko}`,
  });
}
