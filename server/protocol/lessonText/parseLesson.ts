/**
 * A lesson from Markdown: front matter, an introduction, and a step for each `## Title {#id}`. In a step the fences `check`,
 * `hint`, `answer`, `predict` and `mistake` are taken out; all else is its text. The format is in docs/lessons.md.
 */
import type { z } from "zod";
import type { Lesson, LessonLanguage, Step } from "../lessons.ts";
import type { Check } from "./checkSchema.ts";
import { LessonError, type LessonProblem } from "./LessonError.ts";
import { type Fence, LessonLines } from "./LessonLines.ts";
import { checksSchema, headSchema, LESSON_LIMITS, mistakeSchema, predictSchema } from "./lessonSchemas.ts";
import { readYaml } from "./readYaml.ts";

/** A step with what only the server needs to know. */
export interface ParsedStep extends Step {
  readonly check: readonly Check[];
  readonly mistakeChecks: readonly Check[];
  readonly outcome?: { readonly object: string; readonly path: string };
}

export interface ParsedLesson extends Omit<Lesson, "steps"> {
  readonly language: LessonLanguage;
  readonly steps: readonly ParsedStep[];
}

/** A lesson as far as it can be read. Whatever is wrong is left out of it; without front matter there is none. */
export interface LessonReading {
  readonly lesson: ParsedLesson | undefined;
  /** In the order of the text. */
  readonly problems: readonly LessonProblem[];
}

/** Throws LessonError with the line for what is no lesson. */
export function parseLesson(text: string): ParsedLesson {
  const { lesson, problems } = readLesson(text);
  if (problems[0] || !lesson) throw new LessonError(problems[0] ?? { line: 1, text: NO_HEAD });
  return lesson;
}

export function readLesson(text: string): LessonReading {
  const source = new LessonLines(text.slice(0, LESSON_LIMITS.characters).replace(/\r\n?/g, "\n"));
  if (text.length > LESSON_LIMITS.characters) source.wrong(0, TOO_LONG);
  const lesson = read(source);
  return { lesson, problems: source.problems.toSorted((left, right) => left.from - right.from) };
}

const TOO_LONG = {
  en: `a lesson has at most ${LESSON_LIMITS.characters} characters`,
  ko: `레슨은 ${LESSON_LIMITS.characters}자까지예요`,
};
const NO_HEAD = {
  en: "a lesson begins with front matter between two lines of ---",
  ko: "레슨은 --- 두 줄 사이의 머리말로 시작해요",
};

function read(source: LessonLines): ParsedLesson | undefined {
  const end = source.lines.indexOf("---", 1);
  if (source.lines[0] !== "---" || end < 0) {
    source.wrong(0, NO_HEAD);
    return undefined;
  }
  const head = readYaml(headSchema, source, { from: 1, to: end });
  const { intro, steps } = stepsIn(source, end + 1);
  if (!head) return undefined;
  const { lesson: id, title, language, minutes, objects, unlabel, setup } = head;
  return { id, title, language, minutes, objects, unlabel, setup, intro, steps };
}

function stepsIn(source: LessonLines, from: number): { readonly intro: string; readonly steps: readonly ParsedStep[] } {
  const { fences, open } = source.fences(from);
  if (open !== undefined) source.wrong(open, { en: "a fence is not closed", ko: "닫히지 않은 코드 블록이 있어요" });
  const all = open === undefined ? fences : [...fences, { open, close: source.lines.length, info: "" }];
  const starts: number[] = [];
  source.lines.forEach((line, at) => {
    if (at >= from && line.startsWith("## ") && !all.some((fence) => fence.open <= at && at <= fence.close))
      starts.push(at);
  });
  if (starts.length === 0)
    source.wrong(from, { en: "a lesson has a step: ## Title {#id}", ko: "단계가 하나는 있어야 해요: ## 제목 {#id}" });
  if (starts.length > LESSON_LIMITS.steps)
    source.wrong(starts[LESSON_LIMITS.steps] as number, {
      en: `a lesson has at most ${LESSON_LIMITS.steps} steps`,
      ko: `단계는 ${LESSON_LIMITS.steps}개까지예요`,
    });
  const steps: ParsedStep[] = [];
  for (const [index, start] of starts.slice(0, LESSON_LIMITS.steps).entries()) {
    const to = starts[index + 1] ?? source.lines.length;
    const step = stepAt(source, { start, to, fences: all.filter(({ open: at }) => at > start && at < to) });
    if (step && steps.some(({ id }) => id === step.id))
      source.wrong(start, {
        en: `two steps are called ${step.id}`,
        ko: `단계 이름 ${step.id}이(가) 두 번 나와요`,
      });
    else if (step) steps.push(step);
  }
  return { intro: source.join(from, starts[0] ?? source.lines.length).trim(), steps };
}

interface StepPart {
  /** The line of its heading, counted from 0. */
  readonly start: number;
  readonly to: number;
  readonly fences: readonly Fence[];
}

const HEADING = /^## (.+?)\s*\{#([a-z0-9][a-z0-9-]{0,63})\}\s*$/;

function stepAt(source: LessonLines, { start, to, fences }: StepPart): ParsedStep | undefined {
  const heading = HEADING.exec(source.lines[start] ?? "");
  if (!heading)
    source.wrong(start, { en: "a step is headed ## Title {#id}", ko: "단계 제목은 ## 제목 {#id} 꼴이에요" });
  const text: string[] = [];
  const check: Check[] = [];
  const hints: string[] = [];
  const mistakes: z.infer<typeof mistakeSchema>[] = [];
  let answer = "";
  let predict: z.infer<typeof predictSchema> | undefined;
  let at = start + 1;
  for (const { open, close, info } of fences) {
    if (!OWN_FENCES.has(info)) continue;
    text.push(...source.lines.slice(at, open));
    at = close + 1;
    const inside = { from: open + 1, to: close };
    const body = source.join(inside.from, inside.to).trim();
    if (info === "hint") hints.push(body);
    else if (info === "answer") answer = body;
    else if (info === "predict") predict = readYaml(predictSchema, source, inside) ?? predict;
    else if (info === "mistake") mistakes.push(...some(readYaml(mistakeSchema, source, inside)));
    else
      for (const one of readYaml(checksSchema, source, inside) ?? []) {
        if (one.that === undefined) source.wrong(open, UNSAID);
        check.push(one);
      }
  }
  text.push(...source.lines.slice(at, to));
  if (!heading) return undefined;
  return {
    id: heading[2] as string,
    title: heading[1] as string,
    text: text.join("\n").trim(),
    checks: check.map(({ that }) => that ?? ""),
    hints,
    answer,
    ...(predict ? { predict: predictionOf(predict) } : {}),
    mistakes: mistakes.map(({ say }) => say),
    check,
    mistakeChecks: mistakes.map(({ when }) => when),
    ...(predict?.outcome ? { outcome: predict.outcome } : {}),
  };
}

/** What is taken out of a step's text. */
const OWN_FENCES: ReadonlySet<string> = new Set(["check", "hint", "answer", "predict", "mistake"]);

const UNSAID = {
  en: "each check says what holds, in `that`",
  ko: "검사마다 무엇이 맞아야 하는지 that에 적어 주세요",
};

const some = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

function predictionOf({
  question,
  answers,
  options,
  because,
}: z.infer<typeof predictSchema>): Step["predict"] & object {
  return { question, answers, options, because };
}
