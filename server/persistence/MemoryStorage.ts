/** The storage port in memory, for tests and for clusters that are not kept. Same contract as `prismaStorage.ts`. */
import type { LinkKind } from "../protocol/messages.ts";
import {
  type CredentialRecord,
  type LessonDraftMark,
  type LessonDraftRecord,
  type LessonMark,
  type LessonRecord,
  type LessonShareRecord,
  type LinkRecord,
  type LogBatch,
  type PersonRecord,
  type RoomRecord,
  type RoomSummary,
  type SnapshotChunk,
  type SnapshotHeader,
  type SnapshotMark,
  StorageError,
  type StoragePort,
} from "../rooms/StoragePort.ts";

interface Kept {
  room: RoomRecord;
  readonly log: Map<number, LogBatch>;
  readonly people: Map<string, PersonRecord>;
  readonly links: Map<LinkKind, LinkRecord>;
  readonly credentials: Map<string, CredentialRecord>;
  readonly lessons: Map<string, LessonRecord>;
  readonly drafts: Map<string, LessonDraftRecord>;
  readonly shares: Map<string, LessonShareRecord>;
  snapshots: { readonly header: SnapshotHeader; readonly chunks: readonly Uint8Array[] }[];
}

export class MemoryStorage implements StoragePort {
  private readonly rooms = new Map<string, Kept>();
  private beatAt: number | undefined;

  /** `forget`: commands are acknowledged but not kept. */
  constructor(private readonly options: { readonly forget?: boolean } = {}) {}

  async createRoom(room: RoomRecord, links: readonly LinkRecord[]): Promise<void> {
    if (this.rooms.has(room.id)) throw new StorageError("unavailable", `room ${room.id} is there already`);
    const kept: Kept = {
      room,
      log: new Map(),
      people: new Map(),
      links: new Map(),
      credentials: new Map(),
      lessons: new Map(),
      drafts: new Map(),
      shares: new Map(),
      snapshots: [],
    };
    for (const link of links) kept.links.set(link.role, link);
    this.rooms.set(room.id, kept);
  }

  async loadRoom(roomId: string): Promise<RoomRecord | undefined> {
    return this.rooms.get(roomId)?.room;
  }

  async saveRoom(room: RoomRecord): Promise<void> {
    this.kept(room.id).room = room;
  }

  async listRooms(): Promise<readonly RoomSummary[]> {
    return [...this.rooms.values()]
      .sort((left, right) => left.room.createdAt - right.room.createdAt)
      .map(({ room, people, log, snapshots }) => ({
        record: room,
        people: [...people.values()].filter(({ removed, waiting }) => !removed && !waiting).length,
        usedAt: Math.max(
          room.createdAt,
          ...[...log.values()].map(({ end }) => end.wall),
          ...snapshots.map(({ header }) => header.position.wall),
        ),
      }));
  }

  async loadRooms(): Promise<readonly RoomRecord[]> {
    return (await this.listRooms()).map(({ record }) => record);
  }

  async countPeople(): Promise<ReadonlyMap<string, number>> {
    const rooms = await this.listRooms();
    return new Map(rooms.flatMap(({ record, people }) => (people > 0 ? [[record.id, people] as const] : [])));
  }

  async roomUse(roomId: string): Promise<{ readonly bytes: number; readonly usedAt: number }> {
    const kept = this.rooms.get(roomId);
    const walls = [
      ...[...(kept?.log.values() ?? [])].map(({ end }) => end.wall),
      ...(kept?.snapshots ?? []).map(({ header }) => header.position.wall),
    ];
    return { bytes: await this.roomSize(roomId), usedAt: Math.max(0, ...walls) };
  }

  async countRooms(): Promise<number> {
    return this.rooms.size;
  }

  async roomSize(roomId: string): Promise<number> {
    const chunks = this.rooms.get(roomId)?.snapshots.flatMap((snapshot) => snapshot.chunks) ?? [];
    return chunks.reduce((sum, { length }) => sum + length, await this.logSize(roomId));
  }

  async loadForks(parentId: string): Promise<readonly RoomRecord[]> {
    return [...this.rooms.values()].map(({ room }) => room).filter((room) => room.parentId === parentId);
  }

  async deleteRoom(roomId: string): Promise<void> {
    this.rooms.delete(roomId);
  }

  async append(batch: LogBatch): Promise<void> {
    const { log } = this.kept(batch.roomId);
    if (this.options.forget) return;
    if ((log.get(batch.firstSeq)?.count ?? 0) > 0)
      throw new StorageError("unavailable", "a log batch was there already");
    log.set(batch.firstSeq, batch);
  }

  async readLog(roomId: string, seq: number): Promise<readonly LogBatch[]> {
    const batches = [...(this.rooms.get(roomId)?.log.values() ?? [])].sort(
      (left, right) => left.firstSeq - right.firstSeq,
    );
    return batches.filter(({ firstSeq, count }, index) => firstSeq + count > seq || index === batches.length - 1);
  }

  async readLogUntil(roomId: string, seq: number, time: number): Promise<readonly LogBatch[]> {
    const batches = (await this.readLog(roomId, seq)).filter(({ firstSeq, count }) => firstSeq + count > seq);
    const after = batches.findIndex(({ end }) => end.time > time);
    return after < 0 ? batches : batches.slice(0, after + 1);
  }

  async logSize(roomId: string): Promise<number> {
    let size = 0;
    for (const { entries } of this.rooms.get(roomId)?.log.values() ?? []) size += entries.length;
    return size;
  }

  async saveSnapshot(header: Omit<SnapshotHeader, "chunks">, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const kept = this.kept(header.roomId);
    const list: Uint8Array[] = [];
    for await (const chunk of chunks) list.push(chunk.slice());
    if (this.options.forget) return;
    const snapshot = { header: { ...header, chunks: list.length }, chunks: list };
    kept.snapshots = [...kept.snapshots.filter((older) => older.header.kept), snapshot];
  }

  async newestSnapshot(roomId: string): Promise<SnapshotHeader | undefined> {
    return this.headers(roomId).at(-1);
  }

  async snapshots(roomId: string): Promise<readonly SnapshotMark[]> {
    return this.headers(roomId).map(({ room: _room, ...mark }) => mark);
  }

  async snapshotRoom({ roomId, id }: SnapshotMark): Promise<string> {
    const found = this.headers(roomId).find((header) => header.id === id);
    if (!found) throw new Error(`there is no snapshot ${id}`);
    return found.room;
  }

  private headers(roomId: string): SnapshotHeader[] {
    const headers = (this.rooms.get(roomId)?.snapshots ?? []).map(({ header }) => header);
    return headers.sort((left, right) => left.seq - right.seq || left.position.steps - right.position.steps);
  }

  async dropSnapshots(roomId: string, ids: readonly string[]): Promise<void> {
    const kept = this.kept(roomId);
    kept.snapshots = kept.snapshots.filter(({ header }) => !ids.includes(header.id));
  }

  async *readSnapshots(marks: readonly SnapshotMark[]): AsyncIterable<SnapshotChunk> {
    for (const { roomId, id } of marks)
      for (const data of this.kept(roomId).snapshots.find(({ header }) => header.id === id)?.chunks ?? [])
        yield { id, data };
  }

  async savePerson(person: PersonRecord): Promise<void> {
    this.kept(person.roomId).people.set(person.id, person);
  }

  async deletePerson(roomId: string, personId: string): Promise<void> {
    this.rooms.get(roomId)?.people.delete(personId);
  }

  async loadPeople(roomId: string): Promise<readonly PersonRecord[]> {
    return [...(this.rooms.get(roomId)?.people.values() ?? [])];
  }

  async saveLink(roomId: string, role: LinkKind, link: LinkRecord | undefined): Promise<void> {
    if (link) this.kept(roomId).links.set(role, link);
    else this.kept(roomId).links.delete(role);
  }

  async loadLinks(roomId: string): Promise<readonly LinkRecord[]> {
    return [...(this.rooms.get(roomId)?.links.values() ?? [])];
  }

  async roomOfCode(codeHash: string): Promise<string | undefined> {
    for (const { room, links } of this.rooms.values())
      if (room.deletedAt === undefined && [...links.values()].some((link) => link.codeHash === codeHash))
        return room.id;
    return undefined;
  }

  async saveCredential(credential: CredentialRecord): Promise<void> {
    this.kept(credential.roomId).credentials.set(credential.tokenHash, credential);
  }

  async deleteCredential(roomId: string, tokenHash: string): Promise<void> {
    this.rooms.get(roomId)?.credentials.delete(tokenHash);
  }

  async loadCredentials(roomId: string): Promise<readonly CredentialRecord[]> {
    return [...(this.rooms.get(roomId)?.credentials.values() ?? [])];
  }

  async addLesson(lesson: LessonRecord): Promise<void> {
    const { lessons } = this.kept(lesson.roomId);
    const key = `${lesson.lesson}/${lesson.version}`;
    if (lessons.has(key)) throw new StorageError("unavailable", "a version of a lesson was there already");
    lessons.set(key, lesson);
  }

  async listLessons(roomId: string): Promise<readonly LessonMark[]> {
    return [...(this.rooms.get(roomId)?.lessons.values() ?? [])]
      .map(({ texts, ...mark }) => ({ ...mark, size: texts.length }))
      .sort((left, right) =>
        left.lesson === right.lesson ? left.version - right.version : left.lesson < right.lesson ? -1 : 1,
      );
  }

  async loadLesson(roomId: string, lesson: string, version: number): Promise<LessonRecord | undefined> {
    return this.rooms.get(roomId)?.lessons.get(`${lesson}/${version}`);
  }

  async dropLessons(roomId: string, lesson: string, versions: readonly number[]): Promise<void> {
    for (const version of versions) this.rooms.get(roomId)?.lessons.delete(`${lesson}/${version}`);
  }

  async markLesson(roomId: string, lesson: string, removedAt: number | undefined): Promise<void> {
    const { lessons } = this.kept(roomId);
    for (const [key, { removedAt: _, ...record }] of lessons)
      if (record.lesson === lesson) lessons.set(key, removedAt === undefined ? record : { ...record, removedAt });
  }

  async saveLessonDraft(draft: LessonDraftRecord): Promise<void> {
    this.kept(draft.roomId).drafts.set(draft.id, draft);
  }

  async listLessonDrafts(roomId: string): Promise<readonly LessonDraftMark[]> {
    return [...(this.rooms.get(roomId)?.drafts.values() ?? [])]
      .map(({ texts, ...mark }) => ({ ...mark, size: texts.length }))
      .sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  async loadLessonDraft(roomId: string, id: string): Promise<LessonDraftRecord | undefined> {
    return this.rooms.get(roomId)?.drafts.get(id);
  }

  async dropLessonDrafts(roomId: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) this.rooms.get(roomId)?.drafts.delete(id);
  }

  async addLessonShare(share: LessonShareRecord): Promise<void> {
    this.kept(share.roomId).shares.set(share.id, share);
  }

  async listLessonShares(roomId: string): Promise<readonly Omit<LessonShareRecord, "lessons">[]> {
    return [...(this.rooms.get(roomId)?.shares.values() ?? [])].map(({ lessons: _, ...share }) => share);
  }

  async findLessonShare(tokenHash: string): Promise<LessonShareRecord | undefined> {
    for (const { shares } of this.rooms.values())
      for (const share of shares.values()) if (share.tokenHash === tokenHash) return share;
    return undefined;
  }

  async dropLessonShare(roomId: string, id: string): Promise<void> {
    this.rooms.get(roomId)?.shares.delete(id);
  }

  async loadTrials(roomId: string): Promise<readonly RoomRecord[]> {
    return [...this.rooms.values()].map(({ room }) => room).filter(({ trialOf }) => trialOf === roomId);
  }

  async beat(wall: number): Promise<void> {
    this.beatAt = wall;
  }

  async lastBeat(): Promise<number | undefined> {
    return this.beatAt;
  }

  async close(): Promise<void> {}

  private kept(roomId: string): Kept {
    const kept = this.rooms.get(roomId);
    if (!kept) throw new StorageError("unavailable", `there is no room ${roomId}`);
    return kept;
  }
}
