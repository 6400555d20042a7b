/** Lessons given away by a link: whoever has it takes copies, as the lessons were when it was made. */
import type { LessonShare } from "../../protocol/ownLessons.ts";
import { labelOf } from "../../protocol/lessonText/courseFile.ts";
import type { LessonTexts } from "../../protocol/lessonText/ownLesson.ts";
import type { Room } from "../../rooms/Room.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import { hashToken, makeId, makeToken } from "../../rooms/secrets.ts";
import type { LessonShareRecord } from "../../rooms/StoragePort.ts";
import { checkedLesson } from "../../protocol/lessonText/ownLesson.ts";
import { type Shelf, type ShelfStorage, wholeLesson } from "./Shelf.ts";
import { SHELF_LIMITS, SHELF_TEXTS } from "./texts.ts";

export class Shares {
  constructor(
    private readonly shelf: Shelf,
    private readonly storage: ShelfStorage,
    private readonly wall: () => number,
  ) {}

  async list({ id }: Room): Promise<readonly LessonShare[]> {
    return (await this.storage.listLessonShares(id)).map(viewOf);
  }

  /** `token` is given out this once. */
  share(
    room: Room,
    by: string,
    lessons: readonly string[],
  ): Promise<{ readonly share: LessonShare; readonly token: string }> {
    return this.shelf.alone(room.id, async () => {
      if ((await this.storage.listLessonShares(room.id)).length >= SHELF_LIMITS.shares)
        throw new RoomError("conflict", SHELF_TEXTS.shares);
      const texts: LessonTexts[] = [];
      for (const lesson of lessons) texts.push((await this.shelf.texts(room, lesson)).texts);
      const titles = texts.map((each) => checkedLesson(wholeLesson(each))?.title ?? "");
      const token = makeToken();
      const record: LessonShareRecord = {
        roomId: room.id,
        id: makeId(),
        tokenHash: hashToken(token),
        lessons: JSON.stringify(texts),
        titles: JSON.stringify(titles),
        createdAt: this.wall(),
        createdBy: by,
      };
      await this.storage.addLessonShare(record);
      return { share: viewOf(record), token };
    });
  }

  end({ id }: Room, share: string): Promise<void> {
    return this.storage.dropLessonShare(id, share);
  }

  /** What a link leads to. A room that was deleted gives nothing away. */
  async shared(token: string): Promise<{ readonly lessons: readonly LessonTexts[] }> {
    const record = await this.storage.findLessonShare(hashToken(token));
    const room = record && (await this.storage.loadRoom(record.roomId));
    if (!record || !room || room.deletedAt !== undefined) throw new RoomError("bad-link", SHELF_TEXTS.noShare);
    const lessons = JSON.parse(record.lessons) as readonly LessonTexts[];
    return { lessons: lessons.filter((texts) => Object.values(texts).some((text) => labelOf(text))) };
  }
}

function viewOf({ id, titles, createdAt, createdBy }: Omit<LessonShareRecord, "lessons">): LessonShare {
  return { id, titles: JSON.parse(titles) as readonly string[], at: createdAt, by: createdBy };
}
