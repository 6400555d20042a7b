/**
 * The rooms of this server that are awake: opened on demand, put to sleep when nobody is there, closed together at the end. One timer
 * for all of them, and none while no room is open.
 */
import type { BilingualText } from "../protocol/messages.ts";
import { BEAT_MS, openRoom } from "./openRoom.ts";
import { QUOTA_TEXTS } from "./quotas.ts";
import type { Room } from "./Room.ts";
import { RoomError } from "./RoomError.ts";
import type { RoomSurroundings } from "./RoomSurroundings.ts";
import type { ClusterFactory } from "./SimulatedCluster.ts";

/** An empty room stays awake for so long, ms. */
const SLEEP_AFTER_MS = 60_000;
/** After an error a room rests, ms; twice as long after each further one. */
const REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

export const NO_ROOM: BilingualText = { en: "there is no such room", ko: "없는 방이에요" };

export interface AwakeRoomsOptions extends RoomSurroundings {
  readonly factory: ClusterFactory;
  /** Left out: SLEEP_AFTER_MS. */
  readonly sleepAfter?: number;
}

/** Hears of a room that woke; `parent` is the room a fork belongs to. */
export type AwakeListener = (room: Room, parent: Room | undefined) => void;

export class AwakeRooms {
  private readonly rooms = new Map<string, Promise<Room>>();
  private readonly awake = new Map<string, Room>();
  private readonly closing = new Map<string, Promise<void>>();
  private readonly failures = new Map<string, { readonly count: number; readonly until: number }>();
  private readonly listeners: AwakeListener[] = [];
  private beatTimer: NodeJS.Timeout | undefined;
  /** Why no room opens any more. */
  private shut: BilingualText | undefined;

  constructor(private readonly options: AwakeRoomsOptions) {}

  /** Calls `listener` for every room that wakes from now on. */
  whenAwake(listener: AwakeListener): void {
    this.listeners.push(listener);
  }

  get count(): number {
    return this.awake.size;
  }

  /** The room, where it is awake. */
  get(id: string): Room | undefined {
    return this.awake.get(id);
  }

  /** Forks of a room that are awake. */
  forksOf(id: string): readonly Room[] {
    return [...this.awake.values()].filter(({ record }) => record.parentId === id);
  }

  /** Throws a RoomError once the server is going down. */
  refuseWhenShut(): void {
    if (this.shut) throw new RoomError("room-stopped", this.shut);
  }

  /** The room, awake. Throws RoomError when there is none or it cannot be opened now. */
  async open(id: string, captured?: unknown): Promise<Room> {
    this.refuseWhenShut();
    await this.closing.get(id);
    const known = this.rooms.get(id);
    if (known) return known;
    const failure = this.failures.get(id);
    if (failure && failure.until > this.options.wall()) throw new RoomError("room-stopped", QUOTA_TEXTS.stopped);
    const opening = this.wake(id, captured);
    this.rooms.set(id, opening);
    opening.catch(() => this.rooms.delete(id));
    return opening;
  }

  /** Puts rooms to sleep that nobody used for a while, and notes that the process lives. */
  async sweep(): Promise<void> {
    const { sleepAfter = SLEEP_AFTER_MS } = this.options;
    // A room stays while one of its forks is awake: they share its people.
    const parents = new Set([...this.awake.values()].map(({ record }) => record.parentId));
    const sleepy = [...this.awake.values()].filter(
      (room) => (room.quietFor ?? -1) >= sleepAfter && !parents.has(room.id),
    );
    await Promise.all(sleepy.map((room) => this.close(room, QUOTA_TEXTS.asleep)));
    for (const room of this.awake.values()) room.snapshotWhenCalm();
    if (this.awake.size > 0) await this.options.storage.beat(this.options.wall());
  }

  /** Saves and closes all rooms; none opens again. People are told `text`. */
  async closeAll(text: BilingualText): Promise<void> {
    this.shut = text;
    clearInterval(this.beatTimer);
    await Promise.allSettled(this.rooms.values());
    await Promise.all([...this.awake.values()].map((room) => this.close(room, text)));
  }

  private async wake(id: string, captured: unknown): Promise<Room> {
    const record = await this.options.storage.loadRoom(id);
    if (!record || record.deletedAt !== undefined) throw new RoomError("unknown-room", NO_ROOM);
    let room: Room;
    try {
      const parent = record.parentId === undefined ? undefined : await this.open(record.parentId);
      room = await openRoom(record, this.options.factory, { ...this.options, captured, ...(parent ? { parent } : {}) });
    } catch (error) {
      this.failed(id);
      this.options.report(id, "a room could not be opened", error);
      throw new RoomError("room-stopped", QUOTA_TEXTS.stopped, { cause: error });
    }
    this.awake.set(id, room);
    const home = record.parentId === undefined ? undefined : this.awake.get(record.parentId);
    for (const listener of this.listeners) listener(room, home);
    this.beat();
    room.onEnd = (failed) => {
      this.awake.delete(id);
      this.rooms.delete(id);
      if (failed) this.failed(id);
      for (const fork of this.awake.values())
        if (fork.record.parentId === id) void this.close(fork, failed ? QUOTA_TEXTS.stopped : QUOTA_TEXTS.asleep);
      if (this.awake.size === 0) {
        clearInterval(this.beatTimer);
        this.beatTimer = undefined;
      }
    };
    return room;
  }

  private failed(id: string): void {
    const count = (this.failures.get(id)?.count ?? 0) + 1;
    const rest = Math.min(REST_MS * 2 ** (count - 1), LONGEST_REST_MS);
    this.failures.set(id, { count, until: this.options.wall() + rest });
  }

  close(room: Room, text: BilingualText): Promise<void> {
    const closing = room
      .close(text)
      .catch((error: unknown) =>
        this.options.report(room.id, "a room could not be closed in order; its log is whole", error),
      )
      .finally(() => this.closing.delete(room.id));
    this.closing.set(room.id, closing);
    return closing;
  }

  /** Does something with a room that is to be open to nobody until it is done; `work` closes it. */
  async whileShut<T>(id: string, work: () => Promise<T>): Promise<T> {
    const done = work();
    this.closing.set(
      id,
      Promise.allSettled([done]).then(() => void this.closing.delete(id)),
    );
    return done;
  }

  private beat(): void {
    this.beatTimer ??= setInterval(() => {
      this.sweep().catch((error: unknown) => this.options.report("", "the heartbeat could not be stored", error));
    }, BEAT_MS / 2).unref();
  }
}
