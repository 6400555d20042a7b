"use client";
/** Asks once more before something that cannot be taken back. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

export interface SureDialogProps {
  readonly title: string;
  /** What is done, on the button. */
  readonly action: string;
  run(): Promise<unknown>;
  onClose(): void;
}

export function SureDialog({ title, action, run, onClose }: SureDialogProps) {
  const t = useTranslations("settings");
  const [busy, setBusy] = useState(false);
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={title}>
      <div className="flex justify-end gap-2">
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
