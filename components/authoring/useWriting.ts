"use client";
/** The lesson that is being written: its texts, from which version, whether they are saved; and saving it. */
import { useCallback, useEffect, useState } from "react";
import { LESSON_LANGUAGES, type LessonLanguage } from "../../server/protocol/lessons.ts";
import { labelOf } from "../../server/protocol/lessonText/courseFile.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { fetchLesson, type SavedLesson, saveLesson } from "../client/lessons.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { keepDraft, NEW, readDraft } from "./drafts.ts";
import { template } from "./template.ts";

export interface Writing {
  /** NEW while it was never saved. */
  readonly lesson: string;
  readonly texts: LessonTexts;
  readonly base: number;
  /** As it is on the server. */
  readonly saved: LessonTexts;
}

export interface WritingDesk {
  /** Undefined while it comes. */
  readonly writing: Writing | undefined;
  readonly isChanged: boolean;
  write(language: LessonLanguage, text: string): void;
  /** Adds the text in a language: like the other, to be translated. */
  add(language: LessonLanguage): void;
  drop(language: LessonLanguage): void;
  /** Another version's texts take the place of these. */
  takeVersion(version: number): Promise<void>;
  /** What was not saved is given up. */
  discard(): void;
  /** Throws RoomProblem. `over`: the version somebody else saved meanwhile. */
  save(over?: number): Promise<SavedLesson>;
}

export function useWriting(roomId: string, lesson: string, onProblem: (error: unknown) => void): WritingDesk {
  const { locale } = usePreferences();
  const [writing, setWriting] = useState<Writing>();
  useEffect(() => {
    let gone = false;
    setWriting(undefined);
    const draft = readDraft(roomId, lesson);
    if (lesson === NEW) {
      const fresh = template(locale);
      setWriting({ lesson, texts: draft?.texts ?? fresh, base: 0, saved: fresh });
    } else
      fetchLesson(roomId, lesson).then(
        ({ texts, version }) => {
          if (!gone) setWriting({ lesson, texts: draft?.texts ?? texts, base: draft?.base ?? version, saved: texts });
        },
        (error: unknown) => !gone && onProblem(error),
      );
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react/exhaustive-deps -- another language on the screen, or another word for a failure, leaves what is written
  }, [roomId, lesson]);

  const change = useCallback(
    (next: Writing): void => {
      setWriting(next);
      keepDraft(roomId, next.lesson, isSame(next.texts, next.saved) ? undefined : next);
    },
    [roomId],
  );
  const texts = writing?.texts ?? {};
  const put = (next: LessonTexts): void => {
    if (writing) change({ ...writing, texts: next });
  };
  return {
    writing,
    isChanged: writing !== undefined && !isSame(writing.texts, writing.saved),
    write: (language, text) => put({ ...texts, [language]: text }),
    add(language) {
      const other = Object.values(texts)[0] ?? "";
      put({ ...texts, [language]: other.replace(/^language:.*$/m, `language: ${language}`) });
    },
    drop(language) {
      put(Object.fromEntries(Object.entries(texts).filter(([key]) => key !== language)));
    },
    async takeVersion(version) {
      const old = await fetchLesson(roomId, lesson, version);
      put(old.texts);
    },
    discard() {
      if (writing) change({ ...writing, texts: writing.saved });
    },
    async save(over) {
      if (!writing) throw new Error("nothing is written");
      const saved = await saveLesson(
        roomId,
        writing.texts,
        over ?? (nameIn(writing.texts) === lesson ? writing.base : 0),
      );
      keepDraft(roomId, writing.lesson, undefined);
      setWriting({ lesson: saved.lesson, texts: writing.texts, base: saved.version, saved: writing.texts });
      return saved;
    },
  };
}

const isSame = (left: LessonTexts, right: LessonTexts): boolean =>
  LESSON_LANGUAGES.every((language) => left[language] === right[language]);

/** What its texts say the lesson is called. */
export function nameIn(texts: LessonTexts): string {
  return Object.values(texts).flatMap((text) => labelOf(text)?.lesson ?? [])[0] ?? "";
}
