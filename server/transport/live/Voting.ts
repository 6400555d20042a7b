/** A question's answers are shown by themselves once every student who is here has answered. */
import { isOpen } from "../../protocol/classroom/ClassState.ts";
import type { Room } from "../../rooms/Room.ts";
import type { ClassPages } from "./ClassPages.ts";

export class Voting {
  /** Questions whose end is being noted. */
  private readonly ending = new Set<string>();

  /** `mayReturn`: their page is gone, and may be back in a moment. */
  constructor(
    private readonly pages: ClassPages,
    private readonly mayReturn: (person: string) => boolean,
    private readonly report: (problem: string, error: unknown) => void,
  ) {}

  /** After a vote, and after whoever had not answered is gone. */
  lookAgain(): void {
    const { home } = this.pages;
    const open = home.classroom.state.questions.filter((asked) => isOpen(asked) && !this.ending.has(asked.id));
    if (open.length === 0 || home.stopped) return;
    const students = this.studentsHere(home);
    for (const { id, votes } of open) {
      if (students.length === 0 || !students.every((student) => Object.hasOwn(votes, student))) continue;
      this.ending.add(id);
      home
        .note({ type: "all-voted", id })
        .catch((error: unknown) => this.report("the end of a vote could not be noted", error))
        .finally(() => this.ending.delete(id));
    }
  }

  private studentsHere({ people }: Room): readonly string[] {
    const here = new Set([...this.pages.all()].map(({ personId }) => personId));
    const students = people.list().filter(({ role, id }) => role === "student" && (here.has(id) || this.mayReturn(id)));
    return students.map(({ id }) => id);
  }
}
