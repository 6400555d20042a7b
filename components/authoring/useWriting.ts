"use client";
/** The lesson that is open, as the screen sees it: its desk, with the server and this browser behind it. */
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { LessonLanguage } from "../../server/protocol/lessons.ts";
import { NEW_DRAFT, type SavedLesson } from "../../server/protocol/ownLessons.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { fetchDraft, fetchLesson, keepDraft, removeDraft, saveLesson, type ShelfAnswer } from "../client/lessons.ts";
import { RoomProblem } from "../client/rooms.ts";
import { useRoomPart } from "../room/RoomContext.tsx";
import { DraftDesk } from "./DraftDesk.ts";
import type { DraftServer, Standing, Writing } from "./deskTypes.ts";
import { unsentOf } from "./drafts.ts";
import { isSame } from "./lessonNames.ts";

export interface WritingDesk {
  /** Undefined while it comes. */
  readonly writing: Writing | undefined;
  /** Why it does not come. */
  readonly problem: RoomProblem | undefined;
  /** There are words that are no version yet. */
  readonly isChanged: boolean;
  write(language: LessonLanguage, text: string): void;
  /** All of it at once. */
  replace(texts: LessonTexts): void;
  /** Adds the text in a language: like the other, to be translated. */
  add(language: LessonLanguage): void;
  drop(language: LessonLanguage): void;
  /** Another version's texts take the place of these. */
  takeVersion(version: number): Promise<void>;
  /** What was not saved is given up, and given back. Throws RoomProblem, as do the following. */
  discard(): Promise<LessonTexts>;
  /** `over`: the newest version of the lesson that is called so already, and is another than this. */
  save(over?: number): Promise<SavedLesson>;
  takeTheirs(): Promise<LessonTexts>;
  keepMine(): Promise<void>;
  keepAside(id: string, texts: LessonTexts): Promise<void>;
}

export interface WritingParts {
  readonly roomId: string;
  /** The lesson's name, or that of a draft of a new one; undefined: it is not known yet which. */
  readonly id: string | undefined;
  readonly shelf: ShelfAnswer | undefined;
  readonly fresh: () => LessonTexts;
  /** The lesson or the draft is gone; its last words. */
  readonly onGone: (last: LessonTexts) => void;
}

export function useWriting(parts: WritingParts): WritingDesk {
  const { roomId, id, shelf } = parts;
  const you = useRoomPart((snapshot) => snapshot.you?.id ?? "");
  const phase = useRoomPart((snapshot) => snapshot.phase);
  const told = useRef(parts);
  told.current = parts;
  const [desk, setDesk] = useState<DraftDesk>();
  useEffect(() => {
    if (id === undefined || you === "") return undefined;
    const next = new DraftDesk({
      id,
      you,
      server: serverOf(roomId),
      unsent: unsentOf(roomId),
      fresh: () => told.current.fresh(),
      later(run, ms) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      onGone: (last) => told.current.onGone(last),
    });
    setDesk(next);
    void next.open();
    const leave = (): void => void next.flush(true);
    const hide = (): void => void (document.visibilityState === "hidden" && next.flush());
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", next.retry);
    document.addEventListener("visibilitychange", hide);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", next.retry);
      document.removeEventListener("visibilitychange", hide);
      next.close();
    };
  }, [roomId, id, you]);
  useEffect(() => {
    if (phase === "live") desk?.retry();
  }, [desk, phase]);
  useEffect(() => {
    if (!desk || desk.id !== id || !shelf) return;
    const revision = shelf.drafts.find((draft) => draft.id === id)?.revision ?? 0;
    void desk.news({ revision, version: shelf.lessons.find(({ lesson }) => lesson === id)?.versions[0]?.version ?? 0 });
  }, [desk, shelf, id]);
  const subscribe = useCallback((listener: () => void) => desk?.subscribe(listener) ?? (() => {}), [desk]);
  const read = (): Writing | undefined => (desk?.writing?.id === id ? desk?.writing : undefined);
  const writing = useSyncExternalStore(subscribe, read, () => undefined);
  const problem = useSyncExternalStore(
    subscribe,
    () => desk?.problem,
    () => undefined,
  );
  const texts = writing?.texts ?? {};
  const there = (): DraftDesk => {
    if (!desk) throw new Error("nothing is written");
    return desk;
  };
  return {
    writing,
    problem,
    isChanged: writing !== undefined && !isSame(writing.texts, writing.saved),
    write: (language, text) => desk?.write({ ...desk.writing?.texts, [language]: text }),
    replace: (next) => desk?.write(next),
    add(language) {
      const other = Object.values(texts)[0] ?? "";
      desk?.write({ ...texts, [language]: other.replace(/^language:.*$/m, `language: ${language}`) });
    },
    drop(language) {
      desk?.write(Object.fromEntries(Object.entries(texts).filter(([key]) => key !== language)));
    },
    async takeVersion(version) {
      if (id !== undefined) desk?.write((await fetchLesson(roomId, id, version)).texts);
    },
    discard: () => there().discard(),
    save: (over) => there().save(over),
    takeTheirs: () => there().takeTheirs(),
    keepMine: () => there().keepMine(),
    keepAside: (aside, own) => there().keepAside(aside, own),
  };
}

function serverOf(roomId: string): DraftServer {
  return {
    look: (id) => standing(roomId, id).catch(unlessNone),
    keep: (id, given, last) => keepDraft(roomId, id, given, last),
    remove: (id, revision) => removeDraft(roomId, id, revision),
    save: (given) => saveLesson(roomId, given),
  };
}

async function standing(roomId: string, id: string): Promise<Standing | undefined> {
  if (NEW_DRAFT.test(id)) {
    const { draft } = await fetchDraft(roomId, id);
    return draft ? { saved: {}, version: 0, draft } : undefined;
  }
  const { texts, version, draft } = await fetchLesson(roomId, id);
  return { saved: texts, version, draft: draft ?? undefined };
}

function unlessNone(error: unknown): undefined {
  if (error instanceof RoomProblem && error.code === "unknown-lesson") return undefined;
  throw error;
}
