"use client";
/** The students, large or small, in the order and of the kind that is asked for. */
import { SmallTile } from "./SmallTile.tsx";
import { StudentTile } from "./StudentTile.tsx";
import { isSmall, type MonitorView } from "./useMonitorView.ts";
import { arranged, type Student } from "./useStudents.ts";

export interface TilesProps {
  readonly students: readonly Student[];
  readonly view: MonitorView;
  /** Who wrote something nobody answered yet. */
  readonly writing: ReadonlySet<string>;
  onWatch(person: string | undefined): void;
}

export function Tiles({ students, view, writing, onWatch }: TilesProps) {
  const { sort, show, projector, watched } = view;
  const small = isSmall(view, students.length);
  const Tile = small ? SmallTile : StudentTile;
  return (
    <ul
      className={`grid ${small ? "grid-cols-[repeat(auto-fill,minmax(96px,1fr))] gap-1" : "grid-cols-[repeat(auto-fill,minmax(min(100%,230px),1fr))] gap-2"}`}
    >
      {arranged(students, sort, show).map((student) => (
        <li key={student.person.id} className="min-w-0">
          <Tile
            student={student}
            hidden={projector}
            watched={student.person.id === watched}
            writes={writing.has(student.person.id)}
            onWatch={onWatch}
          />
        </li>
      ))}
    </ul>
  );
}
