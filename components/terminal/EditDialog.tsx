"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

export interface Editing {
  readonly text: string;
  readonly name: string;
  done(text: string): void;
}

/** What `kubectl edit` opens: the text, saved or left as it is. */
export function EditDialog({ editing }: { readonly editing: Editing | undefined }) {
  const t = useTranslations("terminal");
  if (!editing) return null;
  return (
    <Modal
      open
      onOpenChange={(open) => !open && editing.done(editing.text)}
      title={t("editTitle", { name: editing.name })}
      lead={t("editLead")}
      className="w-[min(820px,94vw)]"
    >
      <Text key={editing.name} editing={editing} />
    </Modal>
  );
}

function Text({ editing }: { readonly editing: Editing }) {
  const t = useTranslations("terminal");
  const [text, setText] = useState(editing.text);
  return (
    <div className="flex flex-col gap-3">
      <textarea
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog is opened to write in it
        autoFocus
        aria-label={t("editTitle", { name: editing.name })}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          editing.done(text);
        }}
        className="h-[60dvh] resize-none rounded-control border border-line bg-panel p-2 font-mono text-[13px] leading-snug outline-none focus:border-accent"
      />
      <div className="flex justify-end gap-2">
        <Button onClick={() => editing.done(editing.text)}>{t("cancel")}</Button>
        <Button look="primary" onClick={() => editing.done(text)}>
          {t("save")}
        </Button>
      </div>
    </div>
  );
}
