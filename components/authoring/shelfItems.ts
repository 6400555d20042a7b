/** What the list of lessons shows: those that were saved, and drafts of new ones before them. Pure. */
import type { DraftSummary, OwnLessonSummary } from "../../server/protocol/ownLessons.ts";
import { titlesOf } from "../../server/protocol/lessonText/courseFile.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";

export interface ShelfItem {
  /** The lesson's name, or that of the draft of a new one. */
  readonly id: string;
  readonly titles: OwnLessonSummary["titles"];
  readonly lesson?: OwnLessonSummary | undefined;
  readonly draft?: DraftSummary | undefined;
  /** This browser has words of it that the server has not. */
  readonly isUnsent: boolean;
}

export function shelfItems(
  { lessons, drafts }: { readonly lessons: readonly OwnLessonSummary[]; readonly drafts: readonly DraftSummary[] },
  unsent: ReadonlyMap<string, LessonTexts>,
): readonly ShelfItem[] {
  const names = new Set(lessons.map(({ lesson }) => lesson));
  const fresh = drafts.filter(({ id }) => !names.has(id)).toSorted((left, right) => right.at - left.at);
  const here = [...unsent].filter(([id]) => !names.has(id) && !fresh.some((draft) => draft.id === id));
  return [
    ...here.map(([id, texts]) => ({ id, titles: titlesOf(texts), isUnsent: true })),
    ...fresh.map((draft) => ({ id: draft.id, titles: draft.titles, draft, isUnsent: unsent.has(draft.id) })),
    ...lessons.map((lesson) => ({
      id: lesson.lesson,
      titles: lesson.titles,
      lesson,
      draft: drafts.find(({ id }) => id === lesson.lesson),
      isUnsent: unsent.has(lesson.lesson),
    })),
  ];
}

/** What was changed last of all; undefined when there is nothing. */
export function lastChanged(items: readonly ShelfItem[]): string | undefined {
  const at = ({ lesson, draft }: ShelfItem): number => draft?.at ?? lesson?.versions[0]?.at ?? Number.POSITIVE_INFINITY;
  return items.toSorted((left, right) => at(right) - at(left))[0]?.id;
}
