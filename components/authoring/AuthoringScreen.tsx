"use client";
/** The instructors' page of lessons: what is on the shelf and in the plan, the lesson that is written, and how it looks. */
import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { type Course, LESSON_LANGUAGES, type LessonLanguage, OWN_COURSE } from "../../server/protocol/lessons.ts";
import { type LessonTexts, readOwnLesson } from "../../server/protocol/lessonText/ownLesson.ts";
import { AuthoringTexts } from "../i18n/AuthoringTexts.tsx";
import { PreferenceButtons } from "../i18n/PreferenceButtons.tsx";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useStandardCourses } from "../lesson/useCourses.ts";
import { ConnectionNotice } from "../room/ConnectionNotice.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import { Trouble } from "../room/Trouble.tsx";
import { useRoomy } from "../room/useViewport.ts";
import { TabBar, TabPanel } from "../ui/controls.tsx";
import { Toaster } from "../ui/Toaster.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";
import { newDraft } from "./drafts.ts";
import { ImpactDialog } from "./ImpactDialog.tsx";
import { stepAt, stepStart } from "./language/regions.ts";
import { nameIn } from "./lessonNames.ts";
import { NameTaken } from "./NameTaken.tsx";
import { PlanPanel } from "./PlanPanel.tsx";
import { Preview } from "./Preview.tsx";
import { ShareLessons } from "./ShareLessons.tsx";
import { ShelfList, useTitle } from "./ShelfList.tsx";
import { lastChanged, shelfItems } from "./shelfItems.ts";
import { template } from "./template.ts";
import { useAuthoring } from "./useAuthoring.ts";
import { usePlanNames } from "./usePlanNames.ts";
import { useShelf } from "./useShelf.ts";
import { useUnsent } from "./useUnsent.ts";
import { useWriting } from "./useWriting.ts";
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
  const standard = useStandardCourses();
  const titleOf = useTitle();
  const [id, setId] = useState(() => new URLSearchParams(location.search).get("lesson") ?? undefined);
  const [view, setView] = useState<LessonLanguage | "both">(locale);
  const [focus, setFocus] = useState<{ readonly language: LessonLanguage; readonly step: number }>();
  const [goTo, setGoTo] = useState<{ readonly at: number }>();
  const [side, setSide] = useState<Side>("write");
  const [sharing, setSharing] = useState(false);
  const problem = useRef((_: unknown): void => {});
  const { shelf, look } = useShelf(roomId, (error) => problem.current(error));
  const lessons = shelf?.lessons ?? [];
  const courses: readonly Course[] = Array.isArray(standard) ? standard : [];
  const planNames = usePlanNames(lessons, courses);
  const unsent = useUnsent(roomId, id);
  const items = useMemo(() => shelfItems(shelf ?? { lessons: [], drafts: [] }, unsent), [shelf, unsent]);

  const open = (next: string): void => {
    setId(next);
    setSide("write");
    history.replaceState(null, "", `?lesson=${encodeURIComponent(next)}`);
  };
  const openNew = (): void => open(newDraft());
  /** Where somebody saved it as a lesson, that goes on. */
  const goOn = (last: LessonTexts): void => {
    const name = nameIn(last);
    if (lessons.some(({ lesson }) => lesson === name && lesson !== id)) open(name);
    else openNew();
  };
  useEffect(() => {
    // Without a lesson in the address, what was worked on last stands open.
    if (id === undefined && shelf) setId(lastChanged(items) ?? newDraft());
  }, [id, shelf, items]);

  const fresh = (): LessonTexts => template(locale, new Set(lessons.map(({ lesson }) => lesson)));
  const desk = useWriting({ roomId, id: shelf ? id : undefined, shelf, fresh, onGone: goOn });
  const deeds = useAuthoring({ roomId, desk, lessons, titleOf, open, openNew, look });
  problem.current = deeds.onProblem;
  const texts = desk.writing?.texts;
  const reading = useMemo(() => readOwnLesson(texts ?? {}), [texts]);
  const opened = desk.writing?.id;
  useEffect(() => {
    // A lesson that is in one language opens in that.
    const [only, ...more] = LESSON_LANGUAGES.filter((language) => texts?.[language] !== undefined);
    if (only && more.length === 0) setView(only);
    // oxlint-disable-next-line react/exhaustive-deps -- as it is opened, not as it is written
  }, [opened]);

  const language: LessonLanguage = view === "both" ? (focus?.language ?? locale) : view;
  const shownIn = reading.lessons[language] ? language : language === "ko" ? "en" : "ko";
  const shelfSide = (
    <div className="h-full overflow-auto">
      <ShelfList
        items={items}
        removed={shelf?.removed ?? []}
        hasLessons={lessons.length > 0}
        open={id}
        onOpen={open}
        onNew={openNew}
        onUpload={(files) => void deeds.upload(files)}
        onDownload={() => void deeds.downloadAll()}
        onShare={() => setSharing(true)}
        onRemove={(item) => void deeds.remove(item)}
        onBringBack={(removed) => void deeds.bringBack(removed)}
      />
      <PlanPanel roomId={roomId} lessons={lessons} courses={courses} onProblem={deeds.onProblem} />
    </div>
  );
  const writingSide = (
    <WritingPanel
      desk={desk}
      reading={reading}
      summary={lessons.find(({ lesson }) => lesson === id)}
      view={view}
      goTo={goTo}
      busy={deeds.busy}
      given={deeds.plan.lessons.find((one) => one.course === OWN_COURSE && one.lesson === id)?.version}
      onView={setView}
      onPlace={(in_, position) => setFocus({ language: in_, step: stepAt(texts?.[in_] ?? "", position) })}
      onSave={() => void (desk.writing?.other ? undefined : deeds.save())}
      onTry={() => void deeds.play()}
      onGive={() => void deeds.give()}
      onTakeOut={() => void deeds.takeOut()}
      onDiscard={() => void deeds.discard()}
      onTheirs={() => void deeds.takeTheirs()}
      onMine={() => void deeds.keepMine()}
      onBoth={() => void deeds.keepBoth()}
      onProblem={deeds.onProblem}
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
    <div className="flex h-dvh flex-col" data-testid="authoring" data-phase={phase} data-ready={opened !== undefined}>
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
            onChange={(next) => setSide(next as Side)}
            items={(["shelf", "write", "preview"] as const).map((one) => ({ id: one, label: t(`sides.${one}`) }))}
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
          onProblem={deeds.onProblem}
          onClose={() => setSharing(false)}
        />
      )}
      {deeds.taken && (
        <NameTaken
          name={deeds.taken.name}
          free={deeds.taken.free}
          version={deeds.taken.version + 1}
          onFree={() => deeds.answerTaken("free")}
          onNext={() => deeds.answerTaken("next")}
          onClose={() => deeds.answerTaken()}
        />
      )}
      {deeds.giving && (
        <ImpactDialog
          plan={deeds.giving.plan.lessons.map(planNames.whole)}
          impact={deeds.giving.impact}
          nameOf={(lesson) => planNames.name({ course: OWN_COURSE, lesson })}
          onClose={() => deeds.answerGiving(false)}
          onGive={() => deeds.answerGiving(true)}
        />
      )}
      <Toaster label={t("title")} />
    </div>
  );
}
