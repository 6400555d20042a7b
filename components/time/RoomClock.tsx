"use client";
/** The cluster's clock in the top bar: what time it is there, how fast it goes; instructors change it, everybody opens the history. */
import { Clock, History, Pause, Play, SkipForward } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ClockChange } from "../../server/protocol/clientMessages.ts";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { Popover } from "../ui/Popover.tsx";
import { SPEEDS, speedText, STEPS } from "./speeds.ts";
import { useSetClock } from "./useClock.ts";
import { useMomentText } from "./useMomentText.ts";

/** `history`: where the history is, on a page that has none. */
export function RoomClock({ history }: { readonly history?: string }) {
  const t = useTranslations("time");
  const text = useMomentText();
  const connection = useConnection();
  const speed = useRoomPart(({ clock }) => clock?.speed);
  const [now, setNow] = useState(0);
  const beat = speed !== undefined && speed > 1 ? 250 : 1_000;
  useEffect(() => {
    if (speed === undefined) return;
    const read = (): void => setNow(connection.presentTime());
    read();
    const timer = setInterval(read, beat);
    const stop = connection.subscribe(() => connection.getSnapshot().clock?.speed === 0 && read());
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [connection, speed, beat]);
  if (speed === undefined || now === 0) return null;
  const unusual = speed === 1 ? undefined : speed === 0 ? t("paused") : t("speedOf", { speed: speedText(speed) });
  const Icon = speed === 0 ? Pause : Clock;
  return (
    <Popover
      label={t("clock")}
      trigger={
        <button
          type="button"
          data-testid="clock"
          data-speed={speed}
          // What is to be read on it stands in it as it is.
          aria-label={[t("clockNow", { time: text(now) }), unusual].filter(Boolean).join(" ")}
          className={`flex h-8 shrink-0 items-center gap-1.5 rounded-control px-2 text-[12px] tabular-nums hover:bg-panel ${unusual ? "bg-accent-soft text-ink" : "text-soft"}`}
        >
          <Icon size={14} aria-hidden />
          <span className="font-mono max-lg:hidden">{text(now)}</span>
          {unusual && <span>{unusual}</span>}
        </button>
      }
    >
      <Controls now={text(now)} speed={speed} {...(history ? { history } : {})} />
    </Popover>
  );
}

function Controls({
  now,
  speed,
  history,
}: {
  readonly now: string;
  readonly speed: number;
  readonly history?: string;
}) {
  const t = useTranslations("time");
  const { view, setView } = useRoomView();
  const teaches = useRoomPart(({ you }) => you?.role === "instructor");
  // Each student's cluster has a clock of its own.
  const apart = useRoomPart(({ room }) => room?.mode === "cluster-each") && teaches;
  const [together, setTogether] = useState(true);
  const set = useSetClock();
  const setClock = (change: ClockChange): void => set(change, apart && together);
  const unit = (step: number): string =>
    step < 60_000 ? t("seconds", { count: step / 1_000 }) : t("minutes", { count: step / 60_000 });
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center justify-between">
        <span className="font-mono text-[16px] tabular-nums">{now}</span>
        {teaches && (
          <Button look="primary" onClick={() => setClock({ speed: speed === 0 ? 1 : 0 })}>
            {speed === 0 ? <Play size={14} aria-hidden /> : <Pause size={14} aria-hidden />}
            {t(speed === 0 ? "resume" : "pause")}
          </Button>
        )}
      </div>
      {teaches ? (
        <>
          <fieldset>
            <legend className="mb-1 text-[12px] text-soft">{t("speed")}</legend>
            <div className="grid grid-cols-4 gap-1">
              {SPEEDS.map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={one === speed}
                  onClick={() => setClock({ speed: one })}
                  className="h-8 rounded-control border border-line text-[13px] tabular-nums hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-semibold"
                >
                  {t("speedOf", { speed: speedText(one) })}
                </button>
              ))}
            </div>
          </fieldset>
          <fieldset>
            <legend className="mb-1 text-[12px] text-soft">{t("steps")}</legend>
            <div className="grid grid-cols-4 gap-1">
              {STEPS.map((step) => (
                <button
                  key={step}
                  type="button"
                  onClick={() => setClock({ step })}
                  className="h-8 rounded-control border border-line text-[13px] tabular-nums hover:border-line-strong"
                >
                  +{unit(step)}
                </button>
              ))}
            </div>
          </fieldset>
          <Button onClick={() => setClock({ next: true })}>
            <SkipForward size={14} aria-hidden />
            {t("toNextChange")}
          </Button>
          {apart && (
            <label className="flex items-center gap-2 text-[13px]">
              <input type="checkbox" checked={together} onChange={(event) => setTogether(event.target.checked)} />
              {t("studentsToo")}
            </label>
          )}
          <p className="text-[12px] text-soft break-keep">{t(apart && !together ? "onlyHere" : "everybody")}</p>
        </>
      ) : (
        <p className="text-[12px] text-soft break-keep">{t("onlyTeachers")}</p>
      )}
      <Button onClick={() => (history ? location.assign(history) : setView({ history: !view.history }))}>
        <History size={14} aria-hidden />
        {t(view.history ? "closeHistory" : "openHistory")}
      </Button>
    </div>
  );
}
