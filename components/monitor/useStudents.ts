"use client";
/** The students of a class as the monitor shows them: what the room knows, what the class knows, what the server watches. */
import { useMemo, useState } from "react";
import type { Hand, Progress } from "../../server/protocol/classroom/ClassState.ts";
import type { PersonView } from "../../server/protocol/messages.ts";
import type { Tile } from "../../server/protocol/monitor.ts";
import { useRoomPart } from "../room/RoomContext.tsx";

export interface Student {
  readonly person: PersonView;
  /** From 1, in the order of joining; what stands for the name on a projector. */
  readonly number: number;
  readonly tile: Tile | undefined;
  readonly progress: Progress | undefined;
  readonly hand: Hand | undefined;
}

export const SORTS = ["stuck", "hand", "progress", "name"] as const;
export type Sort = (typeof SORTS)[number];
export const SHOWS = ["all", "trouble", "hand", "away"] as const;
export type Show = (typeof SHOWS)[number];

export function useStudents(): readonly Student[] {
  const people = useRoomPart((room) => room.people);
  const tiles = useRoomPart((room) => room.tiles);
  const hands = useRoomPart(({ classroom }) => classroom.hands);
  const progress = useRoomPart(({ classroom }) => classroom.progress);
  const [known] = useState(() => new Map<string, Student>());
  return useMemo(
    () =>
      [...people.values()]
        .filter(({ role }) => role === "student")
        .map((person, index) =>
          unlessSame(known, {
            person,
            number: index + 1,
            tile: tiles.get(person.id),
            progress: progress[person.id],
            hand: hands.find((hand) => hand.person === person.id),
          }),
        ),
    [known, people, tiles, hands, progress],
  );
}

/** The student as known before when nothing of them changed: of 200 tiles those alone are drawn anew that read differently. */
function unlessSame(known: Map<string, Student>, next: Student): Student {
  const { id } = next.person;
  const before = known.get(id);
  const isSame = before && (Object.keys(next) as (keyof Student)[]).every((part) => before[part] === next[part]);
  if (isSame) return before;
  known.set(id, next);
  return next;
}

const LATE = Number.POSITIVE_INFINITY;
const passedOf = ({ progress }: Student): number =>
  Object.values(progress?.steps ?? {}).filter(({ passed }) => passed !== undefined).length;

const ORDERS: { readonly [sort in Sort]: (left: Student, right: Student) => number } = {
  stuck: (left, right) => (left.tile?.problems[0]?.since ?? LATE) - (right.tile?.problems[0]?.since ?? LATE) || 0,
  hand: (left, right) => (left.hand?.since ?? LATE) - (right.hand?.since ?? LATE) || 0,
  progress: (left, right) => passedOf(left) - passedOf(right),
  name: (left, right) => left.person.nickname.localeCompare(right.person.nickname),
};

export function arranged(students: readonly Student[], sort: Sort, show: Show): readonly Student[] {
  const shown = students.filter(({ tile, hand, person }) => {
    if (show === "trouble") return (tile?.problems.length ?? 0) > 0;
    if (show === "hand") return hand !== undefined;
    return show === "all" || !person.online;
  });
  // Infinity less Infinity is no number: those without stay as they came.
  return shown.toSorted((left, right) => {
    const order = ORDERS[sort](left, right);
    return Number.isNaN(order) ? 0 : order;
  });
}

/** Students by the trouble they share, the largest group first. */
export function groupsOf(
  students: readonly Student[],
): readonly { readonly key: string; readonly students: readonly Student[] }[] {
  const groups = new Map<string, Student[]>();
  for (const student of students)
    for (const key of new Set(student.tile?.problems.map((problem) => problem.key)))
      groups.set(key, [...(groups.get(key) ?? []), student]);
  return [...groups]
    .map(([key, members]) => ({ key, students: members }))
    .sort((left, right) => right.students.length - left.students.length);
}
