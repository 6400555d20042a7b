"use client";
/** Everybody of the room: names, roles, muting, beginning anew for one, removal. */
import { MessageSquare, MessageSquareOff, MoreHorizontal, Pencil, RotateCcw, UserMinus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type PersonView, ROLES, type Role } from "../../server/protocol/messages.ts";
import { useAct } from "../classroom/useAct.ts";
import { changePerson, removePerson, resetClusters } from "../client/rooms.ts";
import { WaitingList } from "../door/WaitingList.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Avatar } from "../room/Avatar.tsx";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button, Input, Select } from "../ui/controls.tsx";
import { Menu } from "../ui/Menu.tsx";
import { useAttempt } from "./useAttempt.ts";
import { useSure } from "./useSure.tsx";

/** With more people than this one is looked for by name. */
const SEEN_AT_ONCE = 12;

export function PeopleSettings() {
  const t = useTranslations("settings");
  const { roomId } = useRoomView();
  const attempt = useAttempt();
  const [sure, question] = useSure();
  const people = useRoomPart((room) => room.people);
  const mode = useRoomPart(({ room, home }) => (home ?? room)?.mode);
  const [looked, setLooked] = useState("");
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const students = [...people.values()].filter(({ role }) => role === "student");
  const chosen = students.filter(({ id }) => picked.has(id));
  const choose = (id: string, on: boolean): void =>
    setPicked(new Set(on ? [...picked, id] : [...picked].filter((one) => one !== id)));
  const reset = async (): Promise<void> => {
    const who = chosen.map(({ nickname }) => nickname).join(", ");
    const ids = chosen.map(({ id }) => id);
    if (!(await sure(t("resetSure", { who })))) return;
    if (await attempt(() => resetClusters(roomId, ids), t("resetDone"))) setPicked(new Set());
  };
  const sorted = [...people.values()].sort(
    (left, right) =>
      ROLES.indexOf(left.role) - ROLES.indexOf(right.role) || left.nickname.localeCompare(right.nickname),
  );
  const wanted = looked.trim().toLowerCase();
  const shown = sorted.filter(({ nickname }) => nickname.toLowerCase().includes(wanted));
  return (
    <>
      <WaitingList />
      <p className="mb-2 text-[12px] text-soft">{t("people", { count: sorted.length })}</p>
      {sorted.length > SEEN_AT_ONCE && (
        <Input
          type="search"
          className="mb-2 w-full"
          aria-label={t("findPerson")}
          placeholder={t("findPerson")}
          value={looked}
          onChange={(event) => setLooked(event.target.value)}
        />
      )}
      {shown.length === 0 && <p className="text-soft">{t("nobodyFound")}</p>}
      {mode !== "shared" && students.length > 1 && (
        <p className="mb-1 flex min-h-8 flex-wrap items-center gap-2 text-[12px] text-soft">
          {chosen.length === 0 ? (
            t("chooseStudents")
          ) : (
            <Button look="danger" onClick={() => void reset()}>
              <RotateCcw size={14} aria-hidden />
              {t("resetChosen", { count: chosen.length })}
            </Button>
          )}
        </p>
      )}
      <ul className="flex flex-col">
        {shown.map((person) => (
          <Row
            key={person.id}
            person={person}
            {...(mode !== "shared" && students.length > 1 && person.role === "student"
              ? { chosen: picked.has(person.id), onChoose: (on: boolean) => choose(person.id, on) }
              : {})}
          />
        ))}
      </ul>
      {question}
    </>
  );
}

interface RowProps {
  readonly person: PersonView;
  /** Whether they are among those something is done to together; left out: they cannot be. */
  readonly chosen?: boolean;
  onChoose?(on: boolean): void;
}

function Row({ person, chosen, onChoose }: RowProps) {
  const t = useTranslations("settings");
  const room = useTranslations("room");
  const { theme } = usePreferences();
  const { roomId } = useRoomView();
  const act = useAct();
  const attempt = useAttempt();
  const [sure, question] = useSure();
  const [naming, setNaming] = useState<string>();
  const you = useRoomPart((snapshot) => snapshot.you?.id);
  const muted = useRoomPart(({ classroom }) => classroom.muted.includes(person.id));
  const mode = useRoomPart(({ room: here, home }) => (home ?? here)?.mode);
  const { id, nickname: name, role } = person;
  const remove = async (): Promise<void> => {
    if (await sure(t("removeSure", { name }))) await attempt(() => removePerson(roomId, id));
  };
  const reset = async (): Promise<void> => {
    if (await sure(t("resetSure", { who: name }))) await attempt(() => resetClusters(roomId, [id]), t("resetDone"));
  };
  const rename = async (): Promise<void> => {
    const nickname = naming?.trim() ?? "";
    if (nickname !== "" && nickname !== name) await attempt(() => changePerson(roomId, id, { nickname }), t("saved"));
    setNaming(undefined);
  };
  return (
    <li className="border-b border-line py-1.5 last:border-0" data-person={id}>
      <div className="flex items-center gap-2">
        {onChoose && (
          <input
            type="checkbox"
            aria-label={t("choose", { name })}
            checked={chosen ?? false}
            onChange={(event) => onChoose(event.target.checked)}
          />
        )}
        <Avatar nickname={name} colour={person.colour} theme={theme} />
        {naming === undefined ? (
          <span className="min-w-0 flex-1 truncate font-medium" title={name}>
            {name}
            {id === you && <span className="ml-1 text-[12px] font-normal text-faint">{room("you")}</span>}
          </span>
        ) : (
          <form
            className="flex min-w-0 flex-1 gap-1"
            onSubmit={(event) => {
              event.preventDefault();
              void rename();
            }}
          >
            <Input
              className="min-w-0 flex-1"
              aria-label={t("renameTo", { name })}
              value={naming}
              onChange={(event) => setNaming(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Escape") return;
                event.stopPropagation();
                setNaming(undefined);
              }}
            />
            <Button type="submit">{t("save")}</Button>
          </form>
        )}
        <span className={`text-[12px] max-sm:hidden ${person.online ? "text-running" : "text-faint"}`}>
          {t(person.online ? "online" : "away")}
        </span>
        <Select
          aria-label={t("role", { name })}
          value={role}
          onChange={(event) => void attempt(() => changePerson(roomId, id, { role: event.target.value as Role }))}
        >
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {room(one)}
            </option>
          ))}
        </Select>
        <Menu
          items={[
            { id: "rename", label: t("rename"), icon: Pencil, run: () => setNaming(name) },
            ...(role === "instructor"
              ? []
              : [
                  {
                    id: "mute",
                    label: t(muted ? "unmute" : "mute", { name }),
                    icon: muted ? MessageSquare : MessageSquareOff,
                    run: () => void act({ type: "mute", person: id, muted: !muted }),
                  },
                ]),
            ...(role === "student" && mode !== "shared"
              ? [{ id: "reset", label: t("resetOne"), icon: RotateCcw, danger: true, run: () => void reset() }]
              : []),
            ...(id === you
              ? []
              : [
                  {
                    id: "remove",
                    label: t("remove", { name }),
                    icon: UserMinus,
                    danger: true,
                    apart: true,
                    run: () => void remove(),
                  },
                ]),
          ]}
        >
          <Button look="quiet" aria-label={t("more", { name })}>
            <MoreHorizontal size={16} aria-hidden />
          </Button>
        </Menu>
      </div>
      {question}
    </li>
  );
}
