"use client";
/** One lesson: where one is in it, the step, the way on. */
import { ArrowLeft, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { Progress } from "../../server/protocol/classroom/ClassState.ts";
import { Button } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { EditedNotice } from "./EditedNotice.tsx";
import { LessonText } from "./LessonText.tsx";
import { type Place, progressOf } from "./place.ts";
import { StepView } from "./StepView.tsx";
import { usePrepare } from "./usePrepare.ts";

export interface LessonViewProps {
  readonly place: Place;
  readonly progress: Progress | undefined;
  /** The reader's steps are checked. */
  readonly mayWork: boolean;
  /** Where the next lesson begins, if there is one. */
  readonly nextLesson: Place | undefined;
  onGo(place: Place | undefined): void;
}

export function LessonView({ place, progress, mayWork, nextLesson, onGo }: LessonViewProps) {
  const t = useTranslations("lesson");
  const { course, lesson, step, index } = place;
  const scroller = useRef<HTMLDivElement>(null);
  const { prepare, preparing, missing, inTheWay, clear } = usePrepare(lesson);
  const [kept, setKept] = useState("");
  useEffect(() => {
    if (step.id) scroller.current?.scrollTo({ top: 0 });
  }, [step.id]);
  const own = progressOf(progress, course, lesson, step);
  const passed = own?.passed !== undefined;
  const goTo = (to: number): void => {
    const next = lesson.steps[to];
    if (next) onGo({ course, lesson, step: next, index: to });
  };
  const last = index === lesson.steps.length - 1;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex items-center gap-1 border-b border-line px-2 py-1.5">
        <IconButton icon={ArrowLeft} label={t("back")} onClick={() => onGo(undefined)} />
        <h2 className="min-w-0 flex-1 truncate text-[13px] font-semibold" title={lesson.title}>
          {lesson.title}
        </h2>
        {mayWork && (
          <IconButton
            icon={RotateCcw}
            label={`${t("reset")} — ${t("resetLead", { objects: lesson.objects.join(", ") })}`}
            onClick={() => void prepare(true)}
            disabled={preparing}
          />
        )}
      </header>
      <Steps place={place} progress={progress} onGo={goTo} />
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto px-4 pt-3 pb-6">
        <EditedNotice place={place} progress={progress} />
        {index === 0 && <LessonText text={lesson.intro} lead />}
        {mayWork && index === 0 && !passed && kept !== lesson.id && inTheWay.length > 0 && (
          <div role="status" data-testid="left-over" className="my-3 rounded-control bg-accent-soft p-3 text-[13px]">
            <p className="break-keep">
              {t("leftOver", { names: inTheWay.map(({ object }) => object.metadata.name).join(", ") })}
            </p>
            <div className="mt-2 flex flex-wrap gap-2">
              <Button look="primary" disabled={preparing} onClick={() => void clear()}>
                {preparing ? t("resetting") : t("clear")}
              </Button>
              <Button look="quiet" disabled={preparing} onClick={() => setKept(lesson.id)}>
                {t("keep")}
              </Button>
            </div>
          </div>
        )}
        {mayWork && lesson.setup !== "" && missing > 0 && (
          <div className="my-3 rounded-control bg-accent-soft p-3 text-[13px]">
            <p>{t("setup", { count: missing })}</p>
            <Button look="primary" className="mt-2" disabled={preparing} onClick={() => void prepare(false)}>
              {preparing ? t("resetting") : t("prepare")}
            </Button>
          </div>
        )}
        <StepView place={place} own={own} mayWork={mayWork} />
      </div>
      <footer className="flex items-center justify-between gap-2 border-t border-line p-2">
        <Button look="quiet" disabled={index === 0} onClick={() => goTo(index - 1)}>
          {t("previous")}
        </Button>
        {!last ? (
          <Button look={passed ? "primary" : "plain"} onClick={() => goTo(index + 1)}>
            {t("next")}
          </Button>
        ) : nextLesson ? (
          <Button look={passed ? "primary" : "plain"} className="min-w-0 truncate" onClick={() => onGo(nextLesson)}>
            <span className="truncate">{t("nextLesson", { title: nextLesson.lesson.title })}</span>
          </Button>
        ) : (
          passed && <span className="px-2 text-[13px] text-running">{t("finished")}</span>
        )}
      </footer>
    </div>
  );
}

/** A mark for each step: done, here, to come. */
function Steps({ place, progress, onGo }: Pick<LessonViewProps, "place" | "progress"> & { onGo(index: number): void }) {
  const t = useTranslations("lesson");
  const { course, lesson, index } = place;
  return (
    <nav aria-label={t("step", { step: index + 1, all: lesson.steps.length })} className="flex gap-1 px-4 pt-3">
      {lesson.steps.map((step, at) => {
        const done = progressOf(progress, course, lesson, step)?.passed !== undefined;
        const look = done ? "bg-running" : at === index ? "bg-accent" : "bg-line-strong";
        return (
          <button
            key={step.id}
            type="button"
            aria-current={at === index ? "step" : undefined}
            aria-label={`${step.title}${done ? ` — ${t("done")}` : ""}`}
            title={step.title}
            onClick={() => onGo(at)}
            className="group flex h-6 flex-1 items-center"
          >
            <span
              className={`h-1.5 w-full rounded-full transition-colors ${look} ${at === index ? "ring-2 ring-accent/40" : ""}`}
            />
          </button>
        );
      })}
    </nav>
  );
}
