"use client";
/** What a link to lessons leads to: what is in them, and taking copies into a room one teaches in. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { checkedLesson, type LessonTexts, readOwnLesson } from "../../server/protocol/lessonText/ownLesson.ts";
import { joinCourse } from "../../server/protocol/lessonText/courseFile.ts";
import { sharedLessons, uploadLessons } from "../client/lessons.ts";
import { createRoom, recentRooms, RoomProblem } from "../client/rooms.ts";
import { AllTexts } from "../i18n/AllTexts.tsx";
import { AuthoringTexts } from "../i18n/AuthoringTexts.tsx";
import { PageHeader } from "../meta/PageHeader.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { LessonText } from "../lesson/LessonText.tsx";
import { PreviewContext } from "../lesson/PreviewContext.ts";
import { madeRoom } from "../room/madeRoom.ts";
import { Button, Select } from "../ui/controls.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";
import { saveLessons } from "./files.ts";

export function SharedLessons() {
  return (
    <AllTexts>
      <AuthoringTexts>
        <TooltipProvider delayDuration={400}>
          <PreviewContext value>
            <Shared />
          </PreviewContext>
        </TooltipProvider>
      </AuthoringTexts>
    </AllTexts>
  );
}

type Rooms = Awaited<ReturnType<typeof recentRooms>>["rooms"];

function Shared() {
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  const [lessons, setLessons] = useState<readonly LessonTexts[]>();
  const [rooms, setRooms] = useState<Rooms>([]);
  const [room, setRoom] = useState("");
  const [problem, setProblem] = useState<RoomProblem>();
  const [busy, setBusy] = useState(false);
  const fail = (error: unknown): void => {
    if (!(error instanceof RoomProblem)) throw error;
    setProblem(error);
    setBusy(false);
  };
  useEffect(() => {
    const token = /#k=([\w-]+)/.exec(location.hash)?.[1] ?? "";
    sharedLessons(token).then(({ lessons: given }) => setLessons(given), fail);
    recentRooms().then(
      ({ rooms: known }) => setRooms(known),
      () => setRooms([]),
    );
  }, []);
  const take = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      let into = room;
      if (into === "") {
        const made = await madeRoom(createRoom({}));
        into = made.room.id;
        setRoom(into);
      }
      const { saved } = await uploadLessons(into, [joinCourse(lessons ?? [])], true);
      location.assign(`/room/${into}/lessons?lesson=${saved[0]?.lesson ?? ""}`);
    } catch (error) {
      fail(error);
    }
  };
  return (
    <main className="mx-auto flex min-h-dvh max-w-3xl flex-col gap-4 px-5 py-4" data-testid="shared-lessons">
      <PageHeader />
      <h1 className="text-[20px] font-semibold">{t("sharedTitle")}</h1>
      {problem && (
        <p role="alert" className="text-[13px] text-failing">
          {problem.code === "not-allowed" ? t("notTeaching") : problem.text[locale]}
        </p>
      )}
      {lessons && (
        <>
          <p className="text-[13px] text-soft break-keep">{t("sharedLead")}</p>
          <div className="flex flex-wrap items-center gap-2">
            <Select
              aria-label={t("into")}
              value={room}
              onChange={(event) => setRoom(event.target.value)}
              className="max-w-64"
            >
              <option value="">{t("newRoom")}</option>
              {rooms.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
            <Button look="primary" disabled={busy} onClick={() => void take()} data-testid="take">
              {t("take")}
            </Button>
            <Button onClick={() => saveLessons("course", lessons)}>{t("download")}</Button>
          </div>
          {lessons.map((texts) => (
            <SharedLesson key={Object.values(texts)[0]} texts={texts} />
          ))}
        </>
      )}
    </main>
  );
}

function SharedLesson({ texts }: { readonly texts: LessonTexts }) {
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  const reading = readOwnLesson(texts);
  const lesson = reading.lessons[locale] ?? checkedLesson(reading);
  if (!lesson) return null;
  return (
    <section className="rounded-panel border border-line p-4" lang={lesson.language}>
      <h2 className="text-[16px] font-semibold">{lesson.title}</h2>
      <p className="mb-2 text-[12px] text-soft">
        {t("sharedAbout", { minutes: lesson.minutes, languages: Object.keys(reading.lessons).join(" · ") })}
      </p>
      <LessonText text={lesson.intro} lead />
      {lesson.steps.map((step) => (
        <details key={step.id} className="mt-2">
          <summary className="text-[13px] font-medium">{step.title}</summary>
          <div className="mt-2 pl-4">
            <LessonText text={step.text} />
            <ul className="mt-2 list-disc pl-5 text-[13px] text-soft">
              {step.checks.map((that) => (
                <li key={that}>{that}</li>
              ))}
            </ul>
          </div>
        </details>
      ))}
    </section>
  );
}
