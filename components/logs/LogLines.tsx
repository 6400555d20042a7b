"use client";
/** The lines; only those in sight are drawn. At the end they go on as lines come, elsewhere what is read stays in its place. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import {
  type CSSProperties,
  memo,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import { usePreferences } from "../i18n/Preferences.tsx";
import { personColour } from "../room/personColours.ts";
import { useClusterTime } from "../room/RoomContext.tsx";
import { age } from "../tables/age.ts";
import type { LogLine } from "./lines.ts";
import { LogText } from "./LogText.tsx";
import type { LogSettings } from "./settings.ts";

const ROW = 20;
/** Characters of a source's name in a line. */
const NAME = 26;
/** So near the end counts as at the end, px. */
const NEAR = ROW;

export interface LogLinesHandle {
  /** Brings a line, by its index, to the middle. */
  show(index: number): void;
  /** Index of the first line in sight. */
  first(): number;
}

export interface LogLinesProps {
  readonly lines: readonly LogLine[];
  readonly settings: LogSettings;
  /** The longest name of a source where lines come from several, so that each says where it is from; 0 where from one. */
  readonly named: number;
  readonly pattern?: RegExp | undefined;
  /** Id of the found line one is at. */
  readonly current?: number | undefined;
  readonly following: boolean;
  onFollow(following: boolean): void;
  readonly handle?: RefObject<LogLinesHandle | null>;
}

export function LogLines({ lines, settings, named, pattern, current, following, onFollow, handle }: LogLinesProps) {
  const t = useTranslations("logs");
  const now = useClusterTime();
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ readonly id: number; readonly start: number } | undefined>(undefined);
  const top = useRef(0);
  // Where a line was brought to the middle near the end, one stays until one moves oneself.
  const brought = useRef(false);
  const moves = (up: boolean): void => {
    brought.current = false;
    // At once: on the way up the end must not pull back.
    if (up && following && top.current > 0) onFollow(false);
  };
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 16,
    getItemKey: (index) => (lines[index] as LogLine).id,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const size = virtual.getTotalSize();
  const height = virtual.scrollRect?.height;
  const after = size - (items[items.length - 1]?.end ?? 0);

  // Other widths make other heights.
  useEffect(() => virtual.measure(), [virtual, settings.wrap, settings.times, named]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && following) element.scrollTop = element.scrollHeight;
  }, [lines, following, size, height]);
  useLayoutEffect(() => {
    const element = scroller.current;
    const held = anchor.current;
    if (!element || following || !held) return;
    // Lines that came before it, or went, must not move what is read.
    const index = lines.findIndex(({ id }) => id === held.id);
    const start = index < 0 ? undefined : virtual.measurementsCache[index]?.start;
    if (start === undefined || start === held.start) return;
    anchor.current = { id: held.id, start };
    element.scrollTop += start - held.start;
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a scroll is no reason to scroll back
  }, [lines]);
  useImperativeHandle(handle, () => ({
    show: (index) => {
      brought.current = true;
      virtual.scrollToIndex(index, { align: "center" });
    },
    first: () => virtual.getVirtualItemForOffset(scroller.current?.scrollTop ?? 0)?.index ?? 0,
  }));
  const scrolled = (): void => {
    const element = scroller.current;
    if (!element) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    const by = element.scrollTop - top.current;
    if (following && by < -1 && left > 1) onFollow(false);
    else if (!following && by > 1 && left < NEAR && !brought.current) onFollow(true);
    top.current = element.scrollTop;
    const item = virtual.getVirtualItemForOffset(element.scrollTop);
    const line = item && lines[item.index];
    anchor.current = line && { id: line.id, start: item.start };
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it only hears that one scrolls
    <div
      ref={scroller}
      role="log"
      aria-live="off"
      aria-label={t("lines")}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is scrolled by keys too
      tabIndex={0}
      onScroll={scrolled}
      onWheel={(event) => moves(event.deltaY < 0)}
      onTouchMove={() => moves(false)}
      onPointerDown={() => moves(false)}
      onKeyDown={(event) => {
        moves(["Home", "PageUp", "ArrowUp"].includes(event.key));
        // The end goes on while one is on the way to it.
        if (event.key === "End") onFollow(true);
      }}
      data-testid="log-lines"
      className="min-h-0 flex-1 overflow-auto bg-paper font-mono text-[12px] leading-5 -outline-offset-2 [overflow-anchor:none]"
    >
      <div className={settings.wrap ? "" : "w-max min-w-full"} style={{ paddingTop: before, paddingBottom: after }}>
        {items.map(({ index, key }) => {
          const line = lines[index] as LogLine;
          return (
            <div key={key} ref={settings.wrap ? virtual.measureElement : undefined} data-index={index}>
              <Row
                line={line}
                time={timeText(line.stamp, settings.times, now)}
                wrap={settings.wrap}
                named={named}
                pattern={pattern}
                isCurrent={line.id === current}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function timeText(stamp: string, times: LogSettings["times"], now: number): string {
  if (times === "off") return "";
  return times === "ago" ? age(stamp, now) : stamp.slice(11, 23);
}

const Row = memo(function Row({
  line,
  time,
  wrap,
  named,
  pattern,
  isCurrent,
}: {
  readonly line: LogLine;
  readonly time: string;
  readonly wrap: boolean;
  readonly named: number;
  readonly pattern: RegExp | undefined;
  readonly isCurrent: boolean;
}) {
  const { theme } = usePreferences();
  const { pod, container, colour } = line.origin;
  const paint = personColour(colour, theme);
  return (
    <div
      className={`flex gap-2 pr-3 hover:bg-panel ${isCurrent ? "bg-accent-soft" : ""}`}
      style={named > 0 ? { boxShadow: `inset 3px 0 ${paint}`, paddingLeft: 10 } : { paddingLeft: 10 }}
    >
      {time !== "" && (
        <time className="shrink-0 text-faint tabular-nums" dateTime={line.stamp} title={line.stamp}>
          {time}
        </time>
      )}
      {named > 0 && (
        <span
          className="w-[calc(var(--name)*1ch)] shrink-0 overflow-hidden text-ellipsis whitespace-nowrap max-sm:max-w-[11ch]"
          style={{ color: paint, "--name": Math.min(named, NAME) } as CSSProperties}
          title={`${pod}/${container}`}
        >
          <ShortName pod={pod} container={container} />
        </span>
      )}
      <span className={wrap ? "min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre"}>
        <LogText line={line} pattern={pattern} isCurrent={isCurrent} />
      </span>
    </div>
  );
});

/** What tells pods of one owner apart stands at the end of their names: that is what stays where there is little room. */
function ShortName({ pod, container }: { readonly pod: string; readonly container: string }) {
  const whole = `${pod}/${container}`;
  const short = whole.length > NAME ? `…${whole.slice(1 - NAME)}` : whole;
  return (
    <>
      <span className="max-sm:hidden">{short}</span>
      <span className="sm:hidden">{whole.length > 11 ? `…${pod.slice(-5)}/${container}`.slice(0, 11) : whole}</span>
    </>
  );
}
