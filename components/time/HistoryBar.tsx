"use client";
/** The room's history as a bar: a line through its whole life, playing it, and what one does with a moment. */
import { ChevronLeft, ChevronRight, Pause, Play, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useCommands } from "../room/CommandContext.tsx";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button, Select } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { BookmarkList } from "./BookmarkList.tsx";
import { CommandEffect } from "./CommandEffect.tsx";
import { commandAt, nextCommand, previousCommand, type Span } from "./commandLog.ts";
import { MomentMenu } from "./MomentMenu.tsx";
import { SPEEDS, speedText } from "./speeds.ts";
import { TimeLine } from "./TimeLine.tsx";
import { useCommandLog } from "./useCommandLog.ts";
import { useCommandText } from "./useCommandText.ts";
import { useMoments } from "./useMoments.ts";
import { useMomentText } from "./useMomentText.ts";
import { usePlaying } from "./usePlaying.ts";

const WINDOWS = { all: Number.POSITIVE_INFINITY, hour: 3_600_000, minutes: 600_000 } as const;
type Window = keyof typeof WINDOWS;

export function HistoryBar() {
  const t = useTranslations("time");
  const { setView } = useRoomView();
  const moments = useMoments();
  const past = useRoomPart((room) => room.past);
  const { log, whole } = useCommandLog();
  const text = useCommandText();
  const momentText = useMomentText();
  const now = useNow();
  const begin = useBegin();
  const [shown, setShown] = useState<Window>("all");
  // Where the thumb stands while its moment is still on its way.
  const [held, setHeld] = useState<number>();
  useEffect(() => setHeld(undefined), [past]);
  const go = (time: number): void => {
    if (time >= now) return toNow();
    setHeld(time);
    moments.go(time);
  };
  const toNow = (): void => {
    setHeld(undefined);
    moments.toNow();
  };
  const at = held ?? past?.time ?? now;
  const playing = usePlaying({ at, now, go, toNow });
  const first = Math.min(begin ?? log[0]?.time ?? now, at);
  const span: Span = { from: Math.min(Math.max(first, now - WINDOWS[shown]), at), to: now };
  const last = commandAt(log, at);
  const step = (command: { readonly time: number } | undefined): void => {
    playing.stop();
    if (command) go(command.time);
  };
  const goNext = (): void => (nextCommand(log, at) ? step(nextCommand(log, at)) : toNow());
  const goBack = (): void => step(previousCommand(log, at));
  useCommands([
    { id: "previous-command", group: "view", title: t("previousCommand"), keys: "[", run: goBack },
    { id: "next-command", group: "view", title: t("nextCommand"), keys: "]", run: goNext },
  ]);
  return (
    <section
      aria-label={t("history")}
      data-testid="history"
      className="flex shrink-0 flex-col gap-1 border-t border-line bg-panel px-3 pt-1.5 pb-2"
    >
      <div className="flex items-center gap-1 max-sm:flex-wrap">
        <IconButton
          icon={ChevronLeft}
          label={t("previousCommand")}
          keys="["
          side="top"
          disabled={!previousCommand(log, at)}
          onClick={goBack}
        />
        <IconButton
          icon={playing.on ? Pause : Play}
          label={t(playing.on ? "stop" : "play")}
          side="top"
          disabled={!past && !playing.on}
          onClick={playing.toggle}
        />
        <IconButton
          icon={ChevronRight}
          label={t("nextCommand")}
          keys="]"
          side="top"
          disabled={!past}
          onClick={goNext}
        />
        <Select
          aria-label={t("playSpeed")}
          value={playing.speed}
          onChange={(event) => playing.setSpeed(Number(event.target.value))}
          className="h-7 tabular-nums"
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {t("speedOf", { speed: speedText(speed) })}
            </option>
          ))}
        </Select>
        <span className="flex-1 sm:hidden" />
        <p className="min-w-0 flex-1 truncate px-2 text-[13px] max-sm:order-last max-sm:basis-full" aria-live="polite">
          <span className="font-mono text-[12px] tabular-nums text-soft">
            {past || held ? momentText(at) : t("now")}
          </span>{" "}
          {!whole && log.length === 0 ? t("loading") : last ? text(last) : t("nothing")}
        </p>
        {last && <CommandEffect log={log} command={last} now={now} begin={first} />}
        <Select
          aria-label={t("window")}
          value={shown}
          onChange={(event) => setShown(event.target.value as Window)}
          className="h-7 max-sm:hidden"
        >
          {(Object.keys(WINDOWS) as Window[]).map((one) => (
            <option key={one} value={one}>
              {t(`windows.${one}`)}
            </option>
          ))}
        </Select>
        {past && (
          <Button className="h-7 max-sm:hidden" onClick={toNow}>
            {t("toNow")}
          </Button>
        )}
        <BookmarkList onGo={go} />
        <MomentMenu time={past?.time} seq={last?.seq ?? 0} begin={first} />
        <IconButton
          icon={X}
          label={t("closeHistory")}
          side="top"
          onClick={() => {
            playing.stop();
            toNow();
            setView({ history: false, moment: undefined });
          }}
        />
      </div>
      <TimeLine
        log={log}
        span={span}
        at={at}
        isNow={!past && held === undefined}
        onGo={(time) => (playing.stop(), go(time))}
        onNow={toNow}
      />
    </section>
  );
}

/** Cluster time now, ms, once a second. */
function useNow(): number {
  const connection = useConnection();
  const [now, setNow] = useState(() => connection.presentTime());
  useEffect(() => {
    const timer = setInterval(() => setNow(connection.presentTime()), 1_000);
    return () => clearInterval(timer);
  }, [connection]);
  return now;
}

/** When the room began, cluster ms: the earliest moment there is. */
function useBegin(): number | undefined {
  const connection = useConnection();
  const cluster = useRoomPart(({ room }) => room?.id);
  const live = useRoomPart(({ phase }) => phase === "live");
  const [begin, setBegin] = useState<number>();
  useEffect(() => {
    if (!live || cluster === undefined) return;
    connection.moment(0, "objects").then(
      ({ time }) => setBegin(time),
      () => {},
    );
  }, [connection, cluster, live]);
  return begin;
}
