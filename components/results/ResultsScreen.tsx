"use client";
/** The instructors' page of what came of lessons: students in rows, a course at a time, and the same as files. */
import { ArrowLeft, Download, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { resultsFile } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { ConnectionNotice } from "../room/ConnectionNotice.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Button, Select } from "../ui/controls.tsx";
import { FileLink } from "../ui/FileLink.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";
import { AskedQuestions } from "./AskedQuestions.tsx";
import { StudentTable } from "./StudentTable.tsx";
import { useResults } from "./useResults.ts";

export function ResultsScreen({ roomId }: { readonly roomId: string }) {
  const t = useTranslations("results");
  const { locale } = usePreferences();
  const room = useRoomPart((snapshot) => snapshot.room);
  const you = useRoomPart((snapshot) => snapshot.you);
  const phase = useRoomPart((snapshot) => snapshot.phase);
  const teaches = you?.role === "instructor";
  const { results, failed, again } = useResults(roomId, phase === "live" && teaches);
  const [wanted, setWanted] = useState("");
  const [hidden, setHidden] = useState(false);
  if (you && !teaches) return <p className="grid min-h-dvh place-items-center p-6 text-soft">{t("onlyTeachers")}</p>;
  const courses = results?.courses ?? [];
  const course = courses.find(({ id }) => id === wanted) ?? courses[0];
  return (
    <TooltipProvider delayDuration={400}>
      <div className="flex h-dvh flex-col" data-testid="results" data-phase={phase} data-ready={results !== undefined}>
        <header className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2">
          <a href={`/room/${roomId}/monitor`} className="flex items-center gap-1 text-[13px] text-soft hover:text-ink">
            <ArrowLeft size={16} aria-hidden />
            {t("toMonitor")}
          </a>
          <h1 className="min-w-0 truncate text-[16px] font-semibold">
            {t("title")}
            {room?.name && <span className="font-normal text-soft"> · {room.name}</span>}
          </h1>
          <span className="flex-1" />
          {courses.length > 0 && (
            <label className="flex min-w-0 items-center gap-1.5 text-[12px] text-soft">
              {t("course")}
              <Select
                className="min-w-0 max-w-56"
                value={course?.id ?? ""}
                onChange={(event) => setWanted(event.target.value)}
              >
                {courses.map(({ id, title }) => (
                  <option key={id} value={id}>
                    {title}
                  </option>
                ))}
              </Select>
            </label>
          )}
          {course && (
            <>
              <FileLink href={resultsFile(roomId, "csv", locale, course.id)}>
                <Download size={14} aria-hidden />
                {t("csv")}
              </FileLink>
              <FileLink href={resultsFile(roomId, "json", locale, course.id)}>
                <Download size={14} aria-hidden />
                {t("json")}
              </FileLink>
            </>
          )}
          <IconButton icon={EyeOff} label={t("hideNames")} on={hidden} onClick={() => setHidden(!hidden)} />
        </header>
        <ConnectionNotice />
        <main className="min-h-0 flex-1 overflow-auto px-3 pb-6">
          {failed && (
            <p role="alert" className="m-3 flex flex-wrap items-center gap-3 text-[13px] text-failing">
              {t("failed")}
              <Button onClick={again}>{t("again")}</Button>
            </p>
          )}
          {results && !course && <p className="p-6 text-soft">{t("noCourses")}</p>}
          {course && course.students.length === 0 && <p className="p-6 text-soft">{t("none")}</p>}
          {course && course.students.length > 0 && <StudentTable course={course} hidden={hidden} />}
          <AskedQuestions roomId={roomId} hidden={hidden} />
        </main>
      </div>
    </TooltipProvider>
  );
}
