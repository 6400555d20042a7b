/**
 * A lesson from Markdown: front matter, an introduction, and a step for each `## Title {#id}`. In a step the fences `check`,
 * `hint`, `answer`, `predict` and `mistake` are taken out; all else is its text. The format is in docs/lessons.md.
 */
import { parse as parseYaml, YAMLParseError } from "yaml";
import { checkYamlDepth } from "../protocol/yamlDepth.ts";
import { z } from "zod";
import type { Lesson, LessonLanguage, Prediction, Step } from "../protocol/lessons.ts";
import { type Check, checkSchema } from "./checks/checkSchema.ts";
import { LessonError } from "./LessonError.ts";

const LONGEST = 200_000;
const MOST_STEPS = 40;

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "is of small letters, digits and -");
const line = z.string().min(1).max(300);
const place = z.strictObject({ object: z.string().max(300), path: z.string().max(300) });

const headSchema = z.strictObject({
  lesson: slug,
  title: line,
  language: z.enum(["ko", "en"]),
  minutes: z.number().min(1).max(240),
  objects: z
    .array(z.string().regex(/^[a-z][a-z.-]*\/[a-z0-9.-]+$/))
    .max(50)
    .default([]),
  unlabel: z
    .array(z.string().regex(/^[a-z]+\/[\w.-]+\/[\w./-]+$/))
    .max(20)
    .default([]),
  setup: z.string().max(LONGEST).default(""),
});
const predictSchema = z.strictObject({
  question: line,
  answers: z.enum(["node", "state", "number", "choice", "text"]),
  options: z.array(z.coerce.string().max(120)).max(40).default([]),
  /** Where the cluster tells what came of it. */
  outcome: place.optional(),
  because: z.string().max(2000).default(""),
});
const mistakeSchema = z.strictObject({ when: checkSchema, say: z.string().min(1).max(2000) });

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

/** Throws LessonError with the line for what is no lesson. */
export function parseLesson(text: string): ParsedLesson {
  if (text.length > LONGEST)
    throw new LessonError(1, { en: `a lesson has at most ${LONGEST} characters`, ko: `수업은 ${LONGEST}자까지예요` });
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || end < 0)
    throw new LessonError(1, {
      en: "a lesson begins with front matter between two lines of ---",
      ko: "수업은 --- 두 줄 사이의 머리말로 시작해요",
    });
  const head = read(headSchema, lines.slice(1, end).join("\n"), 2);
  const { lesson: id, title, language, minutes, objects, unlabel, setup } = head;
  const { intro, steps } = stepsIn(lines, end + 1);
  if (steps.length === 0)
    throw new LessonError(end + 1, {
      en: "a lesson has a step: ## Title {#id}",
      ko: "단계가 하나는 있어야 해요: ## 제목 {#id}",
    });
  const twice = steps.find((step, index) => steps.findIndex((other) => other.id === step.id) !== index);
  if (twice)
    throw new LessonError(end + 1, {
      en: `two steps are called ${twice.id}`,
      ko: `단계 이름 ${twice.id}이(가) 두 번 나와요`,
    });
  return { id, title, language, minutes, objects, unlabel, setup, intro, steps };
}

function stepsIn(
  lines: readonly string[],
  from: number,
): { readonly intro: string; readonly steps: readonly ParsedStep[] } {
  const starts: number[] = [];
  let fenced = false;
  for (let index = from; index < lines.length; index++) {
    if (/^(```|~~~)/.test(lines[index] ?? "")) fenced = !fenced;
    if (!fenced && lines[index]?.startsWith("## ")) starts.push(index);
  }
  if (fenced)
    throw new LessonError(lines.length, { en: "a fence is not closed", ko: "닫히지 않은 코드 블록이 있어요" });
  if (starts.length > MOST_STEPS)
    throw new LessonError(starts[MOST_STEPS] as number, {
      en: `a lesson has at most ${MOST_STEPS} steps`,
      ko: `단계는 ${MOST_STEPS}개까지예요`,
    });
  const intro = lines
    .slice(from, starts[0] ?? lines.length)
    .join("\n")
    .trim();
  return { intro, steps: starts.map((start, index) => stepAt(lines, start, starts[index + 1] ?? lines.length)) };
}

function stepAt(lines: readonly string[], start: number, end: number): ParsedStep {
  const heading = /^## (.+?)\s*\{#([a-z0-9][a-z0-9-]*)\}\s*$/.exec(lines[start] ?? "");
  if (!heading)
    throw new LessonError(start + 1, {
      en: "a step is headed ## Title {#id}",
      ko: "단계 제목은 ## 제목 {#id} 꼴이에요",
    });
  const text: string[] = [];
  const check: Check[] = [];
  const hints: string[] = [];
  const mistakes: z.infer<typeof mistakeSchema>[] = [];
  let answer = "";
  let predict: z.infer<typeof predictSchema> | undefined;
  for (let index = start + 1; index < end; index++) {
    const fence = /^(```|~~~)(check|hint|answer|predict|mistake)\s*$/.exec(lines[index] ?? "");
    if (!fence) {
      text.push(lines[index] ?? "");
      continue;
    }
    const close = lines.indexOf(fence[1] as string, index + 1);
    const body = lines.slice(index + 1, close).join("\n");
    const at = index + 2;
    switch (fence[2]) {
      case "check":
        check.push(...read(z.array(checkSchema).min(1).max(20), body, at));
        break;
      case "hint":
        hints.push(body.trim());
        break;
      case "answer":
        answer = body.trim();
        break;
      case "predict":
        predict = read(predictSchema, body, at);
        break;
      case "mistake":
        mistakes.push(read(mistakeSchema, body, at));
        break;
    }
    index = close;
  }
  const unsaid = check.find(({ that }) => that === undefined);
  if (unsaid)
    throw new LessonError(start + 1, {
      en: "each check says what holds, in `that`",
      ko: "검사마다 무엇이 맞아야 하는지 that에 적어 주세요",
    });
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

function predictionOf({ question, answers, options, because }: z.infer<typeof predictSchema>): Prediction {
  return { question, answers, options, because };
}

/** YAML of a known shape; `line` is where it begins. */
function read<T>(schema: z.ZodType<T>, yaml: string, line: number): T {
  let value: unknown;
  try {
    checkYamlDepth(yaml);
    value = parseYaml(yaml, { maxAliasCount: 20 });
  } catch (error) {
    const at = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) - 1 : 0;
    const problem = (error as Error).message.split("\n")[0] ?? "";
    throw new LessonError(line + at, {
      en: `the YAML cannot be read: ${problem}`,
      ko: `YAML을 읽을 수 없어요: ${problem}`,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0] as z.core.$ZodIssue;
  const where = path.length > 0 ? `${path.join(".")}: ` : "";
  throw new LessonError(line, { en: `${where}${message}`, ko: `${where}${message}` });
}
