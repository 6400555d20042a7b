/** Which pages go along: with an instructor's view, or with a student's shown screen. */
import { isFor } from "../../protocol/classroom/ClassState.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { Member } from "../Member.ts";
import { addTo, type ClassPages, removeFrom, sendAll } from "./ClassPages.ts";
import { LIVE_TEXTS } from "./texts.ts";

/** Who goes along is told again after so long, ms: thirty pages come at once. */
const TELL_AFTER_MS = 100;

export class Along {
  /** By the person one goes along with. */
  private readonly along = new Map<string, Set<Member>>();
  /** Where those who lead are, for whoever comes late. */
  private readonly views = new Map<string, string>();
  private readonly untold = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pages: ClassPages,
    /** Other pages look at this student's screen. */
    private readonly onScreen: (student: string) => void,
  ) {}

  pagesWith(person: string): ReadonlySet<Member> {
    return this.along.get(person) ?? NONE;
  }

  lead({ personId }: Member, view: string): void {
    if (!this.leads(personId)) throw new RoomError("not-allowed", LIVE_TEXTS.notLeading);
    this.views.set(personId, view);
    sendAll(this.pagesWith(personId), { type: "led", by: personId, view }, (page) => this.tellView(page, personId));
  }

  go(member: Member, of: string, on: boolean): void {
    if (!on) return this.leave(member, of);
    if (!this.mayGo(member, of)) throw new RoomError("not-allowed", LIVE_TEXTS.notLed);
    addTo(this.along, of, member);
    this.touch(of);
    this.tellView(member, of);
  }

  /** Something changed of who leads or shows. */
  classChanged(): void {
    for (const [of, members] of this.along)
      for (const member of Array.from(members)) if (!this.mayGo(member, of)) this.leave(member, of);
    for (const by of this.views.keys()) if (!this.leads(by)) this.views.delete(by);
  }

  joined(member: Member): void {
    if (!this.pages.teaches(member)) return;
    for (const of of this.along.keys()) member.send({ type: "along", of, people: this.people(of) });
  }

  left(member: Member): void {
    for (const of of Array.from(this.along.keys())) this.leave(member, of);
  }

  private leave(member: Member, of: string): void {
    if (removeFrom(this.along, of, member)) this.touch(of);
  }

  private leads(person: string): boolean {
    return this.pages.home.classroom.state.leads.some(({ by }) => by === person);
  }

  private mayGo({ personId }: Member, of: string): boolean {
    const { leads, shown } = this.pages.home.classroom.state;
    if (personId === of || this.pages.roleOf(personId) === undefined) return false;
    return (shown?.person === of && shown.agreed) || leads.some(({ by, to }) => by === of && isFor(to, personId));
  }

  private tellView(member: Member, by: string): void {
    const view = this.views.get(by);
    if (view !== undefined) member.send({ type: "led", by, view });
  }

  private people(of: string): readonly string[] {
    return [...new Set([...this.pagesWith(of)].map(({ personId }) => personId))];
  }

  private touch(of: string): void {
    this.untold.add(of);
    this.timer ??= setTimeout(() => this.tell(), TELL_AFTER_MS).unref();
  }

  private tell(): void {
    this.timer = undefined;
    const teachers = [...this.pages.all()].filter((member) => this.pages.teaches(member));
    for (const of of this.untold) {
      sendAll(teachers, { type: "along", of, people: this.people(of) });
      if (this.pages.home.classroom.state.shown?.person === of) this.onScreen(of);
    }
    this.untold.clear();
  }
}

const NONE: ReadonlySet<Member> = new Set();
