"use client";
/** The lesson as students see it, at the step the cursor stands in; and what they would be told of known mistakes. */
import { useTranslations } from "next-intl";
import type { LessonLanguage } from "../../server/protocol/lessons.ts";
import type { ParsedLesson } from "../../server/protocol/lessonText/parseLesson.ts";
import { LessonText } from "../lesson/LessonText.tsx";
import { PreviewContext } from "../lesson/PreviewContext.ts";
import { StepView } from "../lesson/StepView.tsx";

export function Preview({
  lesson,
  language,
  index,
  onGo,
}: {
  readonly lesson: ParsedLesson | undefined;
  readonly language: LessonLanguage;
  /** The step, from 0. */
  readonly index: number;
  onGo(index: number): void;
}) {
  const t = useTranslations("authoring");
  const step = lesson?.steps[Math.min(index, lesson.steps.length - 1)];
  if (!lesson || !step) return <p className="p-4 text-[13px] text-soft break-keep">{t("nothingToShow")}</p>;
  const course = { id: "preview", language, title: "", about: "", lessons: [lesson] };
  return (
    <PreviewContext value>
      <div lang={language} className="flex h-full min-h-0 flex-col" data-testid="lesson-preview">
        <header className="border-b border-line px-4 py-2">
          <h2 className="text-[14px] font-semibold">{lesson.title}</h2>
          <nav aria-label={t("steps")} className="mt-1 flex flex-wrap gap-1">
            {lesson.steps.map(({ id, title }, at) => (
              <button
                key={id}
                type="button"
                aria-current={id === step.id ? "step" : undefined}
                onClick={() => onGo(at)}
                className={`rounded px-1.5 py-0.5 text-[12px] ${id === step.id ? "bg-accent-soft font-semibold" : "text-soft hover:text-ink"}`}
              >
                {at + 1}. {title}
              </button>
            ))}
          </nav>
        </header>
        <div className="min-h-0 flex-1 overflow-auto px-4 pt-3 pb-6">
          {step === lesson.steps[0] && <LessonText text={lesson.intro} lead />}
          <StepView place={{ course, lesson, step, index }} own={undefined} mayWork={false} />
          {step.mistakes.length > 0 && (
            <section className="mt-4 text-[13px]">
              <h4 className="text-[12px] font-semibold text-soft">{t("mistakes")}</h4>
              <ul className="mt-1 list-disc space-y-1 pl-5">
                {step.mistakes.map((said) => (
                  <li key={said}>{said}</li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
    </PreviewContext>
  );
}
