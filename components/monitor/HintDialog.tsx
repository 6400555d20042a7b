"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAct } from "../classroom/useAct.ts";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

/** Words to one, some or all students. */
export function HintDialog({
  open,
  onOpenChange,
  to,
  names,
}: {
  readonly open: boolean;
  onOpenChange(open: boolean): void;
  readonly to: "all" | string[];
  readonly names: string;
}) {
  const t = useTranslations("classroom");
  const act = useAct();
  const [text, setText] = useState("");
  return (
    <Modal open={open} onOpenChange={onOpenChange} title={t("sendHintTo", { names })}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void act({ type: "send", to, parcel: { kind: "hint", text: text.trim() } }).then((done) => {
            if (!done) return;
            setText("");
            onOpenChange(false);
          });
        }}
      >
        <textarea
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog is opened to write in it
          autoFocus
          aria-label={t("hintText")}
          placeholder={t("hintText")}
          rows={4}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="rounded-control border border-line bg-raised p-2 text-[13px] outline-none placeholder:text-faint focus:border-accent"
        />
        <Button type="submit" look="primary" disabled={!text.trim()} className="self-end">
          {t("send")}
        </Button>
      </form>
    </Modal>
  );
}
