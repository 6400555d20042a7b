"use client";
/** The help queue: oldest hand first, claimed by one instructor, talked about, then done. */
import { useTranslations } from "next-intl";
import type { Hand } from "../../server/protocol/classroom/ClassState.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { useAct } from "./useAct.ts";
import { useNow, useSpan } from "./useAgo.ts";
import { useNames } from "./useNames.ts";

export interface HandQueueProps {
  /** As students are called here: names may be hidden. */
  nameOf(person: string): string;
  onWatch(person: string): void;
  onTalk(person: string): void;
}

export function HandQueue({ nameOf, onWatch, onTalk }: HandQueueProps) {
  const hands = useRoomPart(({ classroom }) => classroom.hands);
  const raised = hands.toSorted((left, right) => left.since - right.since);
  return (
    <ul className="space-y-2">
      {raised.map((hand) => (
        <li
          key={hand.person}
          data-hand={hand.person}
          className="rounded-control border border-line bg-raised p-2.5 text-[13px]"
        >
          <Raised
            hand={hand}
            name={nameOf(hand.person)}
            onWatch={() => onWatch(hand.person)}
            onTalk={() => onTalk(hand.person)}
          />
        </li>
      ))}
    </ul>
  );
}

function Raised({
  hand: { person, question, since, claimedBy },
  name,
  onWatch,
  onTalk,
}: {
  readonly hand: Hand;
  readonly name: string;
  onWatch(): void;
  onTalk(): void;
}) {
  const t = useTranslations("classroom");
  const live = useTranslations("live");
  const act = useAct();
  const names = useNames();
  const span = useSpan();
  const now = useNow();
  const you = useRoomPart((room) => room.you?.id);
  const online = useRoomPart(({ people }) => people.get(person)?.online === true);
  const others = claimedBy !== undefined && claimedBy !== you;
  return (
    <>
      <p className="flex gap-2">
        <span className="min-w-0 flex-1 truncate font-semibold">{name}</span>
        {!online && <span className="text-[12px] text-soft">{t("away")}</span>}
        <span className="text-[12px] text-soft tabular-nums">{span(now - since)}</span>
      </p>
      {question && <p className="mt-0.5 break-words">{question}</p>}
      {claimedBy && (
        <p className="mt-1 text-[12px] text-soft">
          {others ? t("claimedBy", { name: names(claimedBy) }) : t("claimedByYou")}
        </p>
      )}
      <p className="mt-2 flex flex-wrap items-center gap-2">
        {claimedBy !== you && (
          <Button
            look={others ? "plain" : "primary"}
            onClick={() => void act({ type: "claim-hand", person, ...(others ? { from: claimedBy } : {}) })}
          >
            {t(others ? "takeOver" : "claim")}
          </Button>
        )}
        <Button onClick={onTalk}>{t("talk")}</Button>
        {online && <Button onClick={onWatch}>{live("watch")}</Button>}
        <Button onClick={() => void act({ type: "resolve-hand", person })}>{t("resolve")}</Button>
      </p>
    </>
  );
}
