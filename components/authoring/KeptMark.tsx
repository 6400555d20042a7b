"use client";
/** Where what is written is: a version, kept on the server, or here alone and why. */
import { CloudOff, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import type { Writing } from "./deskTypes.ts";
import { useWhen } from "./useWhen.ts";

export function KeptMark({ writing, isChanged }: { readonly writing: Writing; readonly isChanged: boolean }) {
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  const when = useWhen();
  const you = useRoomPart((snapshot) => snapshot.you);
  const { keeping, refusal, at, by, version, revision } = writing;
  const said = (): string => {
    if (refusal) return t("keptNot", { why: refusal.text[locale] });
    if (writing.other && writing.other.kind !== "version") return t("keptHere");
    if (keeping === "away") return t("keptHere");
    if (keeping === "sending") return t("keeping");
    if (!isChanged) return version > 0 ? t("version", { version }) : t("notBegun");
    if (revision === 0 || at === undefined) return t("keeping");
    return by === undefined || by === "" || by === you?.id
      ? t("keptAt", { at: when.time(at) })
      : t("keptBy", { at: when.time(at), name: when.name(by) });
  };
  const isHere = refusal !== undefined || keeping === "away";
  const Icon = refusal ? TriangleAlert : CloudOff;
  return (
    <span
      role="status"
      className={`inline-flex min-w-0 items-center gap-1 px-1 text-[12px] break-keep ${isHere ? "text-pending" : "text-soft"}`}
      data-testid="saved"
      data-keeping={keeping}
    >
      {isHere && <Icon size={14} aria-hidden className="shrink-0" />}
      {said()}
    </span>
  );
}
