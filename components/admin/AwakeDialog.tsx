"use client";
import { useTranslations } from "next-intl";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

/** Before rooms are deleted in which there may be people. */
export function AwakeDialog({
  count,
  days,
  onSure,
  onClose,
}: {
  readonly count: number;
  /** Of grace. */
  readonly days: number;
  onSure(): void;
  onClose(): void;
}) {
  const t = useTranslations("admin.sure");
  return (
    <Modal open onOpenChange={onClose} title={t("title", { count })} lead={t("lead", { days })}>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button
          look="danger"
          onClick={() => {
            onClose();
            onSure();
          }}
        >
          {t("confirm")}
        </Button>
      </div>
    </Modal>
  );
}
