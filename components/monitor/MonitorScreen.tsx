"use client";
/** The instructors' monitor: a tile a student, those who share a trouble, hands, how far the class is, and what reaches all. */
import { ArrowLeft, BookOpen, Grid3x3, Presentation, Table2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect } from "react";
import { useNames } from "../classroom/useNames.ts";
import { useUnanswered } from "../classroom/useUnanswered.ts";
import { WaitingButton } from "../door/WaitingButton.tsx";
import { LeadBar } from "../live/LeadBar.tsx";
import { ConnectionNotice } from "../room/ConnectionNotice.tsx";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Trouble } from "../room/Trouble.tsx";
import { troubleOf } from "../room/troubleKinds.ts";
import { RoomClock } from "../time/RoomClock.tsx";
import { Select } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Toaster } from "../ui/Toaster.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";
import { AskAll } from "./AskAll.tsx";
import { Checkpoints } from "./Checkpoints.tsx";
import { ClassControls } from "./ClassControls.tsx";
import { ClassProgress } from "./ClassProgress.tsx";
import { Groups } from "./Groups.tsx";
import { Hands } from "./Hands.tsx";
import { HelpCount } from "./HelpCount.tsx";
import { Recovery } from "./Recovery.tsx";
import { Tiles } from "./Tiles.tsx";
import { isSmall, type MonitorView, useMonitorView } from "./useMonitorView.ts";
import { useName } from "./useName.ts";
import { type Show, SHOWS, type Sort, SORTS, type Student, useStudents } from "./useStudents.ts";
import { WatchPanel } from "./WatchPanel.tsx";

export function MonitorScreen({ roomId }: { readonly roomId: string }) {
  const frame = useTranslations("frame");
  const connection = useConnection();
  const you = useRoomPart((snapshot) => snapshot.you);
  const phase = useRoomPart((snapshot) => snapshot.phase);
  const problem = useRoomPart((snapshot) => snapshot.problem);
  const problems = useTranslations("problem");
  const students = useStudents();
  const [view, change] = useMonitorView();
  const teaches = you?.role === "instructor";
  useEffect(() => {
    if (phase === "live" && teaches) connection.monitor(true);
    return () => connection.monitor(false);
  }, [connection, phase, teaches]);
  if (phase === "refused") return <Trouble kind={troubleOf(problem?.code ?? "", you !== undefined)} />;
  if (you && !teaches) return <Trouble kind="teachers" back={{ href: `/room/${roomId}`, label: problems("toRoom") }} />;
  const { projector } = view;
  return (
    <TooltipProvider delayDuration={400}>
      <div
        className={`flex flex-col ${projector ? "min-h-[calc(100dvh/1.5)] lg:h-[calc(100dvh/1.5)]" : "min-h-dvh lg:h-dvh"}`}
        style={projector ? { zoom: 1.5 } : {}}
        data-testid="monitor"
        data-phase={phase}
      >
        <Header roomId={roomId} count={students.length} view={view} onView={change} />
        <ConnectionNotice />
        <LeadBar room={`/room/${roomId}`} />
        <Board students={students} view={view} onView={change} />
        <Toaster label={frame("notices")} />
      </div>
    </TooltipProvider>
  );
}

interface ViewProps {
  readonly view: MonitorView;
  onView(change: Partial<MonitorView>): void;
}

const LINK = "flex items-center gap-1 text-[13px] text-soft hover:text-ink";

function Header({ roomId, count, view, onView }: ViewProps & { readonly roomId: string; readonly count: number }) {
  const t = useTranslations("classroom");
  const results = useTranslations("results");
  const room = useRoomPart((snapshot) => snapshot.room);
  const small = isSmall(view, count);
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
      <a href={`/room/${roomId}`} className={LINK}>
        <ArrowLeft size={16} aria-hidden />
        {t("toRoom")}
      </a>
      <h1 className="min-w-0 truncate text-[16px] font-semibold">{room?.name}</h1>
      <span className="text-[13px] text-soft tabular-nums">{t("students", { count })}</span>
      <a href={`/room/${roomId}/results`} className={LINK}>
        <Table2 size={15} aria-hidden />
        {results("title")}
      </a>
      <a href={`/room/${roomId}/lessons`} className={LINK}>
        <BookOpen size={15} aria-hidden />
        {t("lessons")}
      </a>
      <span className="flex-1" />
      <RoomClock history={`/room/${roomId}?history=1`} />
      {!view.projector && <HelpCount />}
      <WaitingButton />
      <Choice label={t("sort")} value={view.sort} onChange={(sort) => onView({ sort: sort as Sort })}>
        {SORTS.map((one) => [one, t(`sorts.${one}`)])}
      </Choice>
      <Choice label={t("show")} value={view.show} onChange={(show) => onView({ show: show as Show })}>
        {SHOWS.map((one) => [one, t(`shows.${one}`)])}
      </Choice>
      <IconButton icon={Grid3x3} label={t("smallTiles")} on={small} onClick={() => onView({ small: !small })} />
      <IconButton
        icon={Presentation}
        label={t("projector")}
        on={view.projector}
        onClick={() => onView({ projector: !view.projector })}
      />
    </header>
  );
}

function Choice({
  label,
  value,
  onChange,
  children,
}: {
  readonly label: string;
  readonly value: string;
  onChange(value: string): void;
  readonly children: readonly (readonly [value: string, text: string])[];
}) {
  return (
    <label className="flex items-center gap-1.5 text-[12px] text-soft">
      {label}
      <Select value={value} onChange={(event) => onChange(event.target.value)}>
        {children.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </Select>
    </label>
  );
}

/**
 * On a phone whoever waits for help comes before the tiles. On a projector there are neither questions nor words nor screens of
 * students: they were told that others do not see them.
 */
function Board({ students, view, onView }: ViewProps & { readonly students: readonly Student[] }) {
  const { projector, watched } = view;
  const nameOf = useName(projector);
  const names = useNames();
  const nameById = useCallback(
    (id: string) => {
      const student = students.find(({ person }) => person.id === id);
      return student ? nameOf(student) : names(id);
    },
    [students, nameOf, names],
  );
  const writing = new Set(useUnanswered().map(({ from }) => from));
  const watch = useCallback((person: string | undefined) => onView({ watched: person }), [onView]);
  const watchedStudent = projector ? undefined : students.find(({ person }) => person.id === watched);
  return (
    <div className="flex min-h-0 flex-1 flex-col lg:grid lg:grid-cols-[minmax(0,1fr)_360px]">
      <main className="min-h-0 p-4 max-lg:order-2 lg:overflow-auto">
        {watchedStudent && (
          <WatchPanel
            key={watchedStudent.person.id}
            person={watchedStudent.person.id}
            name={nameOf(watchedStudent)}
            onClose={() => watch(undefined)}
          />
        )}
        <Tiles students={students} view={view} writing={writing} onWatch={watch} />
      </main>
      <aside className="max-lg:contents lg:min-h-0 lg:space-y-5 lg:overflow-auto lg:border-l lg:border-line lg:p-4">
        {!projector && (
          <div className="max-lg:order-3 max-lg:border-t max-lg:border-line max-lg:p-4 max-lg:pb-0">
            <ClassControls />
          </div>
        )}
        <div className="space-y-5 max-lg:order-1 max-lg:border-b max-lg:border-line max-lg:p-4">
          {!projector && (
            <div id="help" className="space-y-5">
              <Hands nameOf={nameById} onWatch={watch} />
            </div>
          )}
          <Groups students={students} hidden={projector} />
        </div>
        <div className="space-y-5 max-lg:order-4 max-lg:p-4">
          <Recovery students={students} hidden={projector} />
          <AskAll />
          <ClassProgress students={students} />
          {!projector && <Checkpoints />}
        </div>
      </aside>
    </div>
  );
}
