"use client";
/** What the class is to do: lessons in order, put together here, and given to the class with what that changes. */
import { ArrowDown, ArrowUp, RefreshCw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Plan, PlannedLesson } from "../../server/protocol/classroom/ClassState.ts";
import { type Course, OWN_COURSE } from "../../server/protocol/lessons.ts";
import type { LessonImpact, OwnLessonSummary } from "../../server/protocol/ownLessons.ts";
import { assignPlan, previewPlan } from "../client/lessons.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button, Input, Select } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { ImpactDialog } from "./ImpactDialog.tsx";
import { useTitle } from "./ShelfList.tsx";
import { usePlanNames } from "./usePlanNames.ts";

export interface PlanPanelProps {
  readonly roomId: string;
  readonly lessons: readonly OwnLessonSummary[];
  /** The standard courses. */
  readonly courses: readonly Course[];
  onProblem(error: unknown): void;
}

const EMPTY: Plan = { title: "", lessons: [] };
const keyOf = ({ course, lesson }: PlannedLesson): string => `${course}/${lesson}`;

export function PlanPanel({ roomId, lessons, courses, onProblem }: PlanPanelProps) {
  const t = useTranslations("authoring");
  const titleOf = useTitle();
  const now = useRoomPart(({ classroom }) => classroom.plan) ?? EMPTY;
  const [edits, setEdits] = useState<{ readonly of: Plan; readonly plan: Plan }>();
  const [impact, setImpact] = useState<readonly LessonImpact[]>();
  const plan = edits?.plan ?? now;
  const isChanged = JSON.stringify(plan) !== JSON.stringify(now);
  /** Whatever another instructor gives the class stands here too, but not over what is being put together. */
  const isOther = isChanged && edits !== undefined && JSON.stringify(edits.of) !== JSON.stringify(now);
  useEffect(() => {
    // The class has what was put together here.
    if (!isChanged) setEdits(undefined);
  }, [isChanged]);
  const setPlan = (next: Plan): void => setEdits({ of: isChanged && edits ? edits.of : now, plan: next });
  const put = (next: readonly PlannedLesson[]): void => setPlan({ ...plan, lessons: next });
  const newestOf = (lesson: string): number => lessons.find((one) => one.lesson === lesson)?.versions[0]?.version ?? 0;
  const { name: nameOf, whole } = usePlanNames(lessons, courses);
  const add = (value: string): void => {
    const [course = "", lesson] = value.split("/");
    const all = courses.find(({ id }) => id === course)?.lessons ?? [];
    const wanted: PlannedLesson[] =
      course === OWN_COURSE && lesson
        ? [{ course, lesson, version: newestOf(lesson) }]
        : (lesson ? [lesson] : all.map(({ id }) => id)).map((one) => ({ course, lesson: one }));
    put([...plan.lessons, ...wanted.filter((one) => !plan.lessons.some((there) => keyOf(there) === keyOf(one)))]);
  };
  const move = (index: number, by: number): void => {
    const next = [...plan.lessons];
    const [one] = next.splice(index, 1);
    if (one) next.splice(index + by, 0, one);
    put(next);
  };
  return (
    <section aria-labelledby="plan" className="border-t border-line p-3" data-testid="plan">
      <h2 id="plan" className="text-[13px] font-semibold">
        {t("plan")}
      </h2>
      <p className="mt-0.5 text-[12px] text-soft break-keep">{t("planLead")}</p>
      <Input
        aria-label={t("planTitle")}
        placeholder={t("planTitle")}
        className="mt-2 w-full"
        maxLength={120}
        value={plan.title}
        onChange={(event) => setPlan({ ...plan, title: event.target.value })}
      />
      <ol className="mt-2 divide-y divide-line border-y border-line empty:hidden">
        {plan.lessons.map((one, index) => (
          <li key={keyOf(one)} className="flex items-center gap-0.5 py-1">
            <span className="min-w-0 flex-1 px-1">
              <span className="block truncate text-[13px]" title={nameOf(one)}>
                {index + 1}. {nameOf(one)}
              </span>
              {one.version !== undefined && (
                <span className="block text-[12px] text-soft">{t("version", { version: one.version })}</span>
              )}
            </span>
            {one.version !== undefined && newestOf(one.lesson) > one.version && (
              <IconButton
                icon={RefreshCw}
                label={t("takeNewest", { title: nameOf(one), version: newestOf(one.lesson) })}
                className="text-accent"
                onClick={() =>
                  put(plan.lessons.map((two) => (two === one ? { ...one, version: newestOf(one.lesson) } : two)))
                }
              />
            )}
            <IconButton
              icon={ArrowUp}
              label={t("up", { title: nameOf(one) })}
              disabled={index === 0}
              onClick={() => move(index, -1)}
            />
            <IconButton
              icon={ArrowDown}
              label={t("down", { title: nameOf(one) })}
              disabled={index === plan.lessons.length - 1}
              onClick={() => move(index, 1)}
            />
            <IconButton
              icon={X}
              label={t("takeOut", { title: nameOf(one) })}
              onClick={() => put(plan.lessons.filter((two) => two !== one))}
            />
          </li>
        ))}
      </ol>
      <Select
        aria-label={t("addLesson")}
        className="mt-2 w-full"
        value=""
        data-testid="add-lesson"
        onChange={(event) => add(event.target.value)}
      >
        <option value="" disabled>
          {t("addLesson")}
        </option>
        {lessons.length > 0 && (
          <optgroup label={t("shelf")}>
            {lessons.map((lesson) => (
              <option key={lesson.lesson} value={`${OWN_COURSE}/${lesson.lesson}`}>
                {titleOf(lesson)}
              </option>
            ))}
          </optgroup>
        )}
        {courses.map((course) => (
          <optgroup key={course.id} label={course.title}>
            <option value={course.id}>{t("wholeCourse", { title: course.title })}</option>
            {course.lessons.map(({ id, title }) => (
              <option key={id} value={`${course.id}/${id}`}>
                {title}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
      {isOther && (
        <p role="alert" className="mt-2 text-[12px] text-pending break-keep">
          {t("planOther")}{" "}
          <button type="button" className="underline" onClick={() => setEdits(undefined)}>
            {t("planShow")}
          </button>
        </p>
      )}
      {isChanged ? (
        <div className="mt-2 flex gap-2">
          <Button
            look="primary"
            className="flex-1"
            data-testid="give"
            onClick={() =>
              void previewPlan(roomId, plan.lessons).then((answer) => setImpact(answer.lessons), onProblem)
            }
          >
            {t("give")}
          </Button>
          <Button onClick={() => setEdits(undefined)}>{t("undo")}</Button>
        </div>
      ) : (
        <p role="status" className="mt-2 text-[12px] text-soft">
          {t(plan.lessons.length > 0 ? "given" : "noPlan")}{" "}
          {plan.lessons.length > 0 && (
            <a href={`/room/${roomId}/results`} className="text-accent underline">
              {t("results")}
            </a>
          )}
        </p>
      )}
      {impact && (
        <ImpactDialog
          plan={plan.lessons.map(whole)}
          impact={impact}
          nameOf={(lesson) => nameOf({ course: OWN_COURSE, lesson })}
          onClose={() => setImpact(undefined)}
          onGive={() => {
            setImpact(undefined);
            assignPlan(roomId, plan).catch(onProblem);
          }}
        />
      )}
    </section>
  );
}
