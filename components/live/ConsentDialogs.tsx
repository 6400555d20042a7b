"use client";
/** What a student is asked for, to accept or not: their keyboard, their screen. Closing the dialog is a no. */
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { useAct } from "../classroom/useAct.ts";
import { useNames } from "../classroom/useNames.ts";
import { RequestRefused } from "../client/Requests.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

export function ConsentDialogs() {
  const t = useTranslations("live");
  const names = useNames();
  const act = useAct();
  const { live } = useConnection();
  const { locale } = usePreferences();
  const { viewport } = useFrame();
  const you = useRoomPart((room) => room.you?.id);
  const keyboard = useRoomPart((room) => room.live.keyboards.get(you ?? ""));
  const shown = useRoomPart(({ classroom }) => classroom.shown);
  if (keyboard?.state === "asked") {
    const name = names(keyboard.by);
    const phone = viewport === "phone";
    const give = (on: boolean): void =>
      void live
        .giveKeyboard(keyboard.by, on)
        .catch((error: unknown) => error instanceof RequestRefused && toast.error(error.text[locale]));
    return (
      <Consent
        title={t("keyboardAsk", { name })}
        lead={phone ? t("keyboardPhone") : t("keyboardAskLead", { name })}
        yes={phone ? undefined : t("give")}
        onAnswer={give}
      />
    );
  }
  if (shown && !shown.agreed && shown.person === you)
    return (
      <Consent
        title={t("showAsk", { name: names(shown.asker) })}
        lead={t("showAskLead")}
        yes={t("share")}
        onAnswer={(on) => void act({ type: "share-screen", on })}
      />
    );
  return null;
}

function Consent({
  title,
  lead,
  yes,
  onAnswer,
}: {
  readonly title: string;
  readonly lead: string;
  /** Undefined: it cannot be given here. */
  readonly yes: string | undefined;
  onAnswer(on: boolean): void;
}) {
  const t = useTranslations("live");
  return (
    <Modal open onOpenChange={(open) => !open && onAnswer(false)} title={title} lead={lead}>
      <div className="flex justify-end gap-2">
        <Button onClick={() => onAnswer(false)}>{t("decline")}</Button>
        {yes !== undefined && (
          <Button look="primary" onClick={() => onAnswer(true)}>
            {yes}
          </Button>
        )}
      </div>
    </Modal>
  );
}
