"use client";
import { usePreferences } from "../../i18n/Preferences.tsx";
import { useCauses } from "../../room/history/useHistory.ts";
import { personColour } from "../../room/personColours.ts";
import { useRoomPart } from "../../room/RoomContext.tsx";

/** Whose an object is: the person behind its last change. */
export function HolderPerson({ uid }: { readonly uid: string }) {
  const { theme } = usePreferences();
  const causes = useRoomPart(({ cluster }) => cluster.causes);
  const person = useCauses()(causes.get(uid) ?? 0)?.person;
  if (!person) return null;
  return (
    <span className="flex items-center gap-1">
      <span aria-hidden className="size-2 rounded-full" style={{ background: personColour(person.colour, theme) }} />
      {person.nickname}
    </span>
  );
}
