"use client";
/** A row for each student of a course, in the order of a column; a row opens to its steps. */
import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, useId, useState } from "react";
import type { CourseResults } from "../../server/protocol/results.ts";
import { useSpan } from "../classroom/useAgo.ts";
import { Button } from "../ui/controls.tsx";
import { StepTable } from "./StepTable.tsx";
import { COLUMNS, type Sorting, type Summary, sorted, summariesOf } from "./summaries.ts";

const CELL = "px-2.5 py-2 text-left whitespace-nowrap tabular-nums";

export function StudentTable({ course, hidden }: { readonly course: CourseResults; readonly hidden: boolean }) {
  const t = useTranslations("results");
  const [sorting, setSorting] = useState<Sorting>({ column: "name", down: false });
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const summaries = summariesOf(course.students);
  const nameless = summaries.filter(({ student }) => student.name === "");
  const nameOf = (summary: Summary): string => {
    if (summary.student.name === "") return t("forgotten", { number: nameless.indexOf(summary) + 1 });
    return hidden ? t("student", { number: summary.number }) : summary.student.name;
  };
  const toggle = (person: string): void =>
    setOpened((now) => new Set(now.has(person) ? [...now].filter((id) => id !== person) : [...now, person]));
  const begun = course.students.filter(({ steps }) => steps.length > 0).map(({ person }) => person);
  const isAllOpen = begun.every((person) => opened.has(person));
  return (
    <>
      {begun.length > 1 && (
        <Button look="quiet" className="mt-1" onClick={() => setOpened(new Set(isAllOpen ? [] : begun))}>
          {t(isAllOpen ? "closeAll" : "openAll")}
        </Button>
      )}
      <table className="w-full border-collapse text-[13px]">
        <caption className="sr-only">{t("caption", { course: course.title })}</caption>
        <thead className="sticky top-0 z-10 bg-paper">
          <tr>
            {COLUMNS.map((column) => {
              const own = sorting.column === column ? sorting : undefined;
              return (
                <th
                  key={column}
                  scope="col"
                  aria-sort={own ? (own.down ? "descending" : "ascending") : "none"}
                  className="border-b border-line px-2.5 py-1.5 text-left text-[12px] font-medium whitespace-nowrap text-soft"
                >
                  <button
                    type="button"
                    className="hover:text-ink"
                    // The most first, but names from A on.
                    onClick={() => setSorting({ column, down: own ? !own.down : column !== "name" })}
                  >
                    {t(column)}
                    <span aria-hidden className="ml-1">
                      {own ? (own.down ? "↓" : "↑") : ""}
                    </span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sorted(summaries, sorting, nameOf).map((summary) => {
            const { person } = summary.student;
            return (
              <StudentRows
                key={person}
                summary={summary}
                name={nameOf(summary)}
                all={course.steps}
                isOpen={opened.has(person)}
                onToggle={() => toggle(person)}
              />
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function StudentRows({
  summary,
  name,
  all,
  isOpen,
  onToggle,
}: {
  readonly summary: Summary;
  readonly name: string;
  readonly all: number;
  readonly isOpen: boolean;
  onToggle(): void;
}) {
  const t = useTranslations("results");
  const span = useSpan();
  const steps = useId();
  const { student, done, spent, attempts, hints, mistakes, predicted, right } = summary;
  const begun = student.steps.length > 0;
  return (
    <Fragment>
      <tr className="border-b border-line hover:bg-panel" data-student={name}>
        <th scope="row" className="py-1 pr-2.5 pl-1 text-left font-medium">
          {begun ? (
            <button
              type="button"
              aria-expanded={isOpen}
              aria-controls={isOpen ? steps : undefined}
              title={t("open", { name })}
              onClick={onToggle}
              className="flex max-w-60 min-w-0 items-center gap-1 rounded-control px-1 py-1 text-left hover:text-accent"
            >
              <ChevronRight size={14} aria-hidden className={`shrink-0 ${isOpen ? "rotate-90" : ""}`} />
              <span className="truncate">{name}</span>
            </button>
          ) : (
            <span className="block max-w-60 truncate py-1 pl-[22px]">{name}</span>
          )}
          {!student.here && <span className="block pl-[22px] text-[12px] font-normal text-soft">{t("gone")}</span>}
        </th>
        {begun ? (
          <>
            <td className={CELL}>
              <Bar done={done} all={all} />
            </td>
            <td className={CELL}>{span(spent)}</td>
            <td className={CELL}>{attempts}</td>
            <td className={CELL}>{hints}</td>
            <td className={CELL}>{mistakes}</td>
            <td className={CELL}>{predicted > 0 ? t("rightOf", { right, all: predicted }) : "–"}</td>
          </>
        ) : (
          <td className={`${CELL} text-soft`} colSpan={COLUMNS.length - 1}>
            {t("notBegun")}
          </td>
        )}
      </tr>
      {isOpen && begun && (
        <tr id={steps} className="border-b border-line bg-panel">
          <td colSpan={COLUMNS.length} className="p-2 pl-6">
            <StepTable name={name} steps={student.steps} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Bar({ done, all }: { readonly done: number; readonly all: number }) {
  const t = useTranslations("results");
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className="h-1.5 w-16 shrink-0 overflow-hidden rounded-full bg-line max-sm:hidden">
        <span className="block h-full bg-running" style={{ width: `${all > 0 ? (done / all) * 100 : 0}%` }} />
      </span>
      {t("doneOf", { done, all })}
    </span>
  );
}
