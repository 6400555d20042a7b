/**
 * What passes between the pages of a class at the moment: following, looking over a shoulder, another's keyboard, a shown
 * screen. Who may is decided here for each message; nothing said is kept beyond what whoever comes late must know.
 */
import type { LiveRequest } from "../../protocol/liveMessages.ts";
import type { Room } from "../../rooms/Room.ts";
import type { Member } from "../Member.ts";
import { Along } from "./Along.ts";
import { ClassPages } from "./ClassPages.ts";
import { Keyboards } from "./Keyboards.ts";
import { Voting } from "./Voting.ts";
import { Watching } from "./Watching.ts";

/** How long somebody may be away before what they lead or show ends: a reload, a broken line, a server started anew, ms. */
export const AWAY_MS = 10_000;

export interface LiveClassOptions {
  readonly home: Room;
  /** Its open pages, those in forks too. */
  readonly pages: () => Iterable<Member>;
  readonly awayMs: number;
  readonly report: (problem: string, error: unknown) => void;
}

export class LiveClass {
  private readonly pages: ClassPages;
  private readonly along: Along;
  private readonly watching: Watching;
  private readonly keyboards: Keyboards;
  private readonly voting: Voting;
  private readonly leaving = new Map<string, NodeJS.Timeout>();

  constructor(private readonly options: LiveClassOptions) {
    const { home } = options;
    this.pages = new ClassPages(home, options.pages);
    this.watching = new Watching(this.pages, () => this.along);
    this.along = new Along(this.pages, (student) => this.watching.tell(student));
    this.keyboards = new Keyboards(this.pages, (member, student) => this.watching.isWatching(member, student));
    // After a server started anew all may be on their way back.
    const returning = new Set(home.people.list().map(({ id }) => id));
    setTimeout(() => {
      returning.clear();
      this.voting.lookAgain();
    }, options.awayMs).unref();
    const mayReturn = (person: string): boolean => returning.has(person) || this.leaving.has(person);
    this.voting = new Voting(this.pages, mayReturn, options.report);
    home.attend({
      onClass: ({ entry, before }) => {
        if (entry.action.type === "vote") this.voting.lookAgain();
        const { shown } = home.classroom.state;
        if (before.shown === shown && before.leads === home.classroom.state.leads) return;
        this.along.classChanged();
        for (const screen of new Set([before.shown?.person, shown?.person])) if (screen) this.watching.tell(screen);
        this.expectThose();
      },
    });
    this.expectThose();
  }

  /** Throws a RoomError ("not-allowed") for what they may not. */
  hear(member: Member, message: LiveRequest): void {
    switch (message.type) {
      case "lead":
        return this.along.lead(member, message.view);
      case "go-along":
        return this.along.go(member, message.of, message.on);
      case "watch":
        this.watching.watch(member, message.person, message.on);
        if (!message.on) this.keyboards.left(member, message.person);
        return;
      case "sight":
        return this.watching.sight(member, message.sight);
      case "ask-keyboard":
        return this.keyboards.ask(member, message.person, message.on);
      case "give-keyboard":
        return this.keyboards.give(member, message.by, message.on);
      case "type":
        return this.keyboards.type(member, message.person, message.data);
    }
  }

  joined(member: Member): void {
    clearTimeout(this.leaving.get(member.personId));
    this.leaving.delete(member.personId);
    this.along.joined(member);
    this.watching.joined(member);
    this.keyboards.joined(member);
  }

  left(member: Member): void {
    this.along.left(member);
    this.keyboards.left(member);
    this.watching.left(member);
    if (this.pages.of(member.personId).length === 0) this.expect(member.personId);
  }

  /** Somebody has another role, or is out: what they may not any more ends now. */
  lookAgain(person: string): void {
    const role = this.pages.roleOf(person);
    if (role !== "student") {
      this.watching.end(person);
      this.keyboards.end(person);
    }
    if (role !== "instructor")
      for (const page of this.pages.of(person)) {
        this.watching.stopAll(page);
        this.keyboards.left(page);
      }
    this.along.classChanged();
    const { leads, shown } = this.options.home.classroom.state;
    const mayNot =
      (role !== "instructor" && (leads.some(({ by }) => by === person) || shown?.asker === person)) ||
      (role !== "student" && shown?.person === person);
    if (mayNot) this.away(person);
    this.voting.lookAgain();
  }

  /** See Keyboards.typedBy. */
  typedBy(student: string, claimed: string): string | undefined {
    return this.keyboards.typedBy(student, claimed);
  }

  /** Those who lead or show come back soon, or it ends: after a crash they may never. */
  private expectThose(): void {
    const { leads, shown } = this.options.home.classroom.state;
    for (const person of [...leads.map(({ by }) => by), ...(shown ? [shown.person, shown.asker] : [])])
      if (this.pages.of(person).length === 0) this.expect(person);
  }

  private expect(person: string): void {
    if (this.leaving.has(person)) return;
    const timer = setTimeout(() => {
      this.leaving.delete(person);
      if (this.pages.of(person).length > 0) return;
      this.away(person);
      this.voting.lookAgain();
    }, this.options.awayMs);
    this.leaving.set(person, timer.unref());
  }

  private away(person: string): void {
    const { home, report } = this.options;
    this.watching.end(person);
    this.keyboards.end(person);
    const { leads, shown } = home.classroom.state;
    const holds = leads.some(({ by }) => by === person) || shown?.person === person || shown?.asker === person;
    if (holds && !home.stopped)
      home.note({ type: "away", person }).catch((error: unknown) => report("an absence could not be noted", error));
  }
}
