"use client";
/** A new link for instructors who lost theirs. It is made when one is sure, and shown once. */
import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AdminRoom } from "../../server/protocol/admin.ts";
import { newInstructorLink } from "../client/admin.ts";
import { problemText, RoomProblem } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { useCopy } from "../ui/useCopy.ts";

export interface LinkDialogProps {
  readonly room: AdminRoom;
  onFailed(error: unknown): void;
  onClose(): void;
}

export function LinkDialog({ room, onFailed, onClose }: LinkDialogProps) {
  const t = useTranslations("admin.link");
  const common = useTranslations("common");
  const { locale } = usePreferences();
  const copy = useCopy();
  const [link, setLink] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const make = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      setLink((await newInstructorLink(room.id)).link);
      setProblem(undefined);
    } catch (error) {
      setProblem(error);
      if (error instanceof RoomProblem && error.status === 401) onFailed(error);
    }
    setBusy(false);
  };
  return (
    <Modal open onOpenChange={onClose} title={t("title")} lead={t("lead", { name: room.name || room.id })}>
      <ul className="list-disc space-y-1 pl-5 text-[13px]">
        <li className="break-keep">{t("visible")}</li>
        <li className="break-keep">{t("old")}</li>
      </ul>
      {problem !== undefined && (
        <p role="alert" className="mt-3 text-[13px] break-keep text-failing">
          {t("failed", { reason: problemText(problem, locale) })}
        </p>
      )}
      {link && (
        <div role="status" className="mt-4 rounded-control bg-panel px-3 py-2">
          <p className="text-[12px] text-soft">{t("made")}</p>
          <p className="mt-1 font-mono text-[12px] break-all select-all" data-testid="operator-link">
            {link}
          </p>
        </div>
      )}
      <div className="mt-4 flex justify-end gap-2">
        {link ? (
          <>
            <Button onClick={onClose}>{t("done")}</Button>
            <Button look="primary" onClick={() => copy(link)}>
              <Copy size={14} aria-hidden />
              {t("copy")}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{common("cancel")}</Button>
            <Button look="primary" aria-disabled={busy} onClick={() => void make()}>
              {t(busy ? "making" : "make")}
            </Button>
          </>
        )}
      </div>
    </Modal>
  );
}
