/**
 * What rooms ask of a store of bytes. `persistence/` fills it in twice (Prisma, memory); `tests/contracts/` holds both to
 * one suite. A promise that resolves means: it survives the death of the process.
 */
import type { LinkKind, Role, RoomMode } from "../protocol/messages.ts";

export interface RoomRecord {
  readonly id: string;
  readonly name: string;
  readonly mode: RoomMode;
  /** Which nodes the cluster began with: `course`, `none` or a number. */
  readonly template: string;
  readonly seed: number;
  /** Cluster time at the beginning, ms. */
  readonly startTime: number;
  /** Wall clock, ms. */
  readonly createdAt: number;
  /** Revisions of one epoch are comparable. */
  readonly epoch: string;
  /** The room it is a fork of, and the person there whose it is. */
  readonly parentId?: string;
  readonly ownerId?: string;
  /** What a student's own namespace may hold: JSON of `NamespaceLimits`. */
  readonly limits?: string;
  /** Wall clock when it was deleted; it can be brought back until its grace is over. */
  readonly deletedAt?: number;
  /** The room in which a lesson is being written that is tried here; `ownerId` is who tries it. It is not kept. */
  readonly trialOf?: string;
}

/** A room as its operator looks at it. */
export interface RoomSummary {
  readonly record: RoomRecord;
  readonly people: number;
  /** Wall clock of its newest position, or of its making. */
  readonly usedAt: number;
}

/** A place in a room's history between two tasks. */
export interface Position {
  /** Cluster time, ms. */
  readonly time: number;
  /** Tasks run since the cluster began. */
  readonly steps: number;
  /** The store's revision. */
  readonly revision: number;
  /** Wall clock at that time, ms. */
  readonly wall: number;
  /** Cluster ms per wall ms from here on; 0 while paused. */
  readonly speed: number;
  /** The room went to sleep here: no time passed since. */
  readonly asleep: boolean;
}

/**
 * Commands `firstSeq … firstSeq + count - 1` of a room and where the cluster stood after them. A batch of no commands
 * only moves the end on, and is replaced by the next batch that begins at the same number.
 */
export interface LogBatch {
  readonly roomId: string;
  readonly firstSeq: number;
  readonly count: number;
  /** JSON array of log entries; empty text for no commands. */
  readonly entries: string;
  readonly end: Position;
}

/** Where a snapshot stands, without anything of what is in it. */
export interface SnapshotMark {
  readonly roomId: string;
  /** Unique among the room's snapshots. */
  readonly id: string;
  /** The last command it contains; 0 for none. */
  readonly seq: number;
  readonly simulationVersion: string;
  readonly position: Position;
  readonly chunks: number;
  /** It stays when newer ones come: a place from which history is read. */
  readonly kept: boolean;
  /** The whole snapshot without which, and without those between, it cannot be read; left out: it is whole. */
  readonly base?: string;
}

/** A piece of a snapshot. */
export interface SnapshotChunk {
  readonly id: string;
  readonly data: Uint8Array;
}

export interface SnapshotHeader extends SnapshotMark {
  /** The room's own small things beside the cluster, JSON. */
  readonly room: string;
}

export interface PersonRecord {
  readonly roomId: string;
  readonly id: string;
  readonly nickname: string;
  readonly colour: number;
  readonly role: Role;
  /** Hash of the secret that the person's browser keeps. */
  readonly secretHash: string;
  readonly joinedAt: number;
  readonly removed: boolean;
  /** Hash of the link they came by; undefined for who made the room. */
  readonly linkHash?: string;
  /** That link was renewed since: they are out until they follow the new one. */
  readonly cutOff?: boolean;
  /** They wait at the door: nobody of the room until an instructor lets them in. */
  readonly waiting?: boolean;
  /** Of a namespace of their own; undefined for those who came before it was kept: as their nickname says. */
  readonly namespace?: string;
}

/** A capability link of a room. One of each kind is valid at a time. */
export interface LinkRecord {
  readonly roomId: string;
  readonly role: LinkKind;
  readonly tokenHash: string;
  /** Of the code its token begins with; undefined: it has none. */
  readonly codeHash?: string;
  readonly createdAt: number;
  /** Wall ms from when on nobody comes in by it, and how many may; undefined: no end. */
  readonly expiresAt?: number;
  readonly most?: number;
  /** How many came by it. */
  readonly came: number;
}

/** A Kubernetes credential of a person, as in a kubeconfig. */
export interface CredentialRecord {
  readonly roomId: string;
  readonly personId: string;
  readonly tokenHash: string;
  readonly createdAt: number;
}

/** One version of a lesson of a room's own. Versions are never changed. */
export interface LessonRecord {
  readonly roomId: string;
  readonly lesson: string;
  /** From 1. */
  readonly version: number;
  /** JSON of the text in each language. */
  readonly texts: string;
  /** JSON of what the list of lessons shows of it. */
  readonly summary: string;
  /** Wall clock, ms, and the person's id. */
  readonly savedAt: number;
  readonly savedBy: string;
  /** Wall clock when the lesson was removed; it can be brought back for some days. */
  readonly removedAt?: number;
}

/** A version without its texts; `size`: how many characters these have. */
export interface LessonMark extends Omit<LessonRecord, "texts"> {
  readonly size: number;
}

/** What is written of a lesson and is no version yet. */
export interface LessonDraftRecord {
  readonly roomId: string;
  /** The lesson's name; `~` and chance for one that was never saved. */
  readonly id: string;
  /** The version it was written from; 0 for none. */
  readonly base: number;
  /** JSON of the text in each language. */
  readonly texts: string;
  /** JSON of what the list of drafts shows of it. */
  readonly label: string;
  /** Greater with each change, and never the same again. */
  readonly revision: number;
  /** Wall clock, ms, and the person's id. */
  readonly savedAt: number;
  readonly savedBy: string;
  /** Wall clock when it was removed; it can be brought back for some days. */
  readonly removedAt?: number;
}

/** A draft without its texts; `size`: how many characters these have. */
export interface LessonDraftMark extends Omit<LessonDraftRecord, "texts"> {
  readonly size: number;
}

/** Copies of lessons that whoever has the link may take. */
export interface LessonShareRecord {
  readonly roomId: string;
  readonly id: string;
  readonly tokenHash: string;
  /** JSON list of the texts of each lesson. */
  readonly lessons: string;
  /** JSON list of their titles. */
  readonly titles: string;
  readonly createdAt: number;
  readonly createdBy: string;
}

export interface RoomStore {
  createRoom(room: RoomRecord, links: readonly LinkRecord[]): Promise<void>;
  loadRoom(roomId: string): Promise<RoomRecord | undefined>;
  saveRoom(room: RoomRecord): Promise<void>;
  /** All rooms, oldest first, those deleted included. */
  listRooms(): Promise<readonly RoomSummary[]>;
  countRooms(): Promise<number>;
  /** The same rooms, without looking through what they stored. */
  loadRooms(): Promise<readonly RoomRecord[]>;
  /** How many are in each room; rooms without anybody are left out. */
  countPeople(): Promise<ReadonlyMap<string, number>>;
  /** Bytes of a room's log and snapshots, and the wall clock of its newest position; 0 when it stored none. */
  roomUse(roomId: string): Promise<{ readonly bytes: number; readonly usedAt: number }>;
  /** Bytes of a room's log and snapshots. */
  roomSize(roomId: string): Promise<number>;
  /** Forks that belong to people of this room. */
  loadForks(parentId: string): Promise<readonly RoomRecord[]>;
  /** Rooms in which lessons of this room are tried. */
  loadTrials(roomId: string): Promise<readonly RoomRecord[]>;
  /** Removes the room and all that belongs to it. */
  deleteRoom(roomId: string): Promise<void>;
}

export interface LogStore {
  /** Batches of one room are stored in the order of the calls; those of one moment share a commit. */
  append(batch: LogBatch): Promise<void>;
  /** Batches that hold commands from `seq` on, and the newest one always; in order. */
  readLog(roomId: string, seq: number): Promise<readonly LogBatch[]>;
  /** Batches that hold commands from `seq` on and end at cluster time `time` or are the first to end after it; in order. */
  readLogUntil(roomId: string, seq: number, time: number): Promise<readonly LogBatch[]>;
  /** Bytes of the room's log. */
  logSize(roomId: string): Promise<number>;
}

export interface SnapshotStore {
  /** Stores a snapshot whole or not at all; older ones that are not kept go when it is in. */
  saveSnapshot(header: Omit<SnapshotHeader, "chunks">, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  newestSnapshot(roomId: string): Promise<SnapshotHeader | undefined>;
  /** All there are, oldest first. */
  snapshots(roomId: string): Promise<readonly SnapshotMark[]>;
  dropSnapshots(roomId: string, ids: readonly string[]): Promise<void>;
  /** The room's own small things of a snapshot (`SnapshotHeader.room`). */
  snapshotRoom(mark: SnapshotMark): Promise<string>;
  /** Chunks of snapshots of one room, each snapshot's in their order; snapshots in whatever order. */
  readSnapshots(marks: readonly SnapshotMark[]): AsyncIterable<SnapshotChunk>;
}

export interface PeopleStore {
  /** Adds or replaces a person. */
  savePerson(person: PersonRecord): Promise<void>;
  /** Nothing of a person stays. */
  deletePerson(roomId: string, personId: string): Promise<void>;
  loadPeople(roomId: string): Promise<readonly PersonRecord[]>;
  /** Replaces the link of a kind; without one there is none any more. */
  saveLink(roomId: string, role: LinkKind, link: LinkRecord | undefined): Promise<void>;
  loadLinks(roomId: string): Promise<readonly LinkRecord[]>;
  /** The id of the room, not a deleted one, that has a link with this code. */
  roomOfCode(codeHash: string): Promise<string | undefined>;
  saveCredential(credential: CredentialRecord): Promise<void>;
  deleteCredential(roomId: string, tokenHash: string): Promise<void>;
  loadCredentials(roomId: string): Promise<readonly CredentialRecord[]>;
}

export interface LessonStore {
  /** Stores a version; rejects when it is there already. */
  addLesson(lesson: LessonRecord): Promise<void>;
  /** All versions of all lessons of a room, by lesson and version. */
  listLessons(roomId: string): Promise<readonly LessonMark[]>;
  loadLesson(roomId: string, lesson: string, version: number): Promise<LessonRecord | undefined>;
  /** Removes these versions of a lesson. */
  dropLessons(roomId: string, lesson: string, versions: readonly number[]): Promise<void>;
  /** Marks all versions of a lesson as removed at a wall time; undefined: they are there again. */
  markLesson(roomId: string, lesson: string, removedAt: number | undefined): Promise<void>;
  /** Adds or replaces a draft. */
  saveLessonDraft(draft: LessonDraftRecord): Promise<void>;
  /** Those removed included, by id. */
  listLessonDrafts(roomId: string): Promise<readonly LessonDraftMark[]>;
  loadLessonDraft(roomId: string, id: string): Promise<LessonDraftRecord | undefined>;
  dropLessonDrafts(roomId: string, ids: readonly string[]): Promise<void>;
  addLessonShare(share: LessonShareRecord): Promise<void>;
  listLessonShares(roomId: string): Promise<readonly Omit<LessonShareRecord, "lessons">[]>;
  findLessonShare(tokenHash: string): Promise<LessonShareRecord | undefined>;
  dropLessonShare(roomId: string, id: string): Promise<void>;
}

/** All that rooms keep. */
export interface StoragePort extends RoomStore, LogStore, SnapshotStore, PeopleStore, LessonStore {
  /** Notes that the process was alive at `wall`. */
  beat(wall: number): Promise<void>;
  lastBeat(): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Why the store could not do what was asked, in a way that can be acted on. Nothing stored before is touched. */
export type StorageTrouble = "full" | "locked" | "damaged" | "unavailable";

export class StorageError extends Error {
  constructor(
    readonly trouble: StorageTrouble,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = "StorageError";
  }
}
