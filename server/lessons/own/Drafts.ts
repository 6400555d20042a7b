/**
 * What is written of lessons and is no version yet, the same for all instructors of a room: one draft of each lesson there
 * is, and those of new ones. Who writes over what somebody else wrote meanwhile is told, nothing is replaced unseen.
 */
import {
  type DraftSummary,
  type DraftToKeep,
  type KeptDraft,
  type LessonDraft,
  NEW_DRAFT,
  type RemovedLesson,
} from "../../protocol/ownLessons.ts";
import { titlesOf } from "../../protocol/lessonText/courseFile.ts";
import { LESSON_LIMITS } from "../../protocol/lessonText/lessonSchemas.ts";
import type { LessonTexts } from "../../protocol/lessonText/ownLesson.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { LessonDraftMark, LessonDraftRecord } from "../../rooms/StoragePort.ts";
import { doomed, isRemoved, isThere } from "./removal.ts";
import { inOrder, type Shelf, type ShelfStorage } from "./Shelf.ts";
import { SHELF_LIMITS, SHELF_TEXTS } from "./texts.ts";

export class Drafts {
  constructor(
    private readonly shelf: Shelf,
    private readonly storage: ShelfStorage,
    /** Wall clock, ms. */
    private readonly wall: () => number,
  ) {}

  async list({ id }: Pick<Room, "id">): Promise<readonly DraftSummary[]> {
    return (await this.storage.listLessonDrafts(id)).filter(isThere).map(viewOf);
  }

  async removed({ id }: Pick<Room, "id">): Promise<readonly RemovedLesson[]> {
    return (await this.storage.listLessonDrafts(id)).flatMap((mark) =>
      // That of a lesson comes back with it.
      isRemoved(mark, this.wall()) && NEW_DRAFT.test(mark.id)
        ? [{ id: mark.id, kind: "draft" as const, titles: titlesIn(mark.label), removedAt: mark.removedAt ?? 0 }]
        : [],
    );
  }

  async find({ id: roomId }: Pick<Room, "id">, id: string): Promise<LessonDraft | undefined> {
    const record = await this.storage.loadLessonDraft(roomId, id);
    if (!record || !isThere(record)) return undefined;
    return { ...viewOf(record), texts: JSON.parse(record.texts) as LessonTexts };
  }

  /** Saying the same once more, as after an answer that was lost, changes nothing and is no conflict. */
  save(room: Pick<Room, "id">, by: string, id: string, { texts, base, revision }: DraftToKeep): Promise<KeptDraft> {
    checkSizes(texts);
    return this.shelf.alone(room.id, async () => {
      if (!NEW_DRAFT.test(id) && (await this.shelf.newest(room, id)) === 0)
        throw new RoomError("unknown-lesson", SHELF_TEXTS.gone);
      const old = await this.storage.loadLessonDraft(room.id, id);
      const body = JSON.stringify(inOrder(texts));
      if (old && isThere(old)) {
        if (old.texts === body && old.base === base) return { revision: old.revision, at: old.savedAt };
        if (old.revision !== revision) throw new RoomError("conflict", SHELF_TEXTS.otherDraft);
      } else if (revision !== 0) throw new RoomError("conflict", SHELF_TEXTS.otherDraft);
      await this.makeSpace(room.id, id, body.length);
      const at = this.wall();
      const record = {
        roomId: room.id,
        id,
        base,
        texts: body,
        label: JSON.stringify(titlesOf(texts)),
        // As late as the clock says: a number that was given once stands for nothing else, whatever was dropped between.
        revision: Math.max(at, (old?.revision ?? 0) + 1),
        savedAt: at,
        savedBy: by,
      };
      await this.storage.saveLessonDraft(record);
      return { revision: record.revision, at };
    });
  }

  /** `revision`: removes that and nothing written since. */
  remove({ id: roomId }: Pick<Room, "id">, id: string, revision?: number): Promise<void> {
    return this.shelf.alone(roomId, async () => {
      const record = await this.storage.loadLessonDraft(roomId, id);
      if (!record || !isThere(record)) throw new RoomError("unknown-lesson", SHELF_TEXTS.noDraft);
      if (revision !== undefined && revision !== record.revision)
        throw new RoomError("conflict", SHELF_TEXTS.otherDraft);
      await this.storage.saveLessonDraft({ ...record, removedAt: this.wall() });
    });
  }

  /** As it was when it was removed. */
  bringBack(room: Pick<Room, "id">, id: string): Promise<void> {
    return this.shelf.alone(room.id, async () => {
      const record = await this.storage.loadLessonDraft(room.id, id);
      if (record?.removedAt === undefined || (!NEW_DRAFT.test(id) && (await this.shelf.newest(room, id)) === 0))
        throw new RoomError("unknown-lesson", SHELF_TEXTS.notRemoved);
      await this.makeSpace(room.id, id, record.texts.length);
      const { removedAt: _, ...back } = record;
      await this.storage.saveLessonDraft(back);
    });
  }

  /** Throws RoomError where one more draft of so many characters has no place; what was removed makes place for it. */
  private async makeSpace(roomId: string, id: string, characters: number): Promise<void> {
    const others = (await this.storage.listLessonDrafts(roomId)).filter((mark) => mark.id !== id);
    const fits = (marks: readonly LessonDraftMark[]): boolean =>
      marks.length < SHELF_LIMITS.drafts && sum(marks) + characters <= SHELF_LIMITS.draftCharacters;
    const gone = doomed(others, this.wall(), fits);
    if (gone.length > 0)
      await this.storage.dropLessonDrafts(
        roomId,
        gone.map((mark) => mark.id),
      );
    const there = others.filter(isThere);
    if (fits(there)) return;
    const isMany = there.length >= SHELF_LIMITS.drafts;
    throw new RoomError("bad-request", isMany ? SHELF_TEXTS.tooManyDrafts : SHELF_TEXTS.draftsFull);
  }
}

/** Throws RoomError for a text that no lesson could have. */
export function checkSizes(texts: LessonTexts): void {
  for (const { length } of Object.values(texts))
    if (length > LESSON_LIMITS.characters) throw new RoomError("bad-request", SHELF_TEXTS.tooLong(length));
}

const sum = (marks: readonly LessonDraftMark[]): number => marks.reduce((all, { size }) => all + size, 0);
const titlesIn = (label: string): DraftSummary["titles"] => JSON.parse(label) as DraftSummary["titles"];

function viewOf(record: Omit<LessonDraftRecord, "texts">): DraftSummary {
  const { id, base, label, revision, savedAt: at, savedBy: by } = record;
  return { id, titles: titlesIn(label), base, revision, at, by };
}
