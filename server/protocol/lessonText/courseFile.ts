/** Lessons as files: one text a lesson and language, or a course of several in one, one after another. Pure. */
import { LESSON_LANGUAGES, type LessonLanguage } from "../lessons.ts";
import { LessonLines } from "./LessonLines.ts";
import type { LessonTexts } from "./ownLesson.ts";

/** One text of all; `splitCourse` takes it apart again. */
export function joinCourse(lessons: readonly LessonTexts[]): string {
  const texts = lessons.flatMap((lesson) => LESSON_LANGUAGES.flatMap((language) => lesson[language] ?? []));
  return texts.map((text) => `${text.trim()}\n`).join("\n");
}

/** A lesson begins where front matter that names one does, outside of fences. */
export function splitCourse(file: string): readonly string[] {
  const source = new LessonLines(file.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
  const { lines } = source;
  const starts = lines.flatMap((line, at) => (line === "---" && namesLesson(lines, at) ? [at] : []));
  if (starts.length === 0) return [source.text];
  const texts: string[] = [];
  let from = starts[0] as number;
  while (from < lines.length) {
    const head = lines.indexOf("---", from + 1);
    const { fences } = source.fences(head + 1);
    const next = starts.find((at) => at > head && !fences.some(({ open, close }) => open < at && at < close));
    texts.push(`${source.join(from, next ?? lines.length).trim()}\n`);
    if (head < 0 || next === undefined) break;
    from = next;
  }
  return texts;
}

/** Whether the lines behind a line of `---` are a lesson's front matter. */
function namesLesson(lines: readonly string[], at: number): boolean {
  const end = lines.indexOf("---", at + 1);
  return end > 0 && lines.slice(at + 1, end).some((line) => /^lesson:\s/.test(line));
}

/** What a text says it is, without reading the rest of it. */
export function labelOf(text: string): { readonly lesson: string; readonly language: LessonLanguage } | undefined {
  const head = /^---\n([\s\S]*?)\n---(\n|$)/.exec(text.replace(/\r\n?/g, "\n"))?.[1];
  const lesson = head && /^lesson:\s*["']?([a-z0-9][a-z0-9-]{0,63})["']?\s*(#.*)?$/m.exec(head)?.[1];
  const language = head && /^language:\s*["']?(ko|en)["']?\s*(#.*)?$/m.exec(head)?.[1];
  return lesson && language ? { lesson, language: language as LessonLanguage } : undefined;
}

/** The title a text gives itself, without reading the rest of it; at most 200 characters. */
export function titleOf(text: string): string | undefined {
  const head = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1];
  const title = head && /^title:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\n]*))/m.exec(head);
  const found = title && (title[1] ?? title[2] ?? title[3] ?? "").trim().slice(0, 200);
  return found || undefined;
}

export function titlesOf(texts: LessonTexts): { readonly [language in LessonLanguage]?: string } {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([language, text]) => {
      const title = titleOf(text);
      return title === undefined ? [] : [[language, title]];
    }),
  );
}

/** The same lesson under another name. */
export function renamed(text: string, lesson: string): string {
  return text.replace(/^lesson:.*$/m, `lesson: ${lesson}`);
}

/** Texts by the lesson they are of, in the order they came. */
export function gathered(texts: readonly string[]): ReadonlyMap<string, LessonTexts> {
  const lessons = new Map<string, LessonTexts>();
  for (const text of texts) {
    const label = labelOf(text);
    if (label) lessons.set(label.lesson, { ...lessons.get(label.lesson), [label.language]: text });
  }
  return lessons;
}
