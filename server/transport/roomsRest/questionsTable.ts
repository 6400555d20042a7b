/** What a class was asked and what each answered, as rows of a table with headings in the reader's language. */
import type { Question } from "../../protocol/classroom/ClassState.ts";
import type { LessonLanguage } from "../../protocol/lessons.ts";
import type { CsvCell } from "./csv.ts";

const TEXTS = {
  en: {
    head: ["question", "asked (UTC)", "revealed (UTC)", "name", "answer", "outcome", "right"],
    yes: "yes",
    no: "no",
    forgotten: "forgotten",
  },
  ko: {
    head: ["질문", "물어본 때(UTC)", "공개한 때(UTC)", "이름", "대답", "실제 결과", "맞음"],
    yes: "예",
    no: "아니요",
    forgotten: "삭제된 사람",
  },
} as const;

/** A row for each answer; one for a question nobody answered. `nameOf`: "" for who asked to be forgotten. */
export function questionRows(
  questions: readonly Question[],
  nameOf: (person: string) => string,
  language: LessonLanguage,
): readonly (readonly CsvCell[])[] {
  const texts = TEXTS[language];
  const rows = questions.flatMap(({ text, at, votes, revealed }): CsvCell[][] => {
    const asked = [text, moment(at), revealed ? moment(revealed.at) : ""];
    const outcome = revealed?.outcome ?? "";
    const answers = Object.entries(votes);
    if (answers.length === 0) return [[...asked, "", "", outcome, ""]];
    return answers.map(([person, answer]) => {
      const right = outcome === "" ? "" : answer === outcome ? texts.yes : texts.no;
      return [...asked, nameOf(person) || texts.forgotten, answer, outcome, right];
    });
  });
  return [texts.head, ...rows];
}

/** As spreadsheets read it: `2026-03-01 09:30:00`. */
const moment = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ");
