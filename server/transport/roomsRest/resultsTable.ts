/** Results as rows of a table, with headings in the reader's language. */
import type { LessonLanguage } from "../../protocol/lessons.ts";
import type { CourseResults, Results, StepResult } from "../../protocol/results.ts";
import type { CsvCell } from "./csv.ts";

const TEXTS = {
  en: {
    head: [
      "name",
      "here",
      "course",
      "lesson",
      "step",
      "state",
      "opened (UTC)",
      "done (UTC)",
      "seconds spent",
      "attempts",
      "hints",
      "answer seen",
      "mistakes",
      "which mistakes",
      "prediction",
      "outcome",
      "prediction right",
    ],
    yes: "yes",
    no: "no",
    forgotten: (number: number) => `forgotten ${number}`,
    states: { done: "done", open: "open", none: "not begun" },
  },
  ko: {
    head: [
      "이름",
      "방에 있음",
      "수업",
      "레슨",
      "단계",
      "상태",
      "시작(UTC)",
      "완료(UTC)",
      "걸린 시간(초)",
      "시도",
      "힌트",
      "정답 봄",
      "실수",
      "어떤 실수",
      "예상",
      "실제 결과",
      "예상 맞음",
    ],
    yes: "예",
    no: "아니요",
    forgotten: (number: number) => `삭제된 학생 ${number}`,
    states: { done: "완료", open: "진행 중", none: "시작 전" },
  },
} as const;

/** A row for each step that somebody opened; one for who opened none. */
export function resultRows({ courses }: Results, language: LessonLanguage): readonly (readonly CsvCell[])[] {
  return [TEXTS[language].head, ...courses.flatMap((course) => courseRows(course, language))];
}

function courseRows({ title, students }: CourseResults, language: LessonLanguage): CsvCell[][] {
  const texts = TEXTS[language];
  const forgotten = students.filter(({ name }) => name === "");
  return students.flatMap((student) => {
    const name = student.name || texts.forgotten(forgotten.indexOf(student) + 1);
    const head = [name, yesOrNo(student.here, texts), title];
    if (student.steps.length > 0) return student.steps.map((step) => [...head, ...stepCells(step, texts)]);
    return [[...head, "", "", texts.states.none, "", "", 0, 0, 0, texts.no, 0, "", "", "", ""]];
  });
}

type Words = (typeof TEXTS)[LessonLanguage];

function stepCells(step: StepResult, texts: Words): CsvCell[] {
  const { lessonTitle, stepTitle, opened, passed, spent, attempts, hints, answerSeen, mistakes } = step;
  return [
    lessonTitle,
    stepTitle,
    passed === undefined ? texts.states.open : texts.states.done,
    moment(opened),
    passed === undefined ? "" : moment(passed),
    Math.round(spent / 1000),
    attempts,
    hints,
    yesOrNo(answerSeen, texts),
    mistakes.length,
    mistakes.map((said) => said.replace(/\s+/g, " ").trim()).join(" / "),
    step.prediction ?? "",
    step.outcome ?? "",
    step.right === undefined ? "" : yesOrNo(step.right, texts),
  ];
}

const yesOrNo = (value: boolean, { yes, no }: Words): string => (value ? yes : no);

/** As spreadsheets read it: `2026-03-01 09:30:00`. */
const moment = (time: number): string => new Date(time).toISOString().slice(0, 19).replace("T", " ");
