/** Keyboards that students gave to instructors: what these type goes to the terminal of the page that gave it. */
import type { KeyboardState } from "../../protocol/live.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { Member } from "../Member.ts";
import type { ClassPages } from "./ClassPages.ts";
import { LIVE_TEXTS } from "./texts.ts";

/** A command that was typed just before the end is still the instructor's, ms. */
const NAMED_FOR_MS = 10_000;

interface Held {
  readonly by: string;
  /** The instructor's page. */
  readonly typist: Member;
  /** The student's page; undefined until they agree. */
  readonly desk: Member | undefined;
}

export class Keyboards {
  /** By student. */
  private readonly held = new Map<string, Held>();
  /** Who typed last, and until when what comes may be theirs. */
  private readonly recent = new Map<string, { readonly by: string; readonly until: number }>();

  constructor(
    private readonly pages: ClassPages,
    private readonly isWatching: (member: Member, student: string) => boolean,
  ) {}

  ask(member: Member, student: string, on: boolean): void {
    const held = this.held.get(student);
    if (!on) {
      if (held?.typist === member) this.end(student);
      return;
    }
    this.pages.needTeacher(member);
    if (!this.isWatching(member, student)) throw new RoomError("not-allowed", LIVE_TEXTS.watchFirst);
    if (held) {
      if (held.typist === member) return;
      throw new RoomError("not-allowed", LIVE_TEXTS.taken);
    }
    this.held.set(student, { by: member.personId, typist: member, desk: undefined });
    this.tell(student);
  }

  /** The student's page answers, or takes the keyboard back. */
  give(member: Member, by: string, on: boolean): void {
    const student = member.personId;
    const held = this.held.get(student);
    if (!held || held.by !== by || (on && held.desk)) throw new RoomError("not-allowed", LIVE_TEXTS.notAsked);
    if (!on) return this.end(student);
    this.held.set(student, { ...held, desk: member });
    this.tell(student);
  }

  type(member: Member, student: string, data: string): void {
    const held = this.held.get(student);
    if (!held?.desk || held.typist !== member) throw new RoomError("not-allowed", LIVE_TEXTS.notGiven);
    if (!held.desk.overloaded) held.desk.send({ type: "keys", by: held.by, data });
  }

  end(student: string): void {
    const held = this.held.get(student);
    if (!held) return;
    this.held.delete(student);
    if (held.desk) this.recent.set(student, { by: held.by, until: performance.now() + NAMED_FOR_MS });
    this.tellOf(student, held, "ended");
  }

  joined(member: Member): void {
    const { personId: person } = member;
    const held = this.held.get(person);
    if (held) member.send({ type: "keyboard", person, by: held.by, state: held.desk ? "given" : "asked", here: false });
  }

  /** The page is gone, or does not look at the student any more. */
  left(member: Member, of?: string): void {
    for (const [student, { typist, desk }] of Array.from(this.held)) {
      if (of !== undefined && student !== of) continue;
      if (typist === member || desk === member) this.end(student);
    }
  }

  /** Who typed what a student's page says was typed by `claimed`: them, if they have or just had the keyboard. */
  typedBy(student: string, claimed: string): string | undefined {
    const held = this.held.get(student);
    if (held?.desk && held.by === claimed) return claimed;
    const recent = this.recent.get(student);
    return recent?.by === claimed && recent.until > performance.now() ? claimed : undefined;
  }

  private tell(student: string): void {
    const held = this.held.get(student);
    if (held) this.tellOf(student, held, held.desk ? "given" : "asked");
  }

  private tellOf(person: string, { by, typist, desk }: Held, state: KeyboardState): void {
    const message = { type: "keyboard", person, by, state } as const;
    typist.send(message);
    for (const page of this.pages.of(person)) page.send({ ...message, here: page === desk });
  }
}
