/**
 * All rooms of this server: what is stored of them, and the way to those that are awake (`AwakeRooms.ts`) and to new ones
 * (`RoomMaker.ts`).
 */
import type { BilingualText } from "../protocol/messages.ts";
import { type AwakeListener, AwakeRooms, type AwakeRoomsOptions, NO_ROOM } from "./AwakeRooms.ts";
import { type Identity, People } from "./People.ts";
import type { Room } from "./Room.ts";
import { RoomError } from "./RoomError.ts";
import { type CreatedRoom, type ForkOptions, type NewRoom, RoomMaker, type RoomMakerOptions } from "./RoomMaker.ts";
import { QUOTA_TEXTS } from "./quotas.ts";
import { cleanName } from "./roomName.ts";
import { hashToken } from "./secrets.ts";
import type { RoomRecord, StoragePort } from "./StoragePort.ts";

export interface DirectoryOptions extends AwakeRoomsOptions, RoomMakerOptions {
  /** Deleted rooms stay until they are purged; left out: they are gone at once. */
  readonly keepDeleted?: boolean;
}

/** What whoever is in a room, or at its door, is told at its end. */
export const ROOM_DELETED: BilingualText = { en: "this room was deleted", ko: "이 방은 삭제되었어요" };

export class RoomDirectory {
  private readonly awake: AwakeRooms;
  private readonly maker: RoomMaker;
  private readonly goneListeners: ((id: string) => void)[] = [];

  constructor(private readonly options: DirectoryOptions) {
    this.awake = new AwakeRooms(options);
    this.maker = new RoomMaker(options, this.awake);
  }

  /** The server's clock, wall ms. */
  get now(): number {
    return this.options.wall();
  }

  get storage(): StoragePort {
    return this.options.storage;
  }

  get simulationVersion(): string {
    return this.options.simulationVersion;
  }

  /** Calls `listener` for every room that wakes from now on. */
  whenAwake(listener: AwakeListener): void {
    this.awake.whenAwake(listener);
  }

  /** Calls `listener` with the id of every room that is deleted from now on. */
  whenGone(listener: (id: string) => void): void {
    this.goneListeners.push(listener);
  }

  get awakeCount(): number {
    return this.awake.count;
  }

  isAwake(id: string): boolean {
    return this.awake.get(id) !== undefined;
  }

  /** The room, awake. Throws RoomError when there is none or it cannot be opened now. */
  open(id: string): Promise<Room> {
    return this.awake.open(id);
  }

  /** Puts rooms to sleep that nobody used for a while, and notes that the process lives. */
  sweep(): Promise<void> {
    return this.awake.sweep();
  }

  /** Saves and closes all rooms; none opens again. People are told `text`, left out: that the server will be back. */
  closeAll(text: BilingualText = QUOTA_TEXTS.closing): Promise<void> {
    return this.awake.closeAll(text);
  }

  create(room: NewRoom): Promise<CreatedRoom> {
    return this.maker.create(room);
  }

  /** See `RoomMaker.fork`. */
  fork(id: string, options: ForkOptions = {}): Promise<CreatedRoom> {
    return this.maker.fork(id, options);
  }

  /** See `RoomMaker.restore`. */
  restore(id: string, time: number, who: string): Promise<Room> {
    return this.maker.restore(id, time, who);
  }

  /** See `RoomMaker.adopt`. */
  adopt(...parts: Parameters<RoomMaker["adopt"]>): Promise<RoomRecord> {
    return this.maker.adopt(...parts);
  }

  /** See `RoomMaker.live`. */
  live(...parts: Parameters<RoomMaker["live"]>): Promise<boolean> {
    return this.maker.live(...parts);
  }

  /** An opened room with new links of every role. */
  linked(id: string): Promise<CreatedRoom> {
    return this.maker.linked(id);
  }

  /** Whether somebody is in a room, without waking it. */
  async isIn(id: string, identity: Identity): Promise<boolean> {
    const { storage, quotas, wall } = this.options;
    const awake = this.awake.get(id);
    const people = awake?.people ?? (await People.load({ roomId: id, storage, limit: quotas.people, wall }));
    return people.recognize(identity) !== undefined;
  }

  /** The room whose link has this code. Throws RoomError when there is none. */
  async findByCode(code: string): Promise<string> {
    const id = await this.options.storage.roomOfCode(hashToken(code));
    if (id === undefined) throw new RoomError("bad-link", NO_CODE);
    return id;
  }

  /** Rooms of the given ids that exist, without waking them. */
  async describe(ids: readonly string[]): Promise<readonly RoomRecord[]> {
    const records = await Promise.all(ids.map((id) => this.options.storage.loadRoom(id)));
    return records.filter((record): record is RoomRecord => record !== undefined && record.deletedAt === undefined);
  }

  /** Forks of a room that belong to its people. */
  forksOf(id: string): Promise<readonly RoomRecord[]> {
    return this.options.storage.loadForks(id);
  }

  /** Those of them that are awake. */
  awakeForks(id: string): readonly Room[] {
    return this.awake.forksOf(id);
  }

  /** Stores what is new of a room itself; whoever is there hears of it. */
  async update(record: RoomRecord): Promise<void> {
    await this.options.storage.saveRoom(record);
    this.awake.get(record.id)?.changed(record);
  }

  async rename({ record }: Room, name: string): Promise<void> {
    await this.update({ ...record, name: cleanName(name) });
  }

  /** Nobody comes in any more; where deleted rooms are kept it can be brought back until it is purged. */
  async delete(id: string): Promise<void> {
    const { storage, wall, keepDeleted } = this.options;
    const record = await storage.loadRoom(id);
    if (!record) throw new RoomError("unknown-room", NO_ROOM);
    // Forks are their students' copies: with the room they sleep, alone they are not kept.
    if (!keepDeleted || record.parentId !== undefined || record.trialOf !== undefined) return this.purge(id);
    await this.shutDown(id);
    await storage.saveRoom({ ...record, deletedAt: record.deletedAt ?? wall() });
    for (const listener of this.goneListeners) listener(id);
  }

  async undelete(id: string): Promise<void> {
    const { storage } = this.options;
    const record = await storage.loadRoom(id);
    if (!record) throw new RoomError("unknown-room", NO_ROOM);
    const { deletedAt: _, ...kept } = record;
    await storage.saveRoom(kept);
  }

  /** Removes a room and its forks for good. */
  async purge(id: string): Promise<void> {
    await this.shutDown(id);
    for (const trial of await this.options.storage.loadTrials(id)) await this.purge(trial.id);
    for (const fork of await this.forksOf(id)) await this.options.storage.deleteRoom(fork.id);
    await this.options.storage.deleteRoom(id);
    for (const listener of this.goneListeners) listener(id);
  }

  private async shutDown(id: string): Promise<void> {
    for (const room of [...this.awakeForks(id), this.awake.get(id)])
      if (room) await this.awake.close(room, ROOM_DELETED);
  }
}

const NO_CODE = {
  en: "no room has this code now; look at it once more, or ask for the link",
  ko: "이 코드로 들어갈 수 있는 방이 없어요. 코드를 다시 확인하거나 링크를 받으세요",
};
