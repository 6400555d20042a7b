"use client";
/** One's own results as files. */
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { ownResultsFile } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomView } from "../room/RoomContext.tsx";
import { FileLink } from "../ui/FileLink.tsx";

export function OwnResults() {
  const t = useTranslations("results");
  const { locale } = usePreferences();
  const { roomId } = useRoomView();
  return (
    <section className="mt-6" aria-label={t("ownTitle")}>
      <p className="text-[12px] text-soft">{t("ownLead")}</p>
      <div className="mt-2 flex gap-2">
        {(["csv", "json"] as const).map((kind) => (
          <FileLink key={kind} href={ownResultsFile(roomId, kind, locale)}>
            <Download size={14} aria-hidden />
            {t(kind)}
          </FileLink>
        ))}
      </div>
    </section>
  );
}
