"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAct } from "../classroom/useAct.ts";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

export interface FreezeDialogProps {
  readonly to: string[];
  readonly names: string;
  onClose(): void;
}

/** Stops the changes of one or some; they are told the reason. */
export function FreezeDialog({ to, names, onClose }: FreezeDialogProps) {
  const t = useTranslations("classroom");
  const act = useAct();
  const [reason, setReason] = useState("");
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={t("freezeOne", { names })}>
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void act({ type: "freeze", to, frozen: true, reason: reason.trim() }).then((done) => done && onClose());
        }}
      >
        <Input
          className="min-w-0 flex-1"
          aria-label={t("freezeReasonOne")}
          placeholder={t("freezeReasonOne")}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button type="submit" look="primary">
          {t("freeze")}
        </Button>
      </form>
    </Modal>
  );
}
