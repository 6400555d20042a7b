"use client";
/** What a student has given away for now, with the way to take it back: the keyboard, the screen. */
import { Keyboard, MonitorUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useAct } from "../classroom/useAct.ts";
import { useNames } from "../classroom/useNames.ts";
import { useTry } from "../classroom/useTry.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { Bar } from "./Bar.tsx";

export function GivenBars() {
  return (
    <>
      <KeyboardBar />
      <ScreenBar />
    </>
  );
}

function KeyboardBar() {
  const t = useTranslations("live");
  const names = useNames();
  const { live } = useConnection();
  const tries = useTry();
  const { openDock } = useFrame();
  const keyboard = useRoomPart((room) => room.live.keyboards.get(room.you?.id ?? ""));
  const given = keyboard?.state === "given";
  const here = given && keyboard.here;
  useEffect(() => {
    if (here) openDock("terminal");
    // oxlint-disable-next-line react/exhaustive-deps -- opened once, when it is given
  }, [here]);
  if (!given) return null;
  return (
    <Bar
      name="keyboard"
      icon={Keyboard}
      text={t(here ? "keyboardGiven" : "keyboardGivenElsewhere", { name: names(keyboard.by) })}
    >
      <Button className="h-7" onClick={() => void tries(live.giveKeyboard(keyboard.by, false))}>
        {t("takeBack")}
      </Button>
    </Bar>
  );
}

function ScreenBar() {
  const t = useTranslations("live");
  const act = useAct();
  const mine = useRoomPart(({ classroom: { shown }, you }) => shown?.agreed === true && shown.person === you?.id);
  if (!mine) return null;
  return (
    <Bar name="shown" icon={MonitorUp} text={t("shown")}>
      <Button className="h-7" onClick={() => void act({ type: "share-screen", on: false })}>
        {t("showEnd")}
      </Button>
    </Bar>
  );
}
