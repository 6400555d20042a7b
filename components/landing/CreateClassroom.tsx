"use client";
/** A classroom: its name, its mode, and what the class does first. */
import { useState } from "react";
import type { CourseSummary } from "../../server/protocol/lessons.ts";
import type { RoomMode } from "../../server/protocol/messages.ts";
import { call } from "../client/rooms.ts";
import { landing as en } from "../i18n/en/landing.ts";
import { landing as ko } from "../i18n/ko/landing.ts";
import { usePlainTexts } from "../i18n/usePlainTexts.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button, Input, Select } from "../ui/controls.tsx";
import { Problem } from "./Problem.tsx";

export interface NewClassroom {
  readonly name: string;
  readonly mode: RoomMode;
  /** What the class does; undefined: whatever it chooses. */
  readonly lesson: { readonly course: string; readonly lesson: string } | undefined;
}

export interface CreateClassroomProps {
  readonly busy: boolean;
  /** Why it was not made. */
  readonly problem: string;
  onCreate(classroom: NewClassroom): void;
}

export function CreateClassroom({ busy, problem, onCreate }: CreateClassroomProps) {
  const t = usePlainTexts<typeof en>({ en, ko });
  const { locale } = usePreferences();
  const [name, setName] = useState("");
  const [mode, setMode] = useState<RoomMode>("shared");
  const [lesson, setLesson] = useState("");
  const [courses, setCourses] = useState<readonly CourseSummary[]>();
  // Most who come here make no classroom: the lessons are asked for when somebody begins to.
  const begin = (): void => {
    if (courses) return;
    setCourses([]);
    call<{ readonly courses: readonly CourseSummary[] }>("GET", "/api/courses").then(
      (answer) => setCourses(answer.courses),
      () => setCourses(undefined),
    );
  };
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const [course = "", id = ""] = lesson.split("/");
        onCreate({ name, mode, lesson: id ? { course, lesson: id } : undefined });
      }}
    >
      <h2 className="text-[16px] font-semibold">{t.create}</h2>
      <label className="flex flex-col gap-1 text-[12px] text-soft">
        {t.name}
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          onFocus={begin}
          placeholder={t.namePlaceholder}
          maxLength={80}
          required
        />
      </label>
      <label className="flex flex-col gap-1 text-[12px] text-soft">
        {t.mode}
        <Select value={mode} onChange={(event) => setMode(event.target.value as RoomMode)}>
          {Object.entries(t.modes).map(([id, text]) => (
            <option key={id} value={id}>
              {text}
            </option>
          ))}
        </Select>
      </label>
      <label className="flex flex-col gap-1 text-[12px] text-soft">
        {t.lesson}
        <Select value={lesson} onChange={(event) => setLesson(event.target.value)} onFocus={begin}>
          <option value="">{t.allLessons}</option>
          {courses?.map(({ id, languages }) => {
            const told = languages[locale] ?? languages.ko ?? languages.en;
            return (
              <optgroup key={id} label={told?.title ?? id}>
                {told?.lessons.map(({ id: one, title }, index) => (
                  <option key={one} value={`${id}/${one}`}>
                    {index + 1}. {title}
                  </option>
                ))}
              </optgroup>
            );
          })}
        </Select>
      </label>
      <Problem text={problem} />
      <Button type="submit" disabled={busy} className="self-start">
        {t.create}
      </Button>
    </form>
  );
}
