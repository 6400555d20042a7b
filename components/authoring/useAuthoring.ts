"use client";
/** What instructors do with the lesson that is open, and with those on the shelf; what fails is told. */
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { Plan, PlannedLesson } from "../../server/protocol/classroom/ClassState.ts";
import { OWN_COURSE } from "../../server/protocol/lessons.ts";
import type { LessonImpact, OwnLessonSummary, RemovedLesson } from "../../server/protocol/ownLessons.ts";
import { gathered, splitCourse } from "../../server/protocol/lessonText/courseFile.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import {
  assignPlan,
  beginTrial,
  bringBack,
  fetchLesson,
  keepDraft,
  previewPlan,
  removeDraft,
  removeLesson,
  uploadLessons,
} from "../client/lessons.ts";
import { keptByTab } from "../client/kept.ts";
import { RoomProblem } from "../client/rooms.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import { useViewport } from "../room/useViewport.ts";
import { newDraft, unsentOf } from "./drafts.ts";
import { saveLessons } from "./files.ts";
import { freeName, nameIn, underName } from "./lessonNames.ts";
import type { ShelfItem } from "./shelfItems.ts";
import type { WritingDesk } from "./useWriting.ts";

const EMPTY: Plan = { title: "", lessons: [] };
const UNDO_MS = 10_000;

export interface AuthoringParts {
  readonly roomId: string;
  readonly desk: WritingDesk;
  readonly lessons: readonly OwnLessonSummary[];
  readonly titleOf: (item: ShelfItem) => string;
  open(id: string): void;
  openNew(): void;
  look(): void;
}

/** A name that is to be given to a lesson and is another's. */
export interface TakenName {
  readonly name: string;
  readonly free: string;
  /** The newest version of the other. */
  readonly version: number;
  /** What was to be done once it is saved. */
  readonly then: ((lesson: string, version: number) => Promise<void>) | undefined;
}

export interface Giving {
  readonly plan: Plan;
  readonly impact: readonly LessonImpact[];
}

export function useAuthoring(parts: AuthoringParts) {
  const { roomId, desk, lessons, open, look } = parts;
  const t = useTranslations("authoring");
  const { locale } = usePreferences();
  const viewport = useViewport();
  const plan = useRoomPart(({ classroom }) => classroom.plan) ?? EMPTY;
  const [busy, setBusy] = useState(false);
  const [taken, setTaken] = useState<TakenName>();
  const [giving, setGiving] = useState<Giving>();
  const tell = useRef((_: unknown): void => {});
  tell.current = (error) =>
    void toast.error(error instanceof RoomProblem ? error.text[locale] : t("failed"), { duration: 12_000 });
  const onProblem = useRef((error: unknown): void => tell.current(error)).current;

  const during = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      onProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const undoable = (said: string, undo: () => unknown): void =>
    void toast.message(said, { duration: UNDO_MS, action: { label: t("undo"), onClick: () => void undo() } });

  const id = desk.writing?.id;
  const texts = desk.writing?.texts ?? {};
  const save = async (then?: TakenName["then"], over?: number): Promise<void> => {
    const name = nameIn(texts);
    const other = name === id ? undefined : lessons.find(({ lesson }) => lesson === name)?.versions[0]?.version;
    if (other !== undefined && over === undefined) {
      const free = freeName(name, new Set(lessons.map(({ lesson }) => lesson)));
      return setTaken({ name, free, version: other, then });
    }
    const saved = await desk.save(over);
    look();
    if (saved.lesson !== id) open(saved.lesson);
    toast.success(t("savedAs", { version: saved.version }));
    await then?.(saved.lesson, saved.version);
  };
  const draftOf = async (given: LessonTexts): Promise<void> => {
    const draft = newDraft();
    await keepDraft(roomId, draft, { texts: given, base: 0, revision: 0 });
    look();
    open(draft);
  };
  const preview = async (lesson: string, version: number): Promise<void> => {
    const one: PlannedLesson = { course: OWN_COURSE, lesson, version };
    const isThere = plan.lessons.some((two) => isSameLesson(one, two));
    const next = isThere ? plan.lessons.map((two) => (isSameLesson(one, two) ? one : two)) : [...plan.lessons, one];
    const { lessons: impact } = await previewPlan(roomId, next);
    setGiving({ plan: { ...plan, lessons: next }, impact });
  };

  return {
    busy,
    taken,
    giving,
    plan,
    onProblem,
    save: () => during(() => save()),
    /** Saves under the name that is free, or as the other's next version; undefined: not at all. */
    answerTaken(answer?: "free" | "next") {
      setTaken(undefined);
      if (!taken || !answer) return;
      if (answer === "next") return void during(() => save(taken.then, taken.version));
      desk.replace(underName(texts, taken.free));
      void during(() => save(taken.then, 0));
    },
    /** To the class, once it is saved; what that changes is told before. */
    give: () =>
      during(() =>
        desk.isChanged || desk.writing?.version === 0 ? save(preview) : preview(id ?? "", desk.writing?.version ?? 0),
      ),
    answerGiving(gives: boolean) {
      setGiving(undefined);
      if (giving && gives)
        void during(async () => {
          await assignPlan(roomId, giving.plan);
          toast.success(t("givenNow"));
        });
    },
    takeOut: () =>
      during(async () => {
        const rest = plan.lessons.filter((one) => !(one.course === OWN_COURSE && one.lesson === id));
        await assignPlan(roomId, { ...plan, lessons: rest });
        undoable(t("takenOut"), () => during(() => assignPlan(roomId, plan)));
      }),
    play: () =>
      during(async () => {
        const { room: trial, step } = await beginTrial(roomId, texts);
        keptByTab.write(`podroom:trial:${trial.id}`, id ?? "");
        const view = viewport === "phone" ? "&view=lesson" : "";
        location.assign(`/room/${trial.id}?step=${encodeURIComponent(`${step}/`)}${view}`);
      }),
    upload: (files: readonly File[]) =>
      during(async () => {
        if (files.length === 0) return;
        const given = await Promise.all(files.map((file) => file.text()));
        try {
          const { saved } = await uploadLessons(roomId, given);
          look();
          toast.success(t("uploaded", { count: saved.length }));
          if (saved[0]) open(saved[0].lesson);
        } catch (error) {
          const one = singleLesson(given);
          if (!one || !(error instanceof RoomProblem) || error.code !== "bad-request") throw error;
          // What is wrong with a lesson is put right where it is shown.
          toast.error(error.text[locale], {
            duration: 30_000,
            action: { label: t("openAsDraft"), onClick: () => void during(() => draftOf(one)) },
          });
        }
      }),
    downloadAll: () =>
      during(async () => {
        const all = await Promise.all(lessons.map((one) => fetchLesson(roomId, one.lesson)));
        saveLessons(
          "course",
          all.map((one) => one.texts),
        );
      }),
    remove: (item: ShelfItem) =>
      during(async () => {
        const kind = item.lesson ? "lesson" : "draft";
        if (kind === "lesson") await removeLesson(roomId, item.id);
        else await removeDraft(roomId, item.id);
        unsentOf(roomId).keep(item.id, undefined);
        look();
        if (item.id === id) parts.openNew();
        undoable(t("removedNow", { title: parts.titleOf(item) }), () =>
          during(async () => {
            await bringBack(roomId, { kind, id: item.id });
            look();
            open(item.id);
          }),
        );
      }),
    bringBack: (removed: RemovedLesson) =>
      during(async () => {
        await bringBack(roomId, removed);
        look();
        open(removed.id);
      }),
    discard: () =>
      during(async () => {
        const mine = await desk.discard();
        undoable(t("discarded"), () => desk.replace(mine));
      }),
    takeTheirs: () =>
      during(async () => {
        const mine = await desk.takeTheirs();
        undoable(t("other.taken"), () => desk.replace(mine));
      }),
    keepMine: () => during(() => desk.keepMine()),
    keepBoth: () =>
      during(async () => {
        const aside = newDraft();
        const name = freeName(nameIn(texts) || "lesson", new Set(lessons.map(({ lesson }) => lesson)));
        await desk.keepAside(aside, nameIn(texts) === "" ? texts : underName(texts, name));
        look();
        open(aside);
        toast.success(t("other.kept"));
      }),
  };
}

/** What was uploaded, where it is one lesson, whole or not. */
function singleLesson(files: readonly string[]): LessonTexts | undefined {
  const texts = files.flatMap(splitCourse);
  const lessons = [...gathered(texts).values()];
  const [first = ""] = texts;
  if (texts.length === 1) return lessons[0] ?? { [/[가-힣]/.test(first) ? "ko" : "en"]: first };
  return lessons.length === 1 && Object.keys(lessons[0] ?? {}).length === texts.length ? lessons[0] : undefined;
}

const isSameLesson = (left: PlannedLesson, right: PlannedLesson): boolean =>
  left.course === right.course && left.lesson === right.lesson;
