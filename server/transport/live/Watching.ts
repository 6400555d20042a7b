/** Who looks at which student's screen. What the screen shows goes to them as it comes; nothing of it is kept. */
import { LIVE_LIMITS, type Sight } from "../../protocol/live.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { Member } from "../Member.ts";
import type { Along } from "./Along.ts";
import { addTo, type ClassPages, removeFrom, sendAll } from "./ClassPages.ts";
import { LIVE_TEXTS } from "./texts.ts";

export class Watching {
  /** Pages of instructors, by student. */
  private readonly watchers = new Map<string, Set<Member>>();
  private readonly numbers = new WeakMap<Member, number>();
  /** Students whose pages were told to say what they show. */
  private readonly reporting = new Set<string>();
  private lastNumber = 0;

  constructor(
    private readonly pages: ClassPages,
    private readonly along: () => Along,
  ) {}

  isWatching(member: Member, student: string): boolean {
    return this.watchers.get(student)?.has(member) ?? false;
  }

  watch(member: Member, student: string, on: boolean): void {
    if (!on) return this.stop(member, student);
    this.pages.needTeacher(member);
    if (this.pages.roleOf(student) !== "student") throw new RoomError("not-allowed", LIVE_TEXTS.students);
    if (this.pages.of(student).length === 0) throw new RoomError("not-allowed", LIVE_TEXTS.away);
    const watched = [...this.watchers.values()].filter((members) => members.has(member)).length;
    if (watched >= LIVE_LIMITS.watched && !this.isWatching(member, student))
      throw new RoomError("not-allowed", LIVE_TEXTS.tooMany);
    addTo(this.watchers, student, member);
    this.tell(student);
  }

  /** What a page shows goes to those who look at it; from a page nobody looks at it goes nowhere. */
  sight(member: Member, sight: Sight): void {
    const { personId: person } = member;
    const message = { type: "sight", person, page: this.numberOf(member), sight } as const;
    sendAll(this.audience(person), message, () => this.tell(person));
  }

  /** Tells a student's pages who looks at them, and whether to say what they show: all of it, from the beginning. */
  tell(student: string): void {
    const report = this.audience(student).size > 0;
    if (!report && !this.reporting.delete(student)) return;
    if (report) this.reporting.add(student);
    sendAll(this.pages.of(student), { type: "watched", by: this.watchersOf(student), report });
  }

  joined(member: Member): void {
    const { personId } = member;
    if (this.reporting.has(personId)) member.send({ type: "watched", by: this.watchersOf(personId), report: true });
  }

  /** The page looks at nobody any more. */
  stopAll(member: Member): void {
    for (const student of Array.from(this.watchers.keys())) this.stop(member, student);
  }

  left(member: Member): void {
    this.stopAll(member);
    const { personId: person } = member;
    if (this.reporting.has(person))
      sendAll(this.audience(person), { type: "sight-end", person, page: this.numberOf(member) });
  }

  /** Nobody looks at this student any more: they are away, or no student. */
  end(student: string): void {
    const watchers = this.watchers.get(student);
    if (!watchers) return;
    this.watchers.delete(student);
    sendAll(watchers, { type: "sight-end", person: student });
    this.tell(student);
  }

  private stop(member: Member, student: string): void {
    if (removeFrom(this.watchers, student, member)) this.tell(student);
  }

  /** Everybody who looks: instructors over the shoulder, and the class when the screen is shown. */
  private audience(student: string): ReadonlySet<Member> {
    const { shown } = this.pages.home.classroom.state;
    const watchers = this.watchers.get(student) ?? [];
    return new Set(
      shown?.agreed && shown.person === student ? [...watchers, ...this.along().pagesWith(student)] : watchers,
    );
  }

  private watchersOf(student: string): readonly string[] {
    return [...new Set([...(this.watchers.get(student) ?? [])].map(({ personId }) => personId))];
  }

  private numberOf(member: Member): number {
    const known = this.numbers.get(member);
    if (known !== undefined) return known;
    this.numbers.set(member, ++this.lastNumber);
    return this.lastNumber;
  }
}
