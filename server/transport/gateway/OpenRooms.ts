/**
 * The rooms that pages are open in: their channels, what passes at the moment in their classes, and who is at their doors.
 * What the rest of the server tells pages, it tells them here.
 */
import type { Server } from "socket.io";
import type { BilingualText, WaitingView } from "../../protocol/messages.ts";
import type { Room } from "../../rooms/Room.ts";
import type { PersonRecord } from "../../rooms/StoragePort.ts";
import { isHeld } from "../../rooms/waitingRoom.ts";
import { Channel } from "../Channel.ts";
import { mayEnter } from "../entering.ts";
import { LiveClass } from "../live/LiveClass.ts";
import type { Member } from "../Member.ts";
import type { Metrics } from "../metrics.ts";
import { Waiters } from "../Waiters.ts";
import { type Welcome, welcomeOf } from "../welcome.ts";
import { TEXTS } from "./texts.ts";

export interface OpenRoomsOptions {
  readonly metrics: () => Metrics;
  readonly report: (room: string, problem: string, error: unknown) => void;
  readonly awayMs: number;
}

export class OpenRooms {
  /** Pages of people at the door. */
  readonly waiters = new Waiters((id) => this.tellWaiting(id));
  private readonly channels = new Map<string, Channel>();
  private readonly classes = new WeakMap<Room, LiveClass>();

  constructor(
    private readonly io: Server,
    private readonly options: OpenRoomsOptions,
  ) {}

  /** The channel of a room that somebody has open. */
  channel(roomId: string): Channel | undefined {
    return this.channels.get(roomId);
  }

  /** The room's channel, opened when there is none. */
  channelOf(room: Room): Channel {
    const known = this.channels.get(room.id);
    if (known && known.room === room) return known;
    const channel: Channel = new Channel(room, this.io, {
      metrics: this.options.metrics(),
      ofClass: (home) => this.channelsOf(home),
      waiting: (home) => this.waitingAt(home),
      onEmpty: () => {
        if (this.channels.get(room.id) === channel) this.channels.delete(room.id);
      },
    });
    this.channels.set(room.id, channel);
    return channel;
  }

  /** The open channels of a room's class: its room's and its forks'. */
  channelsOf({ home }: Room): readonly Channel[] {
    return [...this.channels.values()].filter((channel) => channel.room.home === home);
  }

  /** What passes at the moment in a class. */
  liveClass(home: Room): LiveClass {
    let live = this.classes.get(home);
    if (!live) {
      live = new LiveClass({
        home,
        pages: () => this.membersOf(home),
        awayMs: this.options.awayMs,
        report: (problem, error) => this.options.report(home.id, problem, error),
      });
      this.classes.set(home, live);
    }
    return live;
  }

  /** What a page of the person's is told of the room first. */
  welcome(room: Room, person: PersonRecord): Welcome {
    return { ...welcomeOf(room, person, this.channelsOf(room)), resumed: false };
  }

  /** Who typed a request of this person's that is said to be typed by `claimed`; undefined: they themselves. */
  typedBy(room: Room, personId: string, claimed: string): string | undefined {
    return this.classes.get(room.home)?.typedBy(personId, claimed);
  }

  /** Somebody may see other things from now on, in forks too. */
  roleChanged(room: Room, personId: string): void {
    const person = room.people.find(personId);
    for (const channel of this.channelsOf(room)) {
      if (person?.role !== "instructor") channel.endMonitors(personId);
      if (person && !mayEnter(channel.room.record, person)) channel.dropPerson(personId, TEXTS.elsewhere);
      channel.regroup();
    }
    this.channel(room.home.id)?.presence(personId);
    this.tellWaiting(room.home.id);
    this.classes.get(room.home)?.lookAgain(personId);
  }

  /** A person is out of the room: all their tabs go, in its forks too. */
  expel(room: Room, personId: string, why: BilingualText, code?: "removed" | "bad-link"): void {
    const channels = this.channelsOf(room);
    for (const channel of channels) channel.dropPerson(personId, why, code);
    for (const channel of channels) channel.tell({ type: "person-gone", id: personId });
    this.classes.get(room.home)?.lookAgain(personId);
  }

  /** Some were let in, or the door stands open: their pages may try it. */
  letIn(home: Room, people: readonly string[]): void {
    this.waiters.letIn(home.id, people);
    this.tellWaiting(home.id);
  }

  /** Some do not come in, or not by this link. */
  turnAway(home: Room, people: readonly string[], why: BilingualText, code: "turned-away" | "bad-link"): void {
    this.waiters.turnAway(home.id, people, why, code);
    this.tellWaiting(home.id);
  }

  /** Where nobody has to wait any more, whoever does is told to come in. */
  doorChanged(home: Room): void {
    if (isHeld(home)) return;
    this.letIn(
      home,
      home.people.atDoor().map(({ id }) => id),
    );
  }

  /** Who is at the door, as instructors see it. */
  waitingAt(home: Room): readonly WaitingView[] {
    return this.waiters.at(home);
  }

  /** Tells instructors who is at the door; others are told of nobody. */
  tellWaiting(roomId: string): void {
    const channels = [...this.channels.values()].filter(({ room }) => room.home.id === roomId);
    for (const channel of channels) channel.tellWaiting(this.waitingAt(channel.room.home));
  }

  private *membersOf(home: Room): Iterable<Member> {
    for (const channel of this.channelsOf(home)) yield* channel.members;
  }
}
