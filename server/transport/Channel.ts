/**
 * An open room's members: who is here, and the frames to each rights class. A change is encoded once for all classes, a
 * frame once for each; whoever is too slow gets no more frames until it asks for what it missed.
 */
import type { Server } from "socket.io";
import { EMPTY_CLASS } from "../protocol/classroom/ClassState.ts";
import { visibleEntry } from "../protocol/classroom/visibility.ts";
import {
  type BilingualText,
  type ClientMessage,
  type PersonView,
  PROTOCOL_VERSION,
  type ServerMessage,
  type WaitingView,
} from "../protocol/messages.ts";
import type { ClassStep } from "../rooms/Classroom.ts";
import { buildFrame, changeScope, type RoomFrame } from "../rooms/frames.ts";
import type { Room } from "../rooms/Room.ts";
import type { Rights } from "../rooms/rights.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";
import { changeText } from "./changeText.ts";
import { answersOf } from "./KeptAnswers.ts";
import type { Member } from "./Member.ts";
import type { Metrics } from "./metrics.ts";
import { PreEncoded, SERVER_EVENT } from "./preEncoded.ts";
import { rightsMark, statesOf } from "./States.ts";
import { viewOf, welcomeOf } from "./welcome.ts";

/** With more changes missed than this the whole state is sent. */
const MOST_MISSED = 2_000;

/** What a browser holds: a revision of an epoch, and by which rights (see `rightsMark`; left out by older pages). */
type Since = NonNullable<Extract<ClientMessage, { type: "join" }>["since"]>;

interface Group {
  readonly name: string;
  readonly rights: Rights;
  readonly members: Set<Member>;
  /** The revision the group's last frame ended with. */
  sentTo: number;
}

export class Channel {
  readonly members = new Set<Member>();
  private readonly groups = new Map<string, Group>();
  private readonly unsubscribe: () => void;
  private groupCount = 0;

  constructor(
    readonly room: Room,
    private readonly io: Server,
    private readonly options: {
      readonly metrics: Metrics;
      readonly onEmpty: () => void;
      /** The open channels of a class: its room's and its forks'. */
      readonly ofClass: (home: Room) => readonly Channel[];
      /** Who is at its door. */
      readonly waiting: (home: Room) => readonly WaitingView[];
    },
  ) {
    // What happens in a class happens in its room; whoever works in a fork of it hears of it there.
    const leaveClass = room.home.attend({
      onClass: (step) => this.tellOfClass(step),
      onRoom: (changed) => this.tellAll({ type: "room", room: changed }),
    });
    const leaveRoom = room.subscribe({
      onFrame: (frame) => this.broadcast(frame),
      onClock: (clock) => this.tellAll({ type: "clock", clock }),
      onStop: (text, failed) => {
        this.tellAll(failed ? { type: "error", code: "room-stopped", text } : { type: "goodbye", text });
        for (const member of Array.from(this.members)) this.remove(member);
      },
    });
    this.unsubscribe = () => {
      leaveClass();
      leaveRoom();
    };
  }

  get name(): string {
    return `room:${this.room.id}`;
  }

  /** Those who look on, apart from the room's people: they are told of no person. */
  private get onlookers(): string {
    return `embed:${this.room.id}`;
  }

  get onlookerCount(): number {
    let count = 0;
    for (const member of this.members) if (member.looksOn) count++;
    return count;
  }

  /** Takes a member in: welcome, then the state or what is missing of it, then frames. */
  async add(member: Member, person: PersonRecord, since: Since | undefined): Promise<void> {
    this.members.add(member);
    void member.socket.join(this.name);
    const { room } = this;
    const resumed = since !== undefined && this.resumes(member.rights, since);
    this.welcome(member, person, resumed);
    if (person.role === "instructor") member.send({ type: "waiting", people: this.options.waiting(room.home) });
    this.tellClass({ type: "person", person: this.personView(person) });
    await this.synchronize(member, resumed ? since.revision : undefined);
  }

  /** Whether a browser that holds this gets what it missed: it saw the same, and history reaches back. */
  resumes(rights: Rights, { epoch, revision, rights: mark }: Since): boolean {
    return (
      epoch === this.room.record.epoch &&
      (mark === undefined || mark === rightsMark(rights)) &&
      this.missed(revision) !== undefined
    );
  }

  /** Takes somebody in who looks on from another page: the cluster, and nothing of its people. */
  async addOnlooker(member: Member): Promise<void> {
    this.members.add(member);
    void member.socket.join(this.onlookers);
    this.welcomeOnlooker(member);
    await this.synchronize(member, undefined);
  }

  /** The pages a person has open here, the oldest first. */
  pagesOf(personId: string): readonly Member[] {
    return [...this.members].filter((member) => member.personId === personId);
  }

  /** Puts one page out. */
  drop(member: Member, why: BilingualText): void {
    member.error("removed", why);
    this.remove(member);
  }

  /** Ends all embedded views. */
  dropOnlookers(why: BilingualText): void {
    for (const member of Array.from(this.members)) {
      if (!member.looksOn) continue;
      member.error("bad-link", why);
      this.remove(member);
    }
  }

  private welcomeOnlooker(member: Member): void {
    const { room } = this;
    member.send({
      type: "welcome",
      version: PROTOCOL_VERSION,
      you: { id: "", nickname: "", colour: 0, role: "viewer", online: true },
      room: room.view,
      people: [],
      clock: room.clock,
      activity: [],
      classroom: EMPTY_CLASS,
      epoch: room.record.epoch,
      resumed: false,
      answers: answersOf(room).id,
    });
  }

  private welcome(member: Member, person: PersonRecord, resumed: boolean): void {
    const { room } = this;
    member.send({ ...welcomeOf(room, person, this.options.ofClass(room.home)), resumed });
  }

  remove(member: Member): void {
    if (!this.members.delete(member)) return;
    this.leaveGroup(member);
    void member.socket.leave(member.looksOn ? this.onlookers : this.name);
    for (const stop of member.follows.values()) stop();
    member.follows.clear();
    member.stopMonitor?.();
    member.onLeave?.();
    const person = this.room.people.find(member.personId);
    if (person) this.tellClass({ type: "person", person: this.personView(person) });
    this.endWhenEmpty();
  }

  /** Nobody is here, or came after all: the room is not listened to any more, and may go to sleep. */
  endWhenEmpty(): void {
    if (this.members.size > 0) return;
    this.unsubscribe();
    this.options.onEmpty();
  }

  /** Brings a member from `revision` (nothing: from the beginning) to now, and into its group. */
  async synchronize(member: Member, revision: number | undefined): Promise<void> {
    this.leaveGroup(member);
    let held = revision;
    // Each round sends what was missed while the one before was on its way.
    for (let done = false; !done && this.members.has(member); ) {
      if (held === undefined) {
        const state = await statesOf(this.room).of(member.rights);
        for (const part of state.parts) member.sendEncoded(part);
        held = state.revision;
      }
      const since = held;
      await this.room.observe(
        () => ({
          frame: this.missed(since),
          revision: this.room.cluster.store.revision,
          rights: this.rightsOf(member),
        }),
        ({ frame, revision: now, rights }) => {
          held = frame && rights.key === member.rights.key ? now : undefined;
          member.rights = rights;
          if (held === undefined || !frame || !this.members.has(member)) return;
          const json = encodeFrame(frame, rights, { from: since });
          if (json) member.sendEncoded(json);
          this.joinGroup(member, now);
          done = true;
        },
        member.personId,
      );
    }
  }

  private rightsOf(member: Member): Rights {
    return member.looksOn ? this.room.onlookerRights : this.room.rightsOf(member.personId);
  }

  /** Somebody moved on the screen, or came, or was renamed. */
  presence(personId: string): void {
    const person = this.room.people.find(personId);
    if (person) this.tellClass({ type: "person", person: this.personView(person) });
  }

  /** A person is out: their tabs here go. */
  dropPerson(personId: string, why: BilingualText, code: "removed" | "bad-link" = "removed"): void {
    for (const member of Array.from(this.members)) {
      if (member.personId !== personId) continue;
      member.error(code, why);
      this.remove(member);
    }
  }

  /** Who is at the door: instructors see them, whoever teaches no more sees nobody. */
  tellWaiting(people: readonly WaitingView[]): void {
    for (const member of this.members) {
      const role = this.room.people.find(member.personId)?.role;
      if (role) member.send({ type: "waiting", people: role === "instructor" ? people : [] });
    }
  }

  /** Instructors: what is written of lessons is other than it was. */
  tellShelf(): void {
    for (const member of this.members)
      if (this.room.people.find(member.personId)?.role === "instructor") member.send({ type: "shelf" });
  }

  /** A person teaches no more: their tabs are told nothing further of the students. */
  endMonitors(personId: string): void {
    for (const member of this.members) {
      if (member.personId !== personId) continue;
      member.stopMonitor?.();
      member.stopMonitor = undefined;
    }
  }

  tell(message: ServerMessage): void {
    this.io.to(this.name).emit(SERVER_EVENT, message);
  }

  /** Tells those too who only look on. */
  private tellAll(message: ServerMessage): void {
    this.io.to([this.name, this.onlookers]).emit(SERVER_EVENT, message);
  }

  /** Tells all of a class, in its room and in its forks. */
  private tellClass(message: ServerMessage): void {
    for (const channel of this.options.ofClass(this.room.home)) channel.tell(message);
  }

  private personView(person: PersonRecord): PersonView {
    return viewOf(person, this.options.ofClass(this.room.home));
  }

  private tellOfClass({ entry, before }: ClassStep): void {
    for (const member of this.members) {
      const person = this.room.people.find(member.personId);
      if (!person) continue;
      const seen = visibleEntry(entry, { id: person.id, teaches: person.role === "instructor" }, before);
      if (seen) member.send({ type: "class", entry: seen });
    }
  }

  private broadcast(frame: RoomFrame): void {
    if (frame.rightsChanged) this.regroup();
    const encoded: string[] = [];
    const told = frame.activity.length > 0 ? JSON.stringify(frame.activity) : undefined;
    const activity = told && `{"type":"activity","items":${told}}`;
    // Whose state is on its way gets no frame now; one that was too slow is welcomed with what it missed.
    if (activity)
      for (const member of this.members)
        if (!member.group && member.socket.rooms.has(this.name)) member.sendEncoded(activity);
    for (const group of this.groups.values()) {
      const { anonymous } = group.rights;
      const said = anonymous ? {} : { told };
      const changes = encodeFrame(frame, group.rights, { from: group.sentTo, ...said }, encoded);
      const json = changes ?? (anonymous ? undefined : activity);
      if (!json) continue;
      if (changes) group.sentTo = frame.to;
      this.io.to(group.name).emit(SERVER_EVENT, new PreEncoded(json));
      this.options.metrics.frames.inc();
      this.options.metrics.frameBytes.inc(json.length * group.members.size);
      for (const member of group.members) if (member.sent(json.length)) this.tooSlow(member);
    }
  }

  private tooSlow(member: Member): void {
    this.leaveGroup(member);
    void member.socket.leave(member.looksOn ? this.onlookers : this.name);
    this.options.metrics.slowClients.inc();
    member.whenDrained(() => {
      if (member.looksOn && this.members.has(member)) {
        void member.socket.join(this.onlookers);
        return member.send({ type: "resync" });
      }
      const person = this.room.people.find(member.personId);
      if (!person || !this.members.has(member)) return;
      void member.socket.join(this.name);
      this.welcome(member, person, true);
      member.send({ type: "resync" });
    });
  }

  /** Members whose rights are others now get the state that goes with them. */
  regroup(): void {
    for (const member of this.members) {
      if (member.group === undefined) continue;
      const rights = this.rightsOf(member);
      if (rights.key === member.rights.key) continue;
      member.rights = rights;
      this.synchronize(member, undefined).catch(() => this.remove(member));
    }
  }

  private joinGroup(member: Member, revision: number): void {
    let group = this.groups.get(member.rights.key);
    if (!group) {
      group = {
        name: `${this.name}/${++this.groupCount}`,
        rights: member.rights,
        members: new Set(),
        sentTo: revision,
      };
      this.groups.set(member.rights.key, group);
    }
    group.members.add(member);
    member.group = member.rights.key;
    void member.socket.join(group.name);
  }

  private leaveGroup(member: Member): void {
    if (member.group === undefined) return;
    const group = this.groups.get(member.group);
    member.group = undefined;
    if (!group) return;
    group.members.delete(member);
    void member.socket.leave(group.name);
    if (group.members.size === 0) this.groups.delete(group.rights.key);
  }

  /** What changed since `revision`; undefined when history does not reach back, or too much did. */
  private missed(revision: number): RoomFrame | undefined {
    const { store, runtime } = this.room.cluster;
    if (revision > store.revision) return undefined;
    const events = store.history.since(revision);
    if (!events || events.length > MOST_MISSED) return undefined;
    const frame = buildFrame(events, revision);
    return { ...frame, to: store.revision, time: runtime.now };
  }
}

/** The frame as a class sees it; undefined when it sees no change of it. `encoded` keeps changes' texts from class to class. */
function encodeFrame(
  frame: RoomFrame,
  rights: Rights,
  { from, told }: { readonly from: number; readonly told?: string | undefined },
  encoded: string[] = [],
): string | undefined {
  let changes = "";
  frame.changes.forEach((change, index) => {
    const { resource, namespace } = changeScope(change);
    if (!rights.maySee(resource, namespace)) return;
    const text = (encoded[index] ??= changeText(change));
    changes += changes ? `,${text}` : text;
  });
  if (!changes) return undefined;
  const activity = told === undefined ? "" : `,"activity":${told}`;
  return `{"type":"frame","from":${from},"to":${frame.to},"time":${frame.time},"changes":[${changes}]${activity}}`;
}
