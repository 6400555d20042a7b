/** Pages of people who wait at the doors of rooms. They are told nothing of a room but whether they may come in, and keep none awake. */
import type { Socket } from "socket.io";
import type { BilingualText, ServerMessage, WaitingView } from "../protocol/messages.ts";
import type { Room } from "../rooms/Room.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";
import { isHeld } from "../rooms/waitingRoom.ts";
import { SERVER_EVENT } from "./preEncoded.ts";

interface Waiter {
  /** Ids: the room may sleep meanwhile. */
  readonly room: string;
  readonly person: string;
}

export class Waiters {
  private readonly pages = new Map<Socket, Waiter>();

  /** `onChange`: somebody came to a room's door, or their page went. */
  constructor(private readonly onChange: (room: string) => void) {}

  wait(socket: Socket, home: Room, { id, nickname }: PersonRecord): void {
    // The door stood open since.
    if (!isHeld(home)) return tell(socket, { type: "let-in" });
    this.pages.set(socket, { room: home.id, person: id });
    tell(socket, { type: "wait", nickname });
    this.onChange(home.id);
  }

  has(socket: Socket): boolean {
    return this.pages.has(socket);
  }

  left(socket: Socket): void {
    const waiter = this.pages.get(socket);
    if (!waiter) return;
    this.pages.delete(socket);
    this.onChange(waiter.room);
  }

  letIn(room: string, people: readonly string[]): void {
    for (const socket of this.take(room, people)) tell(socket, { type: "let-in" });
  }

  turnAway(room: string, people: readonly string[], text: BilingualText, code: "turned-away" | "bad-link"): void {
    for (const socket of this.take(room, people)) tell(socket, { type: "error", code, text });
  }

  /** There is no such room any more. */
  gone(room: string, text: BilingualText): void {
    const people = [...this.pages.values()].map(({ person }) => person);
    for (const socket of this.take(room, people)) tell(socket, { type: "error", code: "unknown-room", text });
  }

  /** Who is at a room's door, their pages open or not. */
  at(home: Room): readonly WaitingView[] {
    const here = new Set([...this.pages.values()].filter(({ room }) => room === home.id).map(({ person }) => person));
    return home.people.atDoor().map(({ id, nickname, role, joinedAt }) => ({
      id,
      nickname,
      role,
      since: joinedAt,
      online: here.has(id),
    }));
  }

  private take(id: string, people: readonly string[]): readonly Socket[] {
    const found = [...this.pages].filter(([, { room, person }]) => room === id && people.includes(person));
    for (const [socket] of found) this.pages.delete(socket);
    return found.map(([socket]) => socket);
  }
}

function tell(socket: Socket, message: ServerMessage): void {
  socket.emit(SERVER_EVENT, message);
}
