"use client";
import type { Question } from "../../server/protocol/classroom/ClassState.ts";
import { homeNamespace } from "../../server/protocol/ownNamespace.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import type { Selection } from "../room/view.ts";
import { outcomeOf, podIn, summed } from "./outcome.ts";

/** What a question is about, for whoever looks: where its namespace is left open, in their own. */
export function useAbout({ about }: Question): Selection | undefined {
  const namespace = useRoomPart(({ room, you }) => (room && you ? homeNamespace(room.mode, you) : "default"));
  const at = about && { ...about, namespace: about.namespace || namespace };
  const isThere = useRoomPart(({ cluster }) => at !== undefined && podIn(cluster, at.namespace, at.name) !== undefined);
  return isThere ? at : undefined;
}

/** What came of it where one looks; undefined while the cluster does not tell. */
export function useOwnOutcome({ answers }: Question, at: Selection | undefined): string | undefined {
  return useRoomPart(({ cluster }) => at && outcomeOf(answers, podIn(cluster, at.namespace, at.name)));
}

/** What came of it with everybody, in a line; "" while the cluster does not tell. */
export function useOutcomes({ about, answers }: Question): string {
  return useRoomPart(({ room, people, cluster }) => {
    if (!about || !room) return "";
    const students = [...people.values()].filter(({ role }) => role === "student");
    const places = about.namespace ? [about.namespace] : students.map((person) => homeNamespace(room.mode, person));
    const found = [...new Set(places)].flatMap((place) => outcomeOf(answers, podIn(cluster, place, about.name)) ?? []);
    return summed(found);
  });
}
