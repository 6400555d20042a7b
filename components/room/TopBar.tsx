"use client";
import { useTranslations } from "next-intl";
import type { Namespace } from "../../server/protocol/kubernetes/index.ts";
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Select } from "../ui/controls.tsx";
import { InviteButton } from "./InviteButton.tsx";
import { personColour } from "./personColours.ts";
import { useObjects, useRoom, useRoomView } from "./RoomContext.tsx";

export function TopBar({ roomId }: { readonly roomId: string }) {
  const t = useTranslations("room");
  const { room, people, you, phase } = useRoom();
  const { theme } = usePreferences();
  const { namespace, setNamespace } = useRoomView();
  const namespaces = useObjects<Namespace>("namespaces", true);
  const here = [...people.values()].filter(({ online }) => online);
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
      <a href="/" className="text-[14px] font-bold tracking-tight">
        Podroom
      </a>
      <span className="truncate text-[14px] text-soft max-sm:hidden">{room?.name}</span>
      <Select aria-label="namespace" value={namespace} onChange={(event) => setNamespace(event.target.value)} className="font-mono">
        <option value="">{t("allNamespaces")}</option>
        {!namespaces.some(({ metadata }) => metadata.name === namespace) && namespace !== "" && <option value={namespace}>{namespace}</option>}
        {namespaces.map(({ metadata }) => (
          <option key={metadata.uid}>{metadata.name}</option>
        ))}
      </Select>
      <span className="flex-1" />
      <ul className="flex -space-x-1.5" aria-label={t("who")}>
        {here.slice(0, 8).map((person) => (
          <li
            key={person.id}
            title={`${person.nickname}${person.id === you?.id ? ` (${t("you")})` : ""}${person.looking?.name ? ` → ${person.looking.name}` : ""}`}
            style={{ background: personColour(person.colour, theme) }}
            className="grid size-7 place-items-center rounded-full border-2 border-paper text-[11px] font-semibold text-paper"
          >
            {[...person.nickname].slice(0, 2).join("")}
          </li>
        ))}
        {here.length > 8 && <li className="grid size-7 place-items-center rounded-full border-2 border-paper bg-panel text-[11px]">+{here.length - 8}</li>}
      </ul>
      <span className={`flex items-center gap-1.5 text-[12px] max-sm:hidden ${phase === "live" ? "text-running" : "text-pending"}`}>
        <span aria-hidden className={`size-2 ${phase === "live" ? "rounded-full bg-running" : "bg-pending"}`} />
        {phase === "live" ? t("live") : "…"}
      </span>
      <InviteButton roomId={roomId} />
      <PreferenceButtons />
    </header>
  );
}
