"use client";
/** Says that this is a dry run, and leads back to the lesson that is tried; the copy is thrown away then. */
import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { keptByTab } from "../client/kept.ts";
import { endTrial } from "../client/lessons.ts";
import { AuthoringTexts } from "../i18n/AuthoringTexts.tsx";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";

export function TrialBanner() {
  return (
    <AuthoringTexts>
      <Banner />
    </AuthoringTexts>
  );
}

function Banner() {
  const t = useTranslations("authoring");
  const { roomId } = useRoomView();
  const home = useRoomPart(({ room }) => room?.trialOf);
  const [busy, setBusy] = useState(false);
  if (home === undefined) return null;
  const leave = (): void => {
    setBusy(true);
    const lesson = keptByTab.read(`podroom:trial:${roomId}`);
    const back = `/room/${home}/lessons${lesson === null ? "" : `?lesson=${lesson}`}`;
    // What cannot be thrown away now is after a day.
    endTrial(home)
      .catch(() => undefined)
      .finally(() => location.assign(back));
  };
  return (
    <section
      aria-label={t("try")}
      data-testid="trial"
      className="flex shrink-0 flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b border-line bg-accent-soft px-3 py-1.5 text-[13px]"
    >
      <FlaskConical size={15} aria-hidden className="text-accent" />
      <span className="break-keep">{t("trial")}</span>
      <Button look="primary" className="h-7" disabled={busy} onClick={leave}>
        {t("endTrial")}
      </Button>
    </section>
  );
}
