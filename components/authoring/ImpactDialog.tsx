"use client";
/** Before the class gets another plan: what it means for those in the middle of a lesson that was edited. */
import { useTranslations } from "next-intl";
import type { LessonImpact } from "../../server/protocol/ownLessons.ts";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

export function ImpactDialog({
  plan,
  impact,
  nameOf,
  onGive,
  onClose,
}: {
  /** Names of what the class would do, in order. */
  readonly plan: readonly string[];
  readonly impact: readonly LessonImpact[];
  nameOf(lesson: string): string;
  onGive(): void;
  onClose(): void;
}) {
  const t = useTranslations("authoring");
  return (
    <Modal open onOpenChange={onClose} title={t("giveTitle")} lead={t("giveLead")}>
      <ol className="list-decimal space-y-0.5 pl-6 text-[13px] break-keep" data-testid="giving">
        {plan.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ol>
      {plan.length === 0 && <p className="text-[13px] break-keep">{t("giveNothing")}</p>}
      {impact.map((lesson) => (
        <section key={lesson.lesson} className="mt-3 border-t border-line pt-2 text-[13px]" data-testid="impact">
          <h3 className="font-semibold">
            {nameOf(lesson.lesson)}{" "}
            <span className="font-normal text-soft">{t("fromTo", { from: lesson.from, to: lesson.to })}</span>
          </h3>
          <p className="mt-1 break-keep">{t("inside", { count: lesson.inside, finished: lesson.finished })}</p>
          <ul className="mt-1 list-disc space-y-0.5 pl-5 break-keep">
            {lesson.changed.length > 0 && <li>{t("changedSteps", { steps: lesson.changed.join(", ") })}</li>}
            {lesson.added.length > 0 && <li>{t("addedSteps", { steps: lesson.added.join(", ") })}</li>}
            {lesson.dropped.length > 0 && <li>{t("droppedSteps", { steps: lesson.dropped.join(", ") })}</li>}
            {lesson.changed.length + lesson.added.length + lesson.dropped.length === 0 && <li>{t("wordsOnly")}</li>}
          </ul>
        </section>
      ))}
      {impact.length > 0 && <p className="mt-3 text-[13px] text-soft break-keep">{t("passedStays")}</p>}
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button look="primary" onClick={onGive} data-testid="give-now">
          {t("giveNow")}
        </Button>
      </div>
    </Modal>
  );
}
