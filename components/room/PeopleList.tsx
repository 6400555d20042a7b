"use client";
import { Hand } from "lucide-react";
import { useTranslations } from "next-intl";
import { WaitingList } from "../door/WaitingList.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Avatar } from "./Avatar.tsx";
import { useRoom, useRoomView } from "./RoomContext.tsx";

/** Who is here, and what each looks at: a click goes there. */
export function PeopleList() {
  const t = useTranslations("room");
  const classTexts = useTranslations("classroom");
  const { theme } = usePreferences();
  const { people, you, classroom } = useRoom();
  const raised = new Set(classroom.hands.map(({ person }) => person));
  const { select } = useRoomView();
  const here = [...people.values()].filter(({ online }) => online);
  return (
    <>
      <WaitingList />
      <ul className="flex flex-col gap-1.5" data-testid="people">
        {here.map(({ id, nickname, colour, role, looking }) => (
          <li key={id} className="flex min-w-0 items-center gap-2 text-[13px]">
            <Avatar nickname={nickname} colour={colour} theme={theme} />
            <span className="min-w-0 truncate font-medium" title={nickname}>
              {nickname}
            </span>
            {raised.has(id) && <Hand size={14} className="shrink-0 text-accent" aria-label={classTexts("handIsUp")} />}
            <span className="shrink-0 text-[12px] text-faint">{id === you?.id ? t("you") : t(role)}</span>
            {looking?.resource && looking.name && id !== you?.id && (
              <button
                type="button"
                className="ml-auto min-w-0 truncate rounded font-mono text-[12px] text-soft hover:text-accent"
                title={looking.name}
                onClick={() =>
                  select({
                    resource: looking.resource ?? "",
                    namespace: looking.namespace ?? "",
                    name: looking.name ?? "",
                  })
                }
              >
                → {looking.name}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
