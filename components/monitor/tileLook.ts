/** The colour at a tile's edge: in trouble, here, or away. */
import type { Student } from "./useStudents.ts";

export function edgeOf({ tile, person }: Pick<Student, "tile" | "person">): string {
  if ((tile?.problems.length ?? 0) > 0) return "border-l-failing";
  return person.online ? "border-l-running" : "border-l-line-strong";
}
