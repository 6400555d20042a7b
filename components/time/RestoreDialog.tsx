"use client";
/** Puts the cluster back to a moment, after a question. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { problemText, restoreRoom } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { useMoments } from "./useMoments.ts";
import { useMomentText } from "./useMomentText.ts";

export function RestoreDialog({ time, onClose }: { readonly time: number; onClose(): void }) {
  const t = useTranslations("time");
  const { locale } = usePreferences();
  const connection = useConnection();
  const momentText = useMomentText();
  const { toNow } = useMoments();
  const [busy, setBusy] = useState(false);
  const restore = async (): Promise<void> => {
    setBusy(true);
    try {
      await restoreRoom(connection.roomId, time);
      toast.success(t("restoredNow", { time: momentText(time) }));
      onClose();
      toNow();
    } catch (error) {
      toast.error(problemText(error, locale));
      setBusy(false);
    }
  };
  return (
    <Modal open onOpenChange={onClose} title={t("restoreTitle")} lead={t("restoreLead", { time: momentText(time) })}>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button look="danger" disabled={busy} onClick={() => void restore()}>
          {t("restoreDo")}
        </Button>
      </div>
    </Modal>
  );
}
