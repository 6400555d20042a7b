/** The open pages of a class, in its room and in its forks, and whose they are. */
import type { Role, ServerMessage } from "../../protocol/messages.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { Member } from "../Member.ts";
import { LIVE_TEXTS } from "./texts.ts";

export class ClassPages {
  constructor(
    readonly home: Room,
    readonly all: () => Iterable<Member>,
  ) {}

  of(person: string): readonly Member[] {
    return [...this.all()].filter(({ personId }) => personId === person);
  }

  roleOf(person: string): Role | undefined {
    return this.home.people.find(person)?.role;
  }

  teaches({ personId }: Member): boolean {
    return this.roleOf(personId) === "instructor";
  }

  /** Throws a RoomError for whoever is no instructor. */
  needTeacher(member: Member): void {
    if (!this.teaches(member)) throw new RoomError("not-allowed", LIVE_TEXTS.teachers);
  }
}

/** Encodes once for all. Whoever does not read gets nothing now; `onMissed` is told when they read again. */
export function sendAll(pages: Iterable<Member>, message: ServerMessage, onMissed?: (page: Member) => void): void {
  let json: string | undefined;
  for (const page of pages) {
    if (!page.overloaded) page.sendEncoded((json ??= JSON.stringify(message)));
    else if (onMissed) page.whenDrained(() => onMissed(page));
  }
}

/** A set under a key, made when first added to. */
export function addTo<T>(sets: Map<string, Set<T>>, key: string, item: T): void {
  const set = sets.get(key);
  if (set) set.add(item);
  else sets.set(key, new Set([item]));
}

/** True when it was there; an empty set goes. */
export function removeFrom<T>(sets: Map<string, Set<T>>, key: string, item: T): boolean {
  const set = sets.get(key);
  const found = set?.delete(item) ?? false;
  if (set?.size === 0) sets.delete(key);
  return found;
}
