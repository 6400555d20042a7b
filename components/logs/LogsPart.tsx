"use client";
/** Logs in the dock: those of several pods and containers as one, in the order of their times. */
import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { LogChooser } from "./LogChooser.tsx";
import { LogLines, type LogLinesHandle } from "./LogLines.tsx";
import { MOST_LINES, MOST_SOURCES } from "./LogSession.ts";
import { LogToolbar } from "./LogToolbar.tsx";
import { saveLines } from "./saveLines.ts";
import { patternOf, showLines, stepTo } from "./searching.ts";
import { useLogSettings } from "./settings.ts";
import { SourceChips } from "./SourceChips.tsx";
import { LOGGED, suggested } from "./targets.ts";
import { type Logs, useLogs } from "./useLogs.ts";

export function LogsPart() {
  const t = useTranslations("logs");
  const { view } = useRoomView();
  const settings = useLogSettings();
  const logs = useLogs();
  const handle = useRef<LogLinesHandle>(null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [following, setFollowing] = useState(true);
  const [current, setCurrent] = useState<number>();
  const { lines, sources, dropped, beyond } = logs;
  const pattern = useMemo(() => patternOf(view.find), [view.find]);
  const { shown, found } = useMemo(
    () => showLines(lines, { hidden, pattern, only: view.only }),
    [lines, hidden, pattern, view.only],
  );
  const names = sources.map(({ origin }) => `${origin.pod}/${origin.container}`.length);
  const named = names.length > 1 ? Math.max(...names) : 0;
  const fresh = useFresh(shown, following);
  const at = current === undefined ? -1 : found.findIndex((index) => shown[index]?.id === current);
  const step = (by: 1 | -1): void => {
    const from = found[at] ?? (by === 1 ? (handle.current?.first() ?? 0) - 1 : shown.length);
    const index = found[stepTo(found, from, by)];
    if (index === undefined) return;
    setFollowing(false);
    setCurrent(shown[index]?.id);
    handle.current?.show(index);
  };
  return (
    <section aria-label={t("of")} className="flex h-full min-h-0 flex-col">
      <LogToolbar
        chooser={<LogChooser containerNames={logs.containerNames} />}
        found={found.length}
        at={at}
        following={following}
        hasLines={lines.length > 0}
        onStep={step}
        onFollow={setFollowing}
        onClear={() => {
          logs.clear();
          setFollowing(true);
        }}
        onSave={() => saveLines(shown, `${view.logs[0]?.name.replace(/[^\w.-]+/g, "_") ?? "logs"}.log`)}
      />
      {sources.length > 0 && <SourceChips sources={sources} pods={logs.pods} hidden={hidden} onHide={setHidden} />}
      {beyond > 0 && (
        <p role="status" className="shrink-0 border-b border-line px-3 py-1 text-[12px] text-pending break-keep">
          {t("beyond", { count: beyond, most: MOST_SOURCES })}
        </p>
      )}
      {dropped > 0 && (
        <p
          className="shrink-0 border-b border-line px-3 py-1 text-[12px] text-soft break-keep"
          data-testid="log-dropped"
        >
          {t("dropped", { count: dropped, most: MOST_LINES })}
        </p>
      )}
      {shown.length === 0 ? (
        <Nothing logs={logs} />
      ) : (
        <div className="relative flex min-h-0 flex-1 flex-col">
          <LogLines
            lines={shown}
            settings={settings}
            named={named}
            pattern={pattern}
            current={current}
            following={following}
            onFollow={setFollowing}
            handle={handle}
          />
          {!following && (
            <Button
              look="primary"
              className="absolute right-5 bottom-2 shadow-md"
              onClick={() => setFollowing(true)}
              data-testid="log-new"
            >
              <ArrowDown size={14} aria-hidden />
              {t("newLines", { count: fresh })}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

/** Why no line is shown, and where nothing is chosen yet, what one may want to see. */
function Nothing({ logs }: { readonly logs: Logs }) {
  const t = useTranslations("logs");
  const { view } = useRoomView();
  const why =
    view.logs.length === 0
      ? "empty"
      : logs.lines.length > 0
        ? "noneShown"
        : logs.pods.length === 0
          ? "noPods"
          : "noLines";
  return (
    <div className="flex flex-col items-start gap-3 overflow-auto p-4 text-[13px]">
      <p className="max-w-[64ch] text-soft break-keep">{t(why)}</p>
      {why === "empty" && <Suggestions />}
    </div>
  );
}

/** How many of the lines came since following was left. */
function useFresh(shown: readonly { readonly id: number }[], following: boolean): number {
  const seen = useRef(0);
  const newest = useMemo(() => shown.reduce((most, { id }) => Math.max(most, id), 0), [shown]);
  useEffect(() => {
    if (following) seen.current = newest;
  }, [following, newest]);
  return useMemo(() => (following ? 0 : shown.filter(({ id }) => id > seen.current).length), [following, shown]);
}

const SUGGESTED = 5;

function Suggestions() {
  const { namespace, setView } = useRoomView();
  const tables = useRoomPart(({ cluster }) => cluster.tables);
  const targets = useMemo(() => suggested(tables, namespace, SUGGESTED), [tables, namespace]);
  return (
    <ul className="flex flex-wrap gap-2">
      {targets.map((target) => (
        <li key={`${target.resource}/${target.namespace}/${target.name}`}>
          <Button onClick={() => setView({ logs: [target] })}>
            <span className="text-soft">{LOGGED.get(target.resource)}</span>
            <span className="font-mono">{target.name}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
