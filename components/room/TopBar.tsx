"use client";
import { useTranslations } from "next-intl";
import type { Namespace } from "../../server/protocol/kubernetes/index.ts";
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Select } from "../ui/controls.tsx";
import { Avatar } from "./Avatar.tsx";
import { InviteButton } from "./InviteButton.tsx";
import { useObjects, useRoom, useRoomView } from "./RoomContext.tsx";

const SHOWN = 8;

export function TopBar({ roomId }: { readonly roomId: string }) {
  const t = useTranslations("room");
  const { room, people, you, phase } = useRoom();
  const { theme } = usePreferences();
  const { namespace, setNamespace } = useRoomView();
  const namespaces = useObjects<Namespace>("namespaces", true);
  const here = [...people.values()].filter(({ online }) => online);
  const live = phase === "live";
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4 max-sm:gap-1 max-sm:px-3">
      <a href="/" className="shrink-0 text-[14px] font-bold tracking-tight">
        Podroom
      </a>
      <span className="min-w-0 truncate text-[14px] text-soft max-sm:hidden" title={room?.name}>
        {room?.name}
      </span>
      <Select
        aria-label={t("namespace")}
        data-testid="namespace"
        value={namespace}
        onChange={(event) => setNamespace(event.target.value)}
        className={`min-w-0 max-w-48 max-sm:ml-1 ${namespace === "" ? "" : "font-mono"}`}
      >
        <option value="">{t("allNamespaces")}</option>
        {!namespaces.some(({ metadata }) => metadata.name === namespace) && namespace !== "" && (
          <option value={namespace}>{namespace}</option>
        )}
        {namespaces.map(({ metadata }) => (
          <option key={metadata.uid} value={metadata.name}>
            {metadata.name}
          </option>
        ))}
      </Select>
      <span className="flex-1" />
      <span
        className={`flex shrink-0 items-center gap-1.5 text-[12px] max-sm:hidden ${live ? "text-running" : "text-pending"}`}
        title={live ? undefined : t(phase)}
      >
        <span aria-hidden className={`size-2 ${live ? "rounded-full bg-running" : "border border-pending"}`} />
        <span className="max-md:sr-only">{live ? t("live") : t("offline")}</span>
      </span>
      <ul className="flex -space-x-1.5 max-sm:hidden" aria-label={t("who")} data-testid="here">
        {here.slice(0, SHOWN).map(({ id, nickname, colour, looking }) => {
          const who = `${nickname}${id === you?.id ? ` (${t("you")})` : ""}${looking?.name ? ` → ${looking.name}` : ""}`;
          return (
            <li key={id} title={who}>
              <Avatar nickname={nickname} colour={colour} theme={theme} />
              <span className="sr-only">{who}</span>
            </li>
          );
        })}
        {here.length > SHOWN && (
          <li className="grid size-7 place-items-center rounded-full border-2 border-paper bg-panel text-[12px]">
            +{here.length - SHOWN}
          </li>
        )}
      </ul>
      <InviteButton roomId={roomId} />
      <PreferenceButtons />
    </header>
  );
}
