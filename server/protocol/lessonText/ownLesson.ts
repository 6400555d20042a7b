/** A lesson of a room's own: one text for each language it is in, which have the same steps and checks. */
import type { BilingualText } from "../messages.ts";
import { LESSON_LANGUAGES, type LessonLanguage } from "../lessons.ts";
import type { Check } from "./checkSchema.ts";
import type { LessonProblem } from "./LessonError.ts";
import { LessonLines } from "./LessonLines.ts";
import { type ParsedLesson, type ParsedStep, readLesson } from "./parseLesson.ts";

export type LessonTexts = { readonly [language in LessonLanguage]?: string };

export interface OwnReading {
  /** As far as each can be read. */
  readonly lessons: { readonly [language in LessonLanguage]?: ParsedLesson };
  readonly problems: { readonly [language in LessonLanguage]?: readonly LessonProblem[] };
  /** Nothing is wrong with it. */
  readonly isWhole: boolean;
}

/** What is checked of a student comes from the first language there is; the others have to agree with it. */
export function readOwnLesson(texts: LessonTexts): OwnReading {
  const lessons: { [language in LessonLanguage]?: ParsedLesson } = {};
  const problems: { [language in LessonLanguage]?: readonly LessonProblem[] } = {};
  let first: ParsedLesson | undefined;
  let count = 0;
  for (const language of LESSON_LANGUAGES) {
    const text = texts[language];
    if (text === undefined) continue;
    const reading = readLesson(text);
    const found = [...reading.problems];
    if (reading.lesson) {
      lessons[language] = reading.lesson;
      // Whatever is wrong in the first would be told as a difference of the other.
      if (count + found.length === 0) found.push(...differences(text, reading.lesson, { language, first }));
      first ??= reading.lesson;
    }
    problems[language] = found;
    count += found.length;
  }
  return { lessons, problems, isWhole: first !== undefined && count === 0 };
}

/** What is checked, predicted and known as a mistake: of the first language. */
export function checkedLesson({ lessons }: Pick<OwnReading, "lessons">): ParsedLesson | undefined {
  return LESSON_LANGUAGES.map((language) => lessons[language]).find((lesson) => lesson !== undefined);
}

const LANGUAGE_NAMES: { readonly [language in LessonLanguage]: BilingualText } = {
  ko: { en: "Korean", ko: "한국어" },
  en: { en: "English", ko: "영어" },
};

function differences(
  text: string,
  lesson: ParsedLesson,
  { language, first }: { readonly language: LessonLanguage; readonly first: ParsedLesson | undefined },
): readonly LessonProblem[] {
  const source = new LessonLines(text.replace(/\r\n?/g, "\n"));
  const said = source.lines.findIndex((line) => line.startsWith("language:"));
  if (lesson.language !== language)
    source.wrong(said, {
      en: `this is the ${LANGUAGE_NAMES[language].en} text, so language is ${language}`,
      ko: `${LANGUAGE_NAMES[language].ko} 글이니 language는 ${language}여야 해요`,
    });
  if (!first) return source.problems;
  const other = LANGUAGE_NAMES[first.language];
  const head = source.lines.findIndex((line) => line.startsWith("lesson:"));
  if (lesson.id !== first.id)
    source.wrong(head, {
      en: `in ${other.en} this lesson is called ${first.id}`,
      ko: `${other.ko} 글에서는 이름이 ${first.id}예요`,
    });
  const beginnings = (one: ParsedLesson): string => JSON.stringify([one.objects, one.unlabel, one.minutes]);
  if (beginnings(lesson) !== beginnings(first))
    source.wrong(head, {
      en: `minutes, objects and unlabel are the same as in ${other.en}`,
      ko: `minutes, objects, unlabel은 ${other.ko} 글과 같아야 해요`,
    });
  const ids = ({ steps }: ParsedLesson): string => steps.map(({ id }) => id).join(", ");
  if (ids(lesson) !== ids(first))
    source.wrong(head, {
      en: `the steps are the same as in ${other.en}, in the same order: ${ids(first)}`,
      ko: `단계가 ${other.ko} 글과 순서까지 같아야 해요: ${ids(first)}`,
    });
  for (const step of lesson.steps) {
    const twin = first.steps.find(({ id }) => id === step.id);
    const part = twin && differentPart(step, twin);
    if (part)
      source.wrong(
        source.lines.findIndex((line) => line.startsWith("## ") && line.includes(`{#${step.id}}`)),
        {
          en: `${part.en} of this step are not those in ${other.en}; only words may differ`,
          ko: `이 단계의 ${part.ko} ${other.ko} 글과 달라요. 문장만 다를 수 있어요`,
        },
      );
  }
  return source.problems;
}

function differentPart(step: ParsedStep, twin: ParsedStep): BilingualText | undefined {
  if (!same(step.check.map(withoutWords), twin.check.map(withoutWords))) return { en: "the checks", ko: "검사가" };
  if (!same(step.mistakeChecks.map(withoutWords), twin.mistakeChecks.map(withoutWords)))
    return { en: "the known mistakes", ko: "알려진 실수가" };
  if (step.hints.length !== twin.hints.length) return { en: "the hints", ko: "힌트 개수가" };
  const predicted = ({ predict, outcome }: ParsedStep): unknown => [predict?.answers, predict?.options.length, outcome];
  return same(predicted(step), predicted(twin)) ? undefined : { en: "the answers to predict", ko: "예상 질문이" };
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** A check without its sentences. Part of what it says of a cluster may be words, too: `contains` of a text. */
export function withoutWords(check: Check): unknown {
  return sorted(JSON.parse(JSON.stringify(check, (key, value: unknown) => (key === "that" ? undefined : value))));
}

/** The order of fields means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
