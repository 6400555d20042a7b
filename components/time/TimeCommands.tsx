"use client";
/** The clock and the history as commands. */
import { useTranslations } from "next-intl";
import { useCommands } from "../room/CommandContext.tsx";
import type { Command } from "../room/commands.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { SPEEDS, speedText, STEPS } from "./speeds.ts";
import { useSetClock } from "./useClock.ts";
import { useFork } from "./useFork.ts";
import { useMoments } from "./useMoments.ts";

export function TimeCommands() {
  const t = useTranslations("time");
  const { view, setView } = useRoomView();
  const speed = useRoomPart(({ clock }) => clock?.speed);
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  const past = useRoomPart((room) => room.past);
  const setClock = useSetClock();
  const { toNow } = useMoments();
  const fork = useFork();
  const commands: Command[] = [
    {
      id: "history",
      group: "view",
      title: t(view.history ? "closeHistory" : "openHistory"),
      keys: "h",
      words: "history time scrub past 기록 되감기",
      run: () => setView({ history: !view.history }),
    },
    { id: "fork", group: "room", title: fork.label, words: "fork copy 복제", run: () => fork.run(past?.time) },
  ];
  if (past) commands.push({ id: "to-now", group: "view", title: t("toNow"), words: "now present", run: toNow });
  if (teaches && speed !== undefined) {
    for (const one of SPEEDS)
      if (one !== speed)
        commands.push({
          id: `speed-${one}`,
          group: "room",
          title: t("setSpeed", { speed: speedText(one) }),
          words: `clock speed ${one}x 배속 시계`,
          run: () => setClock({ speed: one }),
        });
    commands.push({
      id: "next-change",
      group: "room",
      title: t("toNextChange"),
      words: "clock jump skip next change 시계 건너뛰기",
      run: () => setClock({ next: true }),
    });
    for (const step of STEPS) {
      const text = step < 60_000 ? t("seconds", { count: step / 1_000 }) : t("minutes", { count: step / 60_000 });
      commands.push({
        id: `step-${step}`,
        group: "room",
        title: t("step", { step: text }),
        words: "clock step time 시계",
        run: () => setClock({ step }),
      });
    }
  }
  useCommands(commands);
  return null;
}
