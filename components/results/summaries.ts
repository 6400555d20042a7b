/** Students' results in sums, and in the order of a column. */
import type { StudentResults } from "../../server/protocol/results.ts";

export interface Summary {
  readonly student: StudentResults;
  /** From 1, in the order of joining; what stands for the name where names are hidden. */
  readonly number: number;
  readonly done: number;
  readonly spent: number;
  readonly attempts: number;
  readonly hints: number;
  readonly mistakes: number;
  /** Predictions that came out, and how many of them were right. */
  readonly predicted: number;
  readonly right: number;
}

export const COLUMNS = ["name", "done", "spent", "attempts", "hints", "mistakes", "predictions"] as const;
export type Column = (typeof COLUMNS)[number];
export interface Sorting {
  readonly column: Column;
  readonly down: boolean;
}

export function summariesOf(students: readonly StudentResults[]): readonly Summary[] {
  return students.map((student, index) => {
    const { steps } = student;
    const sum = (of: (step: StudentResults["steps"][number]) => number): number =>
      steps.reduce((all, step) => all + of(step), 0);
    return {
      student,
      number: index + 1,
      done: sum(({ passed }) => (passed === undefined ? 0 : 1)),
      spent: sum(({ spent }) => spent),
      attempts: sum(({ attempts }) => attempts),
      hints: sum(({ hints }) => hints),
      mistakes: sum(({ mistakes }) => mistakes.length),
      predicted: sum(({ right }) => (right === undefined ? 0 : 1)),
      right: sum(({ right }) => (right ? 1 : 0)),
    };
  });
}

export function sorted(
  summaries: readonly Summary[],
  { column, down }: Sorting,
  nameOf: (summary: Summary) => string,
): readonly Summary[] {
  const compare = (left: Summary, right: Summary): number => {
    if (column === "name") return nameOf(left).localeCompare(nameOf(right), undefined, { numeric: true });
    if (column === "predictions") return left.right - right.right || right.predicted - left.predicted;
    return left[column] - right[column];
  };
  const ordered = summaries.toSorted(compare);
  return down ? ordered.reverse() : ordered;
}
