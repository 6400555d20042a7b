"use client";
/** One step: text, prediction, what is checked and whether it holds, hints, known mistakes, the answer. */
import { CircleCheck, CircleDashed, Lightbulb, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { CheckFinding } from "../../server/protocol/lessons.ts";
import type { StepProgress } from "../../server/protocol/classroom/ClassState.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { LessonText } from "./LessonText.tsx";
import { useIsPreview } from "./PreviewContext.ts";
import { PredictionView } from "./PredictionView.tsx";
import { atOf, type Place } from "./place.ts";
import { useFindings } from "./useFindings.ts";

export interface StepViewProps {
  readonly place: Place;
  readonly own: StepProgress | undefined;
  readonly mayWork: boolean;
}

export function StepView({ place, own, mayWork }: StepViewProps) {
  const t = useTranslations("lesson");
  const { step } = place;
  const isPreview = useIsPreview();
  const findings = useFindings(place);
  const noticed = own && own.passed === undefined ? own.mistakes.at(-1) : undefined;
  return (
    <article>
      <h3 className="mt-2 mb-2 text-[16px] font-semibold">{step.title}</h3>
      <LessonText key={`text ${step.id}`} text={step.text} />
      {step.predict && <PredictionView place={place} predict={step.predict} own={own} mayWork={mayWork} />}
      {step.checks.length > 0 && <Checks checks={step.checks} held={own?.checks ?? []} findings={findings} />}
      {!mayWork && !isPreview && <p className="mt-2 text-[12px] text-soft">{t("onlyLooking")}</p>}
      {noticed !== undefined && step.mistakes[noticed] !== undefined && (
        <div
          role="status"
          className="mt-3 flex gap-2 rounded-control border border-pending/50 bg-raised p-3 text-[13px]"
        >
          <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-pending" />
          <div>
            <p className="font-semibold">{t("noticed")}</p>
            <p className="mt-0.5">{step.mistakes[noticed]}</p>
          </div>
        </div>
      )}
      <Help key={`help ${step.id}`} place={place} own={own} mayWork={mayWork} />
    </article>
  );
}

function Checks({
  checks,
  held,
  findings,
}: {
  readonly checks: readonly string[];
  readonly held: readonly boolean[];
  /** In a dry run: what each check finds. */
  readonly findings: readonly CheckFinding[];
}) {
  const t = useTranslations("lesson");
  const { locale } = usePreferences();
  return (
    <section
      aria-label={t("checks")}
      aria-live="polite"
      className="mt-4 rounded-panel border border-line bg-raised p-3"
    >
      <h4 className="mb-2 text-[12px] font-semibold text-soft">{t("checks")}</h4>
      <ul className="space-y-1.5">
        {checks.map((that, index) => (
          <li key={that} className="flex gap-2 text-[13px]" data-held={held[index] === true}>
            {held[index] ? (
              <CircleCheck size={16} className="mt-0.5 shrink-0 text-running" aria-label={t("held")} />
            ) : (
              <CircleDashed size={16} className="mt-0.5 shrink-0 text-faint" aria-label={t("open")} />
            )}
            <span className={`min-w-0 ${held[index] ? "" : "text-soft"}`}>
              {that}
              {findings[index] && !held[index] && (
                <span className="mt-0.5 block font-mono text-[12px] break-words text-pending" data-testid="finding">
                  {t("finding", { found: findings[index].found[locale] })}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Hints one after the other, then the answer. What was seen stays; the server keeps count for who works here. */
function Help({ place, own, mayWork }: StepViewProps) {
  const t = useTranslations("lesson");
  const connection = useConnection();
  const { step } = place;
  const [shown, setShown] = useState(own?.hints ?? 0);
  const [answer, setAnswer] = useState(own?.answerSeen === true);
  useEffect(() => {
    setShown((now) => Math.max(now, own?.hints ?? 0));
    if (own?.answerSeen) setAnswer(true);
  }, [own?.hints, own?.answerSeen]);
  const left = step.hints.length - shown;
  const takeHint = (): void => {
    setShown(shown + 1);
    if (mayWork) connection.act({ type: "take-hint", ...atOf(place), hint: shown + 1 }).catch(() => {});
  };
  const seeAnswer = (): void => {
    setAnswer(true);
    if (mayWork) connection.act({ type: "see-answer", ...atOf(place) }).catch(() => {});
  };
  return (
    <section className="mt-4 space-y-2">
      {step.hints.slice(0, shown).map((hint) => (
        <div key={hint} className="flex gap-2 rounded-control bg-accent-soft p-3 text-[13px]">
          <Lightbulb size={16} aria-hidden className="mt-0.5 shrink-0 text-accent" />
          <LessonText text={hint} />
        </div>
      ))}
      {answer && step.answer && (
        <div className="rounded-control border border-line p-3 text-[13px]">
          <p className="mb-1 text-[12px] font-semibold text-soft">{t("answerShown")}</p>
          <LessonText text={step.answer} />
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        {left > 0 && (
          <Button look="quiet" onClick={takeHint}>
            <Lightbulb size={14} aria-hidden />
            {t("hint", { left })}
          </Button>
        )}
        {left <= 0 && step.answer && !answer && (
          <Button look="quiet" onClick={seeAnswer}>
            {t("answer")}
          </Button>
        )}
      </div>
    </section>
  );
}
