"use client";
/** What was said with one student, and more to say: only they and the instructors see it. */
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { MessageLine } from "./MessageLine.tsx";
import { talkWith } from "./talk.ts";
import { useAct } from "./useAct.ts";
import { useNames } from "./useNames.ts";

export interface TalkDialogProps {
  readonly person: string;
  /** As it is shown: names may be hidden. */
  readonly name: string;
  onClose(): void;
}

export function TalkDialog({ person, name, onClose }: TalkDialogProps) {
  const t = useTranslations("classroom");
  const act = useAct();
  const names = useNames();
  const you = useRoomPart((room) => room.you?.id);
  const messages = useRoomPart(({ classroom }) => classroom.messages);
  const said = talkWith(messages, person);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const end = useRef<HTMLLIElement>(null);
  const count = said.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [count]);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!text.trim() || busy) return;
    setBusy(true);
    void act({ type: "say", to: person, text: text.trim() }).then((done) => {
      setBusy(false);
      if (done) setText((now) => (now === text ? "" : now));
    });
  };
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={t("talkWith", { name })} lead={t("talkLead")}>
      <ol
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard has to reach it
        tabIndex={0}
        aria-label={t("messages")}
        className="max-h-[40dvh] min-h-16 space-y-2 overflow-auto"
      >
        {count === 0 && <li className="text-[13px] text-soft">{t("noMessages")}</li>}
        {said.map((message, index) => (
          <li key={message.seq} ref={index === count - 1 ? end : undefined}>
            <MessageLine
              message={message}
              own={message.from === you}
              nameOf={(id) => (id === person ? name : names(id))}
            />
          </li>
        ))}
      </ol>
      <form className="mt-3 flex gap-2" onSubmit={send}>
        <Input
          className="min-w-0 flex-1"
          aria-label={t("writeTo", { name })}
          placeholder={t("writeTo", { name })}
          value={text}
          maxLength={2000}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={!text.trim() || busy}>
          {t("send")}
        </Button>
      </form>
    </Modal>
  );
}
