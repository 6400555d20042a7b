/** What a page is told of a room first, whichever way: by its line, or before there is one (roomsRest/roomRoutes.ts). */
import { visibleState } from "../protocol/classroom/visibility.ts";
import { type PersonView, PROTOCOL_VERSION, type ServerMessage } from "../protocol/messages.ts";
import { personView } from "../rooms/People.ts";
import type { Room } from "../rooms/Room.ts";
import type { PersonRecord } from "../rooms/StoragePort.ts";
import { answersOf } from "./KeptAnswers.ts";
import type { Member } from "./Member.ts";

export type Welcome = Extract<ServerMessage, { type: "welcome" }>;

/** The pages open in a class: its room's and its forks'. */
export type OpenPages = readonly { readonly members: Iterable<Member> }[];

export function welcomeOf(room: Room, person: PersonRecord, pages: OpenPages): Omit<Welcome, "resumed"> {
  return {
    type: "welcome",
    version: PROTOCOL_VERSION,
    you: viewOf(person, pages),
    room: room.view,
    people: room.people.list().map((one) => viewOf(one, pages)),
    clock: room.clock,
    activity: room.recentActivity,
    classroom: visibleState(room.classroom.state, { id: person.id, teaches: person.role === "instructor" }),
    epoch: room.record.epoch,
    answers: answersOf(room).id,
  };
}

/** A person with whether they are here and what they look at. */
export function viewOf(person: PersonRecord, pages: OpenPages): PersonView {
  let online = false;
  let looking: PersonView["looking"];
  for (const { members } of pages)
    for (const member of members) {
      if (member.personId !== person.id) continue;
      online = true;
      looking = member.looking ?? looking;
    }
  return personView(person, { online, ...(looking ? { looking } : {}) });
}
