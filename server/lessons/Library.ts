/** The courses a server has: folders of Markdown, read once at start. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import {
  type Course,
  type CourseSummary,
  type Lesson,
  LESSON_LANGUAGES as LANGUAGES,
  type LessonLanguage,
  OWN_COURSE,
} from "../protocol/lessons.ts";
import { type ParsedLesson, type ParsedStep, parseLesson } from "../protocol/lessonText/parseLesson.ts";

const about = z.strictObject({ title: z.string(), about: z.string() });
const courseSchema = z.strictObject({ order: z.number(), ko: about.optional(), en: about.optional() });

interface Shelf {
  readonly id: string;
  readonly order: number;
  readonly about: { readonly [language in LessonLanguage]?: { readonly title: string; readonly about: string } };
  readonly lessons: { readonly [language in LessonLanguage]?: readonly ParsedLesson[] };
}

export class Library {
  private constructor(private readonly shelves: ReadonlyMap<string, Shelf>) {}

  /** Reads `folder`: one folder a course, in it `course.yaml` and lessons named `01-name.ko.md`. Throws for a bad lesson. */
  static read(folder: string): Library {
    const shelves = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => readShelf(name, join(folder, name)))
      .sort((left, right) => left.order - right.order);
    return new Library(new Map(shelves.map((shelf) => [shelf.id, shelf])));
  }

  get courses(): readonly CourseSummary[] {
    return [...this.shelves.values()].map(({ id, about, lessons }) => ({
      id,
      languages: Object.fromEntries(
        LANGUAGES.flatMap((language) => {
          const told = about[language];
          const outline = (lessons[language] ?? []).map(({ id: lesson, title }) => ({ id: lesson, title }));
          return told ? [[language, { ...told, lessons: outline }]] : [];
        }),
      ),
    }));
  }

  /** As a browser gets it. A language there is not gives another. */
  course(id: string, language: LessonLanguage): Course | undefined {
    const shelf = this.shelves.get(id);
    const [found, lessons] = (shelf && inLanguage(shelf, language)) ?? [];
    const told = found && shelf?.about[found];
    if (!shelf || !found || !lessons || !told) return undefined;
    return { id, language: found, ...told, lessons: lessons.map(shownLesson) };
  }

  has(course: string, lesson: string): boolean {
    return Object.values(this.shelves.get(course)?.lessons ?? {}).some((lessons) =>
      lessons.some(({ id }) => id === lesson),
    );
  }

  /** A step with its checks; those are the same in every language. */
  step(course: string, lesson: string, step: string): ParsedStep | undefined {
    const shelf = this.shelves.get(course);
    const lessons = shelf && (shelf.lessons.ko ?? shelf.lessons.en);
    return lessons?.find(({ id }) => id === lesson)?.steps.find(({ id }) => id === step);
  }
}

function readShelf(id: string, folder: string): Shelf {
  if (id === OWN_COURSE) throw new Error(`no course is called ${OWN_COURSE}: that is what rooms have of their own`);
  const { order, ...languages } = courseSchema.parse(parse(readFileSync(join(folder, "course.yaml"), "utf8")));
  const files = readdirSync(folder).sort();
  const lessons: { [language in LessonLanguage]?: readonly ParsedLesson[] } = {};
  for (const language of LANGUAGES) {
    if (!languages[language]) continue;
    lessons[language] = files
      .filter((file) => file.endsWith(`.${language}.md`))
      .map((file) => {
        try {
          return parseLesson(readFileSync(join(folder, file), "utf8"));
        } catch (error) {
          throw new Error(`${id}/${file}: ${(error as Error).message}`, { cause: error });
        }
      });
  }
  const told: { [language in LessonLanguage]?: { readonly title: string; readonly about: string } } = {};
  for (const language of LANGUAGES) if (languages[language]) told[language] = languages[language];
  return { id, order, about: told, lessons };
}

function inLanguage(shelf: Shelf, language: LessonLanguage): [LessonLanguage, readonly ParsedLesson[]] | undefined {
  for (const one of [language, ...LANGUAGES]) {
    const lessons = shelf.lessons[one];
    if (lessons && shelf.about[one]) return [one, lessons];
  }
  return undefined;
}

/** Without what only the server needs. */
export function shownLesson({ language: _, steps, ...lesson }: ParsedLesson): Lesson {
  return {
    ...lesson,
    steps: steps.map(({ check: _check, mistakeChecks: _mistakes, outcome: _outcome, ...step }) => step),
  };
}
