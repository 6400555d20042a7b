"use client";
/** What reaches the whole class: stopping changes, locking the door, a word to all. */
import { DoorOpen, Lock, LockOpen, Megaphone, Navigation, Snowflake } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAct } from "../classroom/useAct.ts";
import { useNames } from "../classroom/useNames.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { useLead } from "./useLead.ts";
import { SendDialog } from "./SendDialog.tsx";

export function ClassControls() {
  const t = useTranslations("classroom");
  const live = useTranslations("live");
  const act = useAct();
  const lead = useLead();
  const leads = useRoomPart(({ classroom, you }) => classroom.leads.some(({ by }) => by === you?.id));
  const freeze = useRoomPart(({ classroom }) => classroom.frozen.all);
  const names = useNames();
  const frozen = freeze !== undefined;
  const locked = useRoomPart(({ classroom }) => classroom.locked);
  const waitingRoom = useRoomPart(({ classroom }) => classroom.waitingRoom);
  const [reason, setReason] = useState("");
  const [speaking, setSpeaking] = useState(false);
  return (
    <div className="space-y-2">
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void act({ type: "freeze", to: "all", frozen: !frozen, reason: reason.trim() }).then(() => setReason(""));
        }}
      >
        {!frozen && (
          <Input
            className="min-w-0 flex-1"
            aria-label={t("freezeReason")}
            placeholder={t("freezeReason")}
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        <Button type="submit" look={frozen ? "primary" : "plain"} className={frozen ? "flex-1" : ""}>
          <Snowflake size={14} aria-hidden />
          {t(frozen ? "thawAll" : "freezeAll")}
        </Button>
      </form>
      {freeze && (
        <p className="text-[12px] text-soft break-words" data-testid="frozen">
          {t(freeze.reason ? "frozenNowWhy" : "frozenNow", { name: names(freeze.by), reason: freeze.reason })}
        </p>
      )}
      <div className="grid grid-cols-2 gap-2">
        <Button onClick={() => setSpeaking(true)}>
          <Megaphone size={14} aria-hidden />
          {t("broadcast")}
        </Button>
        <Button aria-pressed={waitingRoom} onClick={() => void act({ type: "waiting-room", on: !waitingRoom })}>
          <DoorOpen size={14} aria-hidden />
          {t(waitingRoom ? "waitingRoomOff" : "waitingRoomOn")}
        </Button>
        <Button aria-pressed={locked} onClick={() => void act({ type: "lock", locked: !locked })}>
          {locked ? <LockOpen size={14} aria-hidden /> : <Lock size={14} aria-hidden />}
          {t(locked ? "unlock" : "lock")}
        </Button>
        {!leads && (
          <Button title={live("followMeHint")} onClick={() => lead("all")}>
            <Navigation size={14} aria-hidden />
            {live("followMe")}
          </Button>
        )}
      </div>
      {speaking && <SendDialog open onOpenChange={setSpeaking} to="all" names={t("shows.all")} />}
    </div>
  );
}
