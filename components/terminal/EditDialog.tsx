"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { CodeBox } from "../editor/CodeBox.tsx";
import { Button } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

export interface Editing {
  readonly id: number;
  readonly name: string;
  /** What it is left as when nothing is saved. */
  readonly text: string;
  /** What one begins with when that is another. */
  readonly begin?: string;
  /** Stands over the text. */
  readonly notice?: string;
  onChange(text: string): void;
  done(text: string): void;
}

/** What `kubectl edit` and `vi` open: the text, saved or left as it is. Nothing changed is given up without being asked. */
export function EditDialog({ editing }: { readonly editing: Editing | undefined }) {
  return editing ? <Opened key={editing.id} editing={editing} /> : null;
}

function Opened({ editing }: { readonly editing: Editing }) {
  const t = useTranslations("terminal");
  const [text, setText] = useState(editing.begin ?? editing.text);
  const [asked, setAsked] = useState(false);
  const drop = (): void => editing.done(editing.text);
  const write = (next: string): void => {
    setText(next);
    editing.onChange(next);
  };
  const title = t("editTitle", { name: editing.name });
  useEffect(() => {
    const save = (event: KeyboardEvent): void => {
      if (event.code !== "KeyS" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      editing.done(text);
    };
    window.addEventListener("keydown", save);
    return () => window.removeEventListener("keydown", save);
  }, [editing, text]);
  return (
    <Modal
      open
      onOpenChange={(open) => {
        if (open) return;
        if (text === editing.text) drop();
        else setAsked(true);
      }}
      title={title}
      lead={editing.notice ?? t("editLead")}
      className="w-[min(820px,94vw)]"
    >
      <div className="flex flex-col gap-3">
        <div className="h-[60dvh] overflow-hidden rounded-control border border-line bg-panel focus-within:border-accent">
          {/\.(ya?ml|json)$/.test(editing.name) ? (
            <CodeBox value={text} onChange={write} label={title} contained focused />
          ) : (
            <textarea
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog is opened to write in it
              autoFocus
              aria-label={title}
              spellCheck={false}
              value={text}
              onChange={(event) => write(event.target.value)}
              className="size-full resize-none bg-transparent p-2 font-mono text-[13px] leading-snug outline-none"
            />
          )}
        </div>
        <div className="flex items-center justify-end gap-2">
          {asked && (
            <p role="alert" className="mr-auto text-[13px]">
              {t("editUnsaved")}
            </p>
          )}
          <Button onClick={drop}>{t(asked ? "drop" : "cancel")}</Button>
          <Button look="primary" onClick={() => editing.done(text)}>
            {t("save")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
