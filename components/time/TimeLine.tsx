"use client";
/** The line itself: marks of commands in the colours of who did them, bookmarks, and the thumb, by mouse, finger and keyboard. */
import { useTranslations } from "next-intl";
import { memo, type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import { usePreferences } from "../i18n/Preferences.tsx";
import { personColour } from "../room/personColours.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import {
  barsOf,
  commandAt,
  type CommandLog,
  nextCommand,
  placeOf,
  previousCommand,
  type Span,
  timeAt,
} from "./commandLog.ts";
import { useCommandText } from "./useCommandText.ts";
import { useMomentText } from "./useMomentText.ts";

const PARTS = 180;

export interface TimeLineProps {
  readonly log: CommandLog;
  readonly span: Span;
  /** Cluster time, ms, of the thumb. */
  readonly at: number;
  readonly isNow: boolean;
  onGo(time: number): void;
  onNow(): void;
}

export function TimeLine({ log, span, at, isNow, onGo, onNow }: TimeLineProps) {
  const t = useTranslations("time");
  const text = useCommandText();
  const momentText = useMomentText();
  const box = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState<number>();
  const here = commandAt(log, at);
  const timeOf = ({ clientX }: { readonly clientX: number }): number => {
    const { left, width } = (box.current as HTMLDivElement).getBoundingClientRect();
    return timeAt(span, (clientX - left) / Math.max(1, width));
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    setOver(timeOf(event));
    if (event.buttons === 1) onGo(timeOf(event));
  };
  const press = (event: KeyboardEvent): void => {
    const part = (span.to - span.from) / 30;
    const to: { readonly [key: string]: number | undefined } = {
      ArrowLeft: event.shiftKey ? previousCommand(log, at)?.time : at - 1_000,
      ArrowRight: event.shiftKey ? (nextCommand(log, at)?.time ?? span.to) : at + 1_000,
      PageDown: at - part,
      PageUp: at + part,
      Home: span.from,
    };
    if (event.key === "End") onNow();
    else if (event.key in to) {
      const time = to[event.key];
      if (time !== undefined) onGo(Math.max(span.from, Math.round(time)));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const told = over === undefined ? undefined : commandAt(log, over);
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      data-testid="time-line"
      aria-label={t("line")}
      aria-describedby="time-line-help"
      aria-valuemin={span.from}
      aria-valuemax={span.to}
      aria-valuenow={Math.round(at)}
      aria-valuetext={isNow ? t("now") : t("at", { time: momentText(at), what: here ? text(here) : t("nothing") })}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag(event);
      }}
      onPointerMove={drag}
      onPointerLeave={() => setOver(undefined)}
      onKeyDown={press}
      className="relative h-9 cursor-ew-resize touch-none rounded-control border border-line bg-paper select-none"
    >
      <span id="time-line-help" className="sr-only">
        {t("lineHelp")}
      </span>
      <Bars log={log} span={span} />
      <Flags span={span} />
      <span
        aria-hidden
        className="absolute inset-y-0 left-0 rounded-l-control bg-accent/10"
        style={{ width: `${placeOf(span, at) * 100}%` }}
      />
      <span
        aria-hidden
        className={`absolute -inset-y-0.5 w-1 -translate-x-1/2 rounded-full ${isNow ? "bg-running" : "bg-accent"}`}
        style={{ left: `${placeOf(span, at) * 100}%` }}
      />
      {over !== undefined && (
        <span
          aria-hidden
          className="pointer-events-none absolute bottom-full z-30 mb-1 max-w-80 -translate-x-1/2 truncate rounded-control bg-ink px-2 py-1 text-[12px] text-paper"
          style={{ left: `clamp(90px, ${placeOf(span, over) * 100}%, calc(100% - 90px))` }}
        >
          <span className="font-mono">{momentText(over)}</span> {told ? text(told) : ""}
        </span>
      )}
    </div>
  );
}

const Bars = memo(
  function Bars({ log, span }: { readonly log: CommandLog; readonly span: Span }) {
    const { theme } = usePreferences();
    const people = useRoomPart((room) => room.people);
    const bars = useMemo(() => barsOf(log, span, PARTS), [log, span]);
    return (
      <svg aria-hidden viewBox={`0 0 ${PARTS} 36`} preserveAspectRatio="none" className="absolute inset-0 size-full">
        {bars.map(({ index, count, person }) => {
          const height = Math.min(30, 8 + 7 * Math.log2(count));
          const colour = people.get(person)?.colour;
          return (
            <rect
              key={index}
              x={index + 0.15}
              y={36 - height}
              width={0.7}
              height={height}
              fill={colour === undefined ? "var(--ink-faint)" : personColour(colour, theme)}
            />
          );
        })}
      </svg>
    );
  },
  // The end moves on with every second: bars move when it has moved by a part.
  (left, right) =>
    left.log === right.log &&
    left.span.from === right.span.from &&
    Math.abs(left.span.to - right.span.to) * PARTS < left.span.to - left.span.from,
);

function Flags({ span }: { readonly span: Span }) {
  const bookmarks = useRoomPart(({ classroom }) => classroom.bookmarks);
  return (
    <>
      {bookmarks
        .filter(({ time }) => time >= span.from && time <= span.to)
        .map(({ id, label, time }) => (
          <span
            key={id}
            aria-hidden
            title={label}
            data-bookmark={id}
            className="absolute top-0 h-3 w-2 -translate-x-1/2 bg-info [clip-path:polygon(0_0,100%_0,100%_100%,50%_70%,0_100%)]"
            style={{ left: `${placeOf(span, time) * 100}%` }}
          />
        ))}
    </>
  );
}
