"use client";
/** The instructors' monitor: a tile a student, those who share a trouble, hands, how far the class is, and what reaches all. */
import { ArrowLeft, BookOpen, EyeOff, Table2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { WaitingButton } from "../door/WaitingButton.tsx";
import { LeadBar } from "../live/LeadBar.tsx";
import { ConnectionNotice } from "../room/ConnectionNotice.tsx";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { Trouble } from "../room/Trouble.tsx";
import { troubleOf } from "../room/troubleKinds.ts";
import { Select } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Toaster } from "../ui/Toaster.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";
import { AskAll } from "./AskAll.tsx";
import { ClassControls } from "./ClassControls.tsx";
import { ClassProgress } from "./ClassProgress.tsx";
import { Groups } from "./Groups.tsx";
import { Hands } from "./Hands.tsx";
import { Recovery } from "./Recovery.tsx";
import { StudentTile } from "./StudentTile.tsx";
import { useName } from "./useName.ts";
import { WatchPanel } from "./WatchPanel.tsx";
import { arranged, type Show, SHOWS, type Sort, SORTS, useStudents } from "./useStudents.ts";

export function MonitorScreen({ roomId }: { readonly roomId: string }) {
  const t = useTranslations("classroom");
  const frame = useTranslations("frame");
  const results = useTranslations("results");
  const connection = useConnection();
  const room = useRoomPart((snapshot) => snapshot.room);
  const you = useRoomPart((snapshot) => snapshot.you);
  const phase = useRoomPart((snapshot) => snapshot.phase);
  const problem = useRoomPart((snapshot) => snapshot.problem);
  const problems = useTranslations("problem");
  const students = useStudents();
  const [sort, setSort] = useState<Sort>("stuck");
  const [show, setShow] = useState<Show>("all");
  const [hidden, setHidden] = useState(false);
  const [watched, setWatched] = useState<string>();
  const nameOf = useName(hidden);
  const watchedStudent = students.find(({ person }) => person.id === watched);
  const teaches = you?.role === "instructor";
  useEffect(() => {
    if (phase === "live" && teaches) connection.monitor(true);
    return () => connection.monitor(false);
  }, [connection, phase, teaches]);
  if (phase === "refused") return <Trouble kind={troubleOf(problem?.code ?? "", you !== undefined)} />;
  if (you && !teaches) return <Trouble kind="teachers" back={{ href: `/room/${roomId}`, label: problems("toRoom") }} />;
  return (
    <TooltipProvider delayDuration={400}>
      <div className="flex min-h-dvh flex-col lg:h-dvh" data-testid="monitor" data-phase={phase}>
        <header className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2">
          <a href={`/room/${roomId}`} className="flex items-center gap-1 text-[13px] text-soft hover:text-ink">
            <ArrowLeft size={16} aria-hidden />
            {t("toRoom")}
          </a>
          <h1 className="min-w-0 truncate text-[16px] font-semibold">{room?.name}</h1>
          <span className="text-[13px] text-soft tabular-nums">{t("students", { count: students.length })}</span>
          <a href={`/room/${roomId}/results`} className="flex items-center gap-1 text-[13px] text-soft hover:text-ink">
            <Table2 size={15} aria-hidden />
            {results("title")}
          </a>
          <a href={`/room/${roomId}/lessons`} className="flex items-center gap-1 text-[13px] text-soft hover:text-ink">
            <BookOpen size={15} aria-hidden />
            {t("lessons")}
          </a>
          <span className="flex-1" />
          <WaitingButton />
          <label className="flex items-center gap-1.5 text-[12px] text-soft">
            {t("sort")}
            <Select value={sort} onChange={(event) => setSort(event.target.value as Sort)}>
              {SORTS.map((one) => (
                <option key={one} value={one}>
                  {t(`sorts.${one}`)}
                </option>
              ))}
            </Select>
          </label>
          <label className="flex items-center gap-1.5 text-[12px] text-soft">
            {t("show")}
            <Select value={show} onChange={(event) => setShow(event.target.value as Show)}>
              {SHOWS.map((one) => (
                <option key={one} value={one}>
                  {t(`shows.${one}`)}
                </option>
              ))}
            </Select>
          </label>
          <IconButton icon={EyeOff} label={t("hideNames")} on={hidden} onClick={() => setHidden(!hidden)} />
        </header>
        <ConnectionNotice />
        <LeadBar room={`/room/${roomId}`} />
        <div className="grid min-h-0 flex-1 lg:grid-cols-[minmax(0,1fr)_360px]">
          <main className="min-h-0 overflow-auto p-4">
            {watchedStudent && (
              <WatchPanel
                key={watchedStudent.person.id}
                person={watchedStudent.person.id}
                name={nameOf(watchedStudent)}
                onClose={() => setWatched(undefined)}
              />
            )}
            <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,230px),1fr))] gap-2">
              {arranged(students, sort, show).map((student) => (
                <li key={student.person.id}>
                  <StudentTile
                    student={student}
                    hidden={hidden}
                    watched={student.person.id === watched}
                    onWatch={setWatched}
                  />
                </li>
              ))}
            </ul>
          </main>
          <aside className="min-h-0 space-y-5 overflow-auto border-l border-line p-4 max-lg:border-t max-lg:border-l-0">
            <ClassControls />
            <Hands students={students} hidden={hidden} onWatch={setWatched} />
            <Groups students={students} hidden={hidden} />
            <Recovery students={students} hidden={hidden} />
            <AskAll />
            <ClassProgress students={students} />
          </aside>
        </div>
        <Toaster label={frame("notices")} />
      </div>
    </TooltipProvider>
  );
}
