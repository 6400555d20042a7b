"use client";
import { useTranslations } from "next-intl";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Popover } from "../ui/Popover.tsx";
import { Avatar } from "./Avatar.tsx";
import { PeopleList } from "./PeopleList.tsx";
import { useRoomPart } from "./RoomContext.tsx";

const SHOWN = 5;

/** Who is here, as initials; a click shows the list. */
export function Here() {
  const t = useTranslations("room");
  const { theme } = usePreferences();
  const people = useRoomPart((room) => room.people);
  const you = useRoomPart((room) => room.you);
  const here = [...people.values()].filter(({ online }) => online);
  return (
    <Popover
      label={t("who")}
      trigger={
        <button type="button" data-testid="here" className="flex shrink-0 -space-x-1.5 rounded-full max-sm:hidden">
          <span className="sr-only">{t("who")}: </span>
          {here.slice(0, SHOWN).map(({ id, nickname, colour, looking }) => (
            <span
              key={id}
              title={`${nickname}${id === you?.id ? ` (${t("you")})` : ""}${looking?.name ? ` → ${looking.name}` : ""}`}
            >
              <Avatar nickname={nickname} colour={colour} theme={theme} />
              <span className="sr-only">{nickname}</span>
            </span>
          ))}
          {here.length > SHOWN && (
            <span className="grid size-7 place-items-center rounded-full border-2 border-paper bg-panel text-[12px]">
              +{here.length - SHOWN}
            </span>
          )}
        </button>
      }
    >
      <h2 className="mb-2 text-[12px] text-soft">{t("who")}</h2>
      <PeopleList />
    </Popover>
  );
}
