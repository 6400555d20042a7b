"use client";
/** The help queue: hands, and what students wrote that nobody answered yet. */
import { useTranslations } from "next-intl";
import { HandQueue } from "../classroom/HandQueue.tsx";
import { Unanswered } from "../classroom/Unanswered.tsx";
import { useTalking } from "../classroom/useTalking.tsx";
import { useUnanswered } from "../classroom/useUnanswered.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Section } from "./Section.tsx";

export interface HandsProps {
  nameOf(person: string): string;
  onWatch(person: string): void;
}

export function Hands({ nameOf, onWatch }: HandsProps) {
  const t = useTranslations("classroom");
  const none = useRoomPart(({ classroom }) => classroom.hands.length === 0);
  const waiting = useUnanswered().length > 0;
  const [talk, dialog] = useTalking(nameOf);
  return (
    <>
      <Section title={t("hands")}>
        {none && <p className="text-[13px] text-soft">{t("handsNone")}</p>}
        <HandQueue nameOf={nameOf} onWatch={onWatch} onTalk={talk} />
      </Section>
      {waiting && (
        <Section title={t("waiting")}>
          <Unanswered nameOf={nameOf} onTalk={talk} />
        </Section>
      )}
      {dialog}
    </>
  );
}
