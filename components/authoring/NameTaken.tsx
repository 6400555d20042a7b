"use client";
/** A lesson is to be saved under a name that another has: under a free one instead, or as that one's next version. */
import { useTranslations } from "next-intl";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

export function NameTaken({
  name,
  free,
  version,
  onFree,
  onNext,
  onClose,
}: {
  readonly name: string;
  readonly free: string;
  /** The number the next version of the other lesson would have. */
  readonly version: number;
  onFree(): void;
  onNext(): void;
  onClose(): void;
}) {
  const t = useTranslations("authoring.taken");
  return (
    <Modal open onOpenChange={onClose} title={t("title", { name })} lead={t("lead")}>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onNext}>{t("next", { name, version })}</Button>
        <Button look="primary" onClick={onFree} data-testid="save-free">
          {t("free", { free })}
        </Button>
      </div>
    </Modal>
  );
}
