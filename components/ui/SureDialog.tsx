"use client";
/** Asks once more before something that cannot be taken back. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "./controls.tsx";
import { Modal } from "./Dialog.tsx";

export interface SureDialogProps {
  readonly title: string;
  readonly lead?: string;
  /** What is done, on the button. */
  readonly action: string;
  run(): Promise<unknown>;
  onClose(): void;
}

export function SureDialog({ title, lead, action, run, onClose }: SureDialogProps) {
  const t = useTranslations("common");
  const [busy, setBusy] = useState(false);
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={title} lead={lead}>
      <div className={`flex justify-end gap-2 ${lead ? "mt-4" : ""}`}>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button
          look="danger"
          disabled={busy}
          onClick={() => {
            setBusy(true);
            void run().finally(onClose);
          }}
        >
          {action}
        </Button>
      </div>
    </Modal>
  );
}
