"use client";
/** One student's steps: what was done in each, and how. */
import { Check, CircleDashed } from "lucide-react";
import { useTranslations } from "next-intl";
import type { StepResult } from "../../server/protocol/results.ts";
import { useSpan } from "../classroom/useAgo.ts";

const CELL = "px-2.5 py-1.5 text-left align-top";

export function StepTable({ name, steps }: { readonly name: string; readonly steps: readonly StepResult[] }) {
  const t = useTranslations("results");
  const heads = ["step", "state", "spent", "attempts", "hints", "mistakes", "prediction"] as const;
  return (
    <table className="w-full border-collapse text-[12px]" aria-label={t("steps", { name })}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col" className={`${CELL} font-medium whitespace-nowrap text-soft`}>
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <StepRow key={`${step.lesson}/${step.step}`} step={step} />
        ))}
      </tbody>
    </table>
  );
}

function StepRow({ step }: { readonly step: StepResult }) {
  const t = useTranslations("results");
  const span = useSpan();
  const done = step.passed !== undefined;
  return (
    <tr className="border-t border-line" data-step={`${step.lesson}/${step.step}`}>
      <th scope="row" className={`${CELL} min-w-40 font-normal`}>
        <span className="block text-soft">{step.lessonTitle}</span>
        {step.stepTitle}
      </th>
      <td className={`${CELL} whitespace-nowrap`}>
        <span className={`flex items-center gap-1 ${done ? "text-running" : "text-soft"}`}>
          {done ? <Check size={14} aria-hidden /> : <CircleDashed size={14} aria-hidden />}
          {t(done ? "states.done" : "states.open")}
        </span>
        {!done && step.checks > 0 && (
          <span className="text-soft tabular-nums">{t("held", { held: step.held, all: step.checks })}</span>
        )}
      </td>
      <td className={`${CELL} whitespace-nowrap tabular-nums`}>{span(step.spent)}</td>
      <td className={`${CELL} tabular-nums`}>{step.attempts}</td>
      <td className={`${CELL} tabular-nums`}>
        {step.hints}
        {step.answerSeen && <span className="block whitespace-nowrap text-soft">{t("answerSeen")}</span>}
      </td>
      <td className={`${CELL} min-w-32`}>
        {step.mistakes.length === 0 ? (
          <span className="tabular-nums">0</span>
        ) : (
          <details>
            <summary className="cursor-pointer">{t("mistakesOf", { count: step.mistakes.length })}</summary>
            <ul className="mt-1 list-disc space-y-1 pl-4 break-keep text-soft">
              {step.mistakes.map((said) => (
                <li key={said}>{said}</li>
              ))}
            </ul>
          </details>
        )}
      </td>
      <td className={`${CELL} min-w-28`}>
        {step.prediction}
        {step.outcome !== undefined && step.prediction !== undefined && (
          <span className="block text-soft">{t("outcome", { outcome: step.outcome })}</span>
        )}
        {step.right !== undefined && (
          <span className={`block font-medium ${step.right ? "text-running" : "text-pending"}`}>
            {t(step.right ? "right" : "wrong")}
          </span>
        )}
      </td>
    </tr>
  );
}
