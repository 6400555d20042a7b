/** Rooms' own lessons: versions, drafts, and copies that are shared. */
import type { LessonStore } from "../../rooms/StoragePort.ts";
import type { PrismaClient } from "../client/client.ts";
import { retryWhileLocked } from "../GroupCommit.ts";

export function lessonStore(client: PrismaClient): LessonStore {
  return {
    async addLesson(lesson) {
      await retryWhileLocked(() => client.lesson.create({ data: { ...lesson } }));
    },

    async listLessons(roomId) {
      const rows = await retryWhileLocked(() =>
        client.$queryRawUnsafe<Record<string, unknown>[]>(
          `SELECT "lesson", "version", "summary", "savedAt", "savedBy", "removedAt", length("texts") AS "size" FROM "Lesson" WHERE "roomId" = ? ORDER BY "lesson", "version"`,
          roomId,
        ),
      );
      return rows.map((row) => ({
        roomId,
        lesson: String(row.lesson),
        version: Number(row.version),
        summary: String(row.summary),
        savedAt: Number(row.savedAt),
        savedBy: String(row.savedBy),
        ...removal(row.removedAt),
        size: Number(row.size),
      }));
    },

    async loadLesson(roomId, lesson, version) {
      const where = { roomId_lesson_version: { roomId, lesson, version } };
      const row = await retryWhileLocked(() => client.lesson.findUnique({ where }));
      if (!row) return undefined;
      const { removedAt, ...record } = row;
      return { ...record, ...removal(removedAt) };
    },

    async dropLessons(roomId, lesson, versions) {
      await retryWhileLocked(() =>
        client.lesson.deleteMany({ where: { roomId, lesson, version: { in: [...versions] } } }),
      );
    },

    async markLesson(roomId, lesson, removedAt) {
      const data = { removedAt: removedAt ?? null };
      await retryWhileLocked(() => client.lesson.updateMany({ where: { roomId, lesson }, data }));
    },

    async saveLessonDraft(draft) {
      const { roomId, id, ...rest } = draft;
      const update = { ...rest, removedAt: draft.removedAt ?? null };
      await retryWhileLocked(() =>
        client.lessonDraft.upsert({
          where: { roomId_id: { roomId, id } },
          create: { roomId, id, ...update },
          update,
        }),
      );
    },

    async listLessonDrafts(roomId) {
      const rows = await retryWhileLocked(() =>
        client.$queryRawUnsafe<Record<string, unknown>[]>(
          `SELECT "id", "base", "label", "revision", "savedAt", "savedBy", "removedAt", length("texts") AS "size" FROM "LessonDraft" WHERE "roomId" = ? ORDER BY "id"`,
          roomId,
        ),
      );
      return rows.map((row) => ({
        roomId,
        id: String(row.id),
        base: Number(row.base),
        label: String(row.label),
        revision: Number(row.revision),
        savedAt: Number(row.savedAt),
        savedBy: String(row.savedBy),
        ...removal(row.removedAt),
        size: Number(row.size),
      }));
    },

    async loadLessonDraft(roomId, id) {
      const row = await retryWhileLocked(() => client.lessonDraft.findUnique({ where: { roomId_id: { roomId, id } } }));
      if (!row) return undefined;
      const { removedAt, ...record } = row;
      return { ...record, ...removal(removedAt) };
    },

    async dropLessonDrafts(roomId, ids) {
      await retryWhileLocked(() => client.lessonDraft.deleteMany({ where: { roomId, id: { in: [...ids] } } }));
    },

    async addLessonShare(share) {
      await retryWhileLocked(() => client.lessonShare.create({ data: { ...share } }));
    },

    async listLessonShares(roomId) {
      const orderBy = { createdAt: "asc" } as const;
      return retryWhileLocked(() =>
        client.lessonShare.findMany({ where: { roomId }, orderBy, omit: { lessons: true } }),
      );
    },

    async findLessonShare(tokenHash) {
      return (await retryWhileLocked(() => client.lessonShare.findUnique({ where: { tokenHash } }))) ?? undefined;
    },

    async dropLessonShare(roomId, id) {
      await retryWhileLocked(() => client.lessonShare.deleteMany({ where: { roomId, id } }));
    },
  };
}

/** What was removed has a time. */
function removal(at: unknown): { readonly removedAt?: number } {
  return at === null || at === undefined ? {} : { removedAt: Number(at) };
}
