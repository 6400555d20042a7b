"use client";
/** The instructors' page of lessons: what is on the shelf and in the plan, the lesson that is written, and how it looks. */
import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { LESSON_LANGUAGES, type LessonLanguage, type OwnLessonSummary } from "../../server/protocol/lessons.ts";
import { readOwnLesson } from "../../server/protocol/lessonText/ownLesson.ts";
import { beginTrial, fetchLesson, removeLesson, uploadLessons } from "../client/lessons.ts";
import { RoomProblem } from "../client/rooms.ts";
import { AuthoringTexts } from "../i18n/AuthoringTexts.tsx";
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useStandardCourses } from "../lesson/useCourses.ts";
import { ConnectionNotice } from "../room/ConnectionNotice.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Trouble } from "../room/Trouble.tsx";
import { useRoomy, useViewport } from "../room/useViewport.ts";
import { Button, TabBar, TabPanel } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { Toaster } from "../ui/Toaster.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";
import { keepDraft, NEW } from "./drafts.ts";
import { saveLessons } from "./files.ts";
import { stepAt, stepStart } from "./language/regions.ts";
import { PlanPanel } from "./PlanPanel.tsx";
import { Preview } from "./Preview.tsx";
import { ShareLessons } from "./ShareLessons.tsx";
import { ShelfList, useTitle } from "./ShelfList.tsx";
import { useShelf } from "./useShelf.ts";
import { nameIn, useWriting } from "./useWriting.ts";
import { WritingPanel } from "./WritingPanel.tsx";

export function AuthoringScreen({ roomId }: { readonly roomId: string }) {
  const problems = useTranslations("problem");
  const you = useRoomPart((snapshot) => snapshot.you);
  if (you && you.role !== "instructor")
    return <Trouble kind="teachers" back={{ href: `/room/${roomId}`, label: problems("toRoom") }} />;
  return (
    <AuthoringTexts>
      <TooltipProvider delayDuration={400}>
        <Authoring roomId={roomId} />
      </TooltipProvider>
    </AuthoringTexts>
  );
}

type Side = "shelf" | "write" | "preview";

function Authoring({ roomId }: { readonly roomId: string }) {
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  const room = useRoomPart((snapshot) => snapshot.room);
  const phase = useRoomPart((snapshot) => snapshot.phase);
  const roomy = useRoomy();
  const viewport = useViewport();
  const courses = useStandardCourses();
  const titleOf = useTitle();
  const [lesson, setLesson] = useState(() => new URLSearchParams(location.search).get("lesson") ?? NEW);
  const [view, setView] = useState<LessonLanguage | "both">(locale);
  const [focus, setFocus] = useState<{ readonly language: LessonLanguage; readonly step: number }>();
  const [goTo, setGoTo] = useState<{ readonly at: number }>();
  const [side, setSide] = useState<Side>("write");
  const [busy, setBusy] = useState(false);
  const [sharing, setSharing] = useState(false);
  const [removing, setRemoving] = useState<OwnLessonSummary>();
  const tell = useRef((_: unknown): void => {});
  tell.current = (error) =>
    void toast.error(error instanceof RoomProblem ? error.text[locale] : t("failed"), { duration: 12_000 });
  const onProblem = (error: unknown): void => tell.current(error);
  const { shelf, look } = useShelf(roomId, onProblem);
  const desk = useWriting(roomId, lesson, onProblem);
  const texts = desk.writing?.texts;
  const reading = useMemo(() => readOwnLesson(texts ?? {}), [texts]);
  const lessons = shelf?.lessons ?? [];
  const opened = desk.writing?.lesson;
  useEffect(() => {
    // A lesson that is in one language opens in that.
    const [only, ...more] = LESSON_LANGUAGES.filter((language) => texts?.[language] !== undefined);
    if (only && more.length === 0) setView(only);
    // oxlint-disable-next-line react/exhaustive-deps -- as it is opened, not as it is written
  }, [opened]);

  const open = (next: string): void => {
    setLesson(next);
    setSide("write");
    history.replaceState(null, "", next === NEW ? location.pathname : `?lesson=${next}`);
  };
  const during = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      onProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const save = (over?: number): Promise<void> =>
    during(async () => {
      try {
        const saved = await desk.save(over);
        look();
        if (saved.lesson !== lesson) open(saved.lesson);
        toast.success(t("savedAs", { version: saved.version }));
      } catch (error) {
        if (!(error instanceof RoomProblem) || error.code !== "conflict") throw error;
        // Theirs stays as a version; whoever has seen it may put this one over it.
        const { version } = await fetchLesson(roomId, nameIn(texts ?? {}));
        look();
        toast.error(error.text[locale], {
          duration: 30_000,
          action: { label: t("saveOver", { version }), onClick: () => void save(version) },
        });
      }
    });
  const play = (): Promise<void> =>
    during(async () => {
      const { room: trial, step } = await beginTrial(roomId, texts ?? {});
      sessionStorage.setItem(`podroom:trial:${trial.id}`, lesson);
      const view = viewport === "phone" ? "&view=lesson" : "";
      location.assign(`/room/${trial.id}?step=${encodeURIComponent(`${step}/`)}${view}`);
    });
  const upload = (files: readonly File[]): Promise<void> =>
    during(async () => {
      if (files.length === 0) return;
      const { saved } = await uploadLessons(roomId, await Promise.all(files.map((file) => file.text())));
      for (const one of saved) keepDraft(roomId, one.lesson, undefined);
      look();
      toast.success(t("uploaded", { count: saved.length }));
      if (saved[0]) open(saved[0].lesson);
    });
  const downloadAll = (): Promise<void> =>
    during(async () => {
      const all = await Promise.all(lessons.map((one) => fetchLesson(roomId, one.lesson)));
      saveLessons(
        "course",
        all.map((one) => one.texts),
      );
    });

  const language: LessonLanguage = view === "both" ? (focus?.language ?? locale) : view;
  const shownIn = reading.lessons[language] ? language : language === "ko" ? "en" : "ko";
  const shelfSide = (
    <div className="h-full overflow-auto">
      <ShelfList
        lessons={lessons}
        open={lesson}
        onOpen={open}
        onNew={() => open(NEW)}
        onUpload={(files) => void upload(files)}
        onDownload={() => void downloadAll()}
        onShare={() => setSharing(true)}
        onRemove={setRemoving}
      />
      <PlanPanel
        roomId={roomId}
        lessons={lessons}
        courses={Array.isArray(courses) ? courses : []}
        onProblem={onProblem}
      />
    </div>
  );
  const writingSide = (
    <WritingPanel
      desk={desk}
      reading={reading}
      summary={lessons.find((one) => one.lesson === lesson)}
      view={view}
      goTo={goTo}
      busy={busy}
      onView={setView}
      onPlace={(in_, position) => setFocus({ language: in_, step: stepAt(texts?.[in_] ?? "", position) })}
      onSave={() => void save()}
      onTry={() => void play()}
      onProblem={onProblem}
    />
  );
  const previewSide = (
    <Preview
      lesson={reading.lessons[shownIn]}
      language={shownIn}
      index={focus?.step ?? 0}
      onGo={(step) => {
        setFocus({ language: shownIn, step });
        setGoTo({ at: stepStart(texts?.[shownIn] ?? "", step) });
      }}
    />
  );
  const sides = { shelf: shelfSide, write: writingSide, preview: previewSide };
  return (
    <div className="flex h-dvh flex-col" data-testid="authoring" data-phase={phase} data-ready={shelf !== undefined}>
      <header className="flex items-center gap-3 border-b border-line px-4 py-2">
        <a href={`/room/${roomId}`} className="flex shrink-0 items-center gap-1 text-[13px] text-soft hover:text-ink">
          <ArrowLeft size={16} aria-hidden />
          <span className="max-sm:sr-only">{t("toRoom")}</span>
        </a>
        <h1 className="min-w-0 flex-1 truncate text-[16px] font-semibold">
          {t("title")}
          {room?.name && <span className="font-normal text-soft"> · {room.name}</span>}
        </h1>
        <PreferenceButtons />
      </header>
      <ConnectionNotice />
      {roomy ? (
        <main className="grid min-h-0 flex-1 grid-cols-[272px_minmax(0,1fr)_minmax(320px,400px)] divide-x divide-line">
          {shelfSide}
          {writingSide}
          <div className="min-h-0">{previewSide}</div>
        </main>
      ) : (
        <main className="flex min-h-0 flex-1 flex-col">
          <TabBar
            name="side"
            label={t("title")}
            value={side}
            onChange={(id) => setSide(id as Side)}
            items={(["shelf", "write", "preview"] as const).map((id) => ({ id, label: t(`sides.${id}`) }))}
          />
          <TabPanel name="side" value={side} className="min-h-0 flex-1 border-t border-line">
            {sides[side]}
          </TabPanel>
        </main>
      )}
      {sharing && (
        <ShareLessons
          roomId={roomId}
          lessons={lessons}
          shares={shelf?.shares ?? []}
          onChange={look}
          onProblem={onProblem}
          onClose={() => setSharing(false)}
        />
      )}
      {removing && (
        <Modal
          open
          onOpenChange={() => setRemoving(undefined)}
          title={t("remove", { title: titleOf(removing) })}
          lead={t("removeLead")}
        >
          <div className="flex justify-end gap-2">
            <Button onClick={() => setRemoving(undefined)}>{t("cancel")}</Button>
            <Button
              look="danger"
              onClick={() => {
                setRemoving(undefined);
                void during(async () => {
                  await removeLesson(roomId, removing.lesson);
                  keepDraft(roomId, removing.lesson, undefined);
                  if (lesson === removing.lesson) open(NEW);
                  look();
                });
              }}
            >
              {t("removeNow")}
            </Button>
          </div>
        </Modal>
      )}
      <Toaster label={t("title")} />
    </div>
  );
}
