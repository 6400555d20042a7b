/**
 * Rooms stored by a thread of their own: neither the disk nor what the database's client does holds up the server. If the thread dies,
 * what it had not acknowledged fails, and the next call begins another.
 */
import { StorageError, type StoragePort } from "../../rooms/StoragePort.ts";
import { CallThread } from "../../threads/CallThread.ts";
import type { AskedOfStore, StoreAnswer, StoreData } from "./messages.ts";
import { type StorageCalls, storageOf } from "./StorageCalls.ts";

/** Of its heap, MB: what is in it is on its way. */
const LIMITS = { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: 48 };

export interface StorageThreadOptions extends StoreData {
  /** What the thread runs: built from `server/storage.ts`. */
  readonly file: string | URL;
  readonly report: (problem: string, error: unknown) => void;
}

/** Resolves when the database is open and its tables are up to date. Throws StorageError. */
export async function openStorageThread({ file, url, migrations, report }: StorageThreadOptions): Promise<StoragePort> {
  const thread = new CallThread<AskedOfStore, StoreAnswer>({
    file,
    workerData: { url, migrations } satisfies StoreData,
    resourceLimits: LIMITS,
    failed: (error) => report("the thread that stores the rooms failed", error),
    gone: () => new StorageError("unavailable", "the thread that stores the rooms ended; the next call begins another"),
  });
  let closed = false;
  const ask = async (call: keyof StorageCalls, args: readonly unknown[]): Promise<unknown> => {
    if (closed) throw new StorageError("unavailable", "the store is closed");
    const answer = await thread.call({ call, args });
    if ("value" in answer) return answer.value;
    throw new StorageError(answer.failed.trouble, answer.failed.message);
  };
  const calls = Object.fromEntries(
    Object.keys(CALLS).map((call) => [call, (...args: unknown[]) => ask(call as keyof StorageCalls, args)]),
  ) as unknown as StorageCalls;
  const close = async (): Promise<void> => {
    if (closed) return;
    await calls.close();
    closed = true;
    await thread.end();
  };
  try {
    await calls.lastBeat();
  } catch (error) {
    await thread.end();
    throw error;
  }
  return storageOf({ ...calls, close });
}

const CALLS: { readonly [call in keyof StorageCalls]: true } = {
  createRoom: true,
  loadRoom: true,
  saveRoom: true,
  listRooms: true,
  countRooms: true,
  loadRooms: true,
  countPeople: true,
  roomUse: true,
  roomSize: true,
  loadForks: true,
  loadTrials: true,
  deleteRoom: true,
  append: true,
  readLog: true,
  readLogUntil: true,
  logSize: true,
  beginSave: true,
  addToSave: true,
  endSave: true,
  newestSnapshot: true,
  snapshots: true,
  dropSnapshots: true,
  snapshotRoom: true,
  beginRead: true,
  readMore: true,
  endRead: true,
  savePerson: true,
  deletePerson: true,
  loadPeople: true,
  saveLink: true,
  loadLinks: true,
  roomOfCode: true,
  saveCredential: true,
  deleteCredential: true,
  loadCredentials: true,
  addLesson: true,
  listLessons: true,
  loadLesson: true,
  dropLessons: true,
  markLesson: true,
  saveLessonDraft: true,
  listLessonDrafts: true,
  loadLessonDraft: true,
  dropLessonDrafts: true,
  addLessonShare: true,
  listLessonShares: true,
  findLessonShare: true,
  dropLessonShare: true,
  beat: true,
  lastBeat: true,
  close: true,
};
