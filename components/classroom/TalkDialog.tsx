"use client";
/** What was said with one student, and more to say: only they and the instructors see it. */
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { MessageLine } from "./MessageLine.tsx";
import { talkWith } from "./talk.ts";
import { useNames } from "./useNames.ts";
import { useSaying } from "./useSaying.ts";

export interface TalkDialogProps {
  readonly person: string;
  /** As it is shown: names may be hidden. */
  readonly name: string;
  onClose(): void;
}

export function TalkDialog({ person, name, onClose }: TalkDialogProps) {
  const t = useTranslations("classroom");
  const names = useNames();
  const you = useRoomPart((room) => room.you?.id);
  const messages = useRoomPart(({ classroom }) => classroom.messages);
  const said = talkWith(messages, person);
  const { text, ready, setText, send } = useSaying(person);
  const end = useRef<HTMLLIElement>(null);
  const count = said.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [count]);
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
        <Button type="submit" look="primary" disabled={!ready}>
          {t("send")}
        </Button>
      </form>
    </Modal>
  );
}
