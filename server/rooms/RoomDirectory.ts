/**
 * All rooms of this server: made, opened on demand, put to sleep when nobody is there, closed together at the end.
 * One timer for all of them, and none while no room is open.
 */
import { randomInt } from "node:crypto";
import type { BilingualText, Role, RoomMode } from "../protocol/messages.ts";
import { ROLES } from "../protocol/messages.ts";
import type { Moment } from "./history/Moments.ts";
import { BEAT_MS, openRoom } from "./openRoom.ts";
import { linkOf, newLinkToken } from "./Links.ts";
import { type Identity, People } from "./People.ts";
import { QUOTA_TEXTS } from "./quotas.ts";
import type { Room } from "./Room.ts";
import type { RoomSurroundings } from "./RoomSurroundings.ts";
import { RoomError } from "./RoomError.ts";
import { manifestRequests } from "./manifestRequests.ts";
import { accessRequests } from "./modes/access.ts";
import { newSigningKey } from "./modes/roomRequests.ts";
import type { ClusterFactory } from "./SimulatedCluster.ts";
import { hashToken, makeId } from "./secrets.ts";
import { encodeSnapshot } from "./snapshots/SnapshotSeries.ts";
import type { LinkRecord, LogBatch, Position, RoomRecord, StoragePort } from "./StoragePort.ts";

/** An empty room stays awake for so long, ms. */
const SLEEP_AFTER_MS = 60_000;
/** After an error a room rests, ms; twice as long after each further one. */
const REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;
const LONGEST_NAME = 80;

export interface NewRoom {
  readonly name?: string;
  readonly mode?: RoomMode;
  readonly template?: string;
  readonly manifests?: readonly string[];
}

export interface CreatedRoom {
  readonly room: Room;
  /** Tokens of the links; given out this once. */
  readonly tokens: { readonly [role in Role]: string };
  /** What the API refused of the manifests. */
  readonly problems: readonly string[];
}

export interface ForkOptions {
  /** Cluster time, ms; left out: now. */
  readonly time?: number;
  readonly name?: string;
  /** The room and the person there whose fork it is. */
  readonly parent?: { readonly roomId: string; readonly personId: string };
  /** The room in which a lesson is written that is tried in the fork, and who tries it there. */
  readonly trial?: { readonly roomId: string; readonly personId: string };
}

/** Where a cluster stands. */
type Place = Pick<Position, "time" | "steps" | "revision">;

export interface DirectoryOptions extends RoomSurroundings {
  readonly factory: ClusterFactory;
  readonly sleepAfter?: number;
  /** Rooms of this server at most; left out: as many as there is place for. */
  readonly mostRooms?: number;
  /** Deleted rooms stay until they are purged; left out: they are gone at once. */
  readonly keepDeleted?: boolean;
}

/** Hears of a room that woke; `parent` is the room a fork belongs to. */
export type AwakeListener = (room: Room, parent: Room | undefined) => void;

/** What whoever is in a room, or at its door, is told at its end. */
export const ROOM_DELETED: BilingualText = { en: "this room was deleted", ko: "이 방은 삭제되었어요" };

export class RoomDirectory {
  private readonly rooms = new Map<string, Promise<Room>>();
  private readonly awake = new Map<string, Room>();
  private readonly closing = new Map<string, Promise<void>>();
  private readonly failures = new Map<string, { readonly count: number; readonly until: number }>();
  private readonly awakeListeners: AwakeListener[] = [];
  private readonly goneListeners: ((id: string) => void)[] = [];
  private beatTimer: NodeJS.Timeout | undefined;
  private shut = false;

  constructor(private readonly options: DirectoryOptions) {}

  /** Calls `listener` for every room that wakes from now on. */
  whenAwake(listener: AwakeListener): void {
    this.awakeListeners.push(listener);
  }

  /** Calls `listener` with the id of every room that is deleted from now on. */
  whenGone(listener: (id: string) => void): void {
    this.goneListeners.push(listener);
  }

  get awakeCount(): number {
    return this.awake.size;
  }

  isAwake(id: string): boolean {
    return this.awake.has(id);
  }

  async create({ name = "", mode = "shared", template = "course", manifests = [] }: NewRoom): Promise<CreatedRoom> {
    if (this.shut) throw new RoomError("room-stopped", QUOTA_TEXTS.closing);
    const { storage, wall } = this.options;
    await this.refuseMore();
    const tokens = newTokens();
    const record: RoomRecord = {
      id: makeId(),
      name: cleanName(name),
      mode,
      template,
      seed: randomInt(2 ** 31),
      startTime: wall(),
      createdAt: wall(),
      epoch: makeId(),
    };
    await storage.createRoom(record, linksOf(record.id, tokens, wall()));
    const room = await this.open(record.id);
    const problems: string[] = [];
    await room.request(newSigningKey(), "");
    for (const request of accessRequests(mode)) {
      const { status, body } = await room.request(request, "");
      if (status >= 400) throw new RoomError("room-stopped", QUOTA_TEXTS.stopped, { cause: body });
    }
    for (const request of manifestRequests(manifests, room.cluster.api.definitions)) {
      const { status, body } = await room.request(request, "");
      if (status >= 400) problems.push(String((body as { readonly message?: string }).message));
    }
    return { room, tokens, problems };
  }

  /** The room, awake. Throws RoomError when there is none or it cannot be opened now. */
  async open(id: string, captured?: unknown): Promise<Room> {
    if (this.shut) throw new RoomError("room-stopped", QUOTA_TEXTS.closing);
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

  /**
   * A room of its own that begins as this one was at a cluster time, or is now; nobody is in it. In memory both share what
   * neither changes.
   */
  async fork(id: string, { time, name, parent, trial }: ForkOptions = {}): Promise<CreatedRoom> {
    const { storage, wall, simulationVersion } = this.options;
    await this.refuseMore();
    const source = await this.open(id);
    const { cluster, position } = time === undefined ? await source.capture() : await source.moment(time, captureOf);
    const tokens = newTokens();
    // A copy of what is part of a class is not.
    const { parentId: _, ownerId: __, trialOf: ___, ...copied } = source.record;
    const record: RoomRecord = {
      ...copied,
      id: makeId(),
      name: cleanName(name ?? source.record.name),
      createdAt: wall(),
      epoch: makeId(),
      ...(parent ? { mode: "shared" as const, parentId: parent.roomId, ownerId: parent.personId } : {}),
      ...(trial ? { trialOf: trial.roomId, ownerId: trial.personId } : {}),
    };
    await storage.createRoom(record, linksOf(record.id, tokens, wall()));
    const place = { ...position, wall: wall(), speed: 1, asleep: true };
    await storage.saveSnapshot(
      { roomId: record.id, id: makeId(), seq: 0, simulationVersion, position: place, room: "{}", kept: true },
      encodeSnapshot(cluster),
    );
    const room = await this.open(record.id, cluster);
    // A token opens the cluster it was made in, not its copies.
    await room.request(newSigningKey(), "");
    return { room, tokens, problems: [] };
  }

  /**
   * Puts a room's cluster back to how it was at a cluster time. Time and revisions go on from now; browsers and watches
   * begin anew. The past stays in the history, what is undone included.
   */
  async restore(id: string, time: number, who: string): Promise<Room> {
    const { storage, factory, simulationVersion } = this.options;
    const room = await this.open(id);
    const { cluster } = await room.moment(time, captureOf);
    await room.noteRestore(time, who);
    await this.close(room, { en: "the cluster is being put back", ko: "클러스터를 이전 상태로 되돌리고 있어요" });
    const header = await storage.newestSnapshot(id);
    if (!header) throw new RoomError("storage", QUOTA_TEXTS.storage);
    const { position, base: _, ...rest } = header;
    // Beyond what any watch may have seen, so that whoever holds the old state has to list anew.
    const place = { ...position, steps: position.steps + 1, revision: position.revision + 1 };
    const moved = factory.moved(cluster, place);
    await storage.saveSnapshot(
      { ...rest, id: makeId(), simulationVersion, position: place, kept: true },
      encodeSnapshot(moved),
    );
    await storage.saveRoom({ ...room.record, epoch: makeId() });
    return this.open(id, moved);
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

  /** Stores a room whose log is there already; nobody has a link to it yet. */
  async adopt(
    parts: Pick<RoomRecord, "name" | "mode" | "template" | "seed" | "startTime" | "limits">,
    log: (roomId: string, wall: number) => readonly LogBatch[],
  ): Promise<RoomRecord> {
    if (this.shut) throw new RoomError("room-stopped", QUOTA_TEXTS.closing);
    await this.refuseMore();
    const { storage, wall } = this.options;
    const record = { ...parts, name: cleanName(parts.name), id: makeId(), createdAt: wall(), epoch: makeId() };
    await storage.createRoom(record, []);
    for (const batch of log(record.id, wall())) await storage.append(batch);
    return record;
  }

  /** An opened room with new links of every role. */
  async linked(id: string): Promise<CreatedRoom> {
    const room = await this.open(id);
    const tokens: Record<string, string> = {};
    for (const role of ROLES) tokens[role] = (await room.people.renewLink(role)).token;
    return { room, tokens: tokens as Tokens, problems: [] };
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
    return [...this.awake.values()].filter(({ record }) => record.parentId === id);
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
    for (const room of [...this.awakeForks(id), this.awake.get(id)]) if (room) await this.close(room, ROOM_DELETED);
  }

  private async refuseMore(): Promise<void> {
    const { storage, mostRooms } = this.options;
    if (mostRooms !== undefined && (await storage.countRooms()) >= mostRooms)
      throw new RoomError("too-many-rooms", QUOTA_TEXTS.rooms(mostRooms));
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

  /** Saves and closes all rooms; none opens again. */
  async closeAll(): Promise<void> {
    this.shut = true;
    clearInterval(this.beatTimer);
    await Promise.allSettled(this.rooms.values());
    await Promise.all([...this.awake.values()].map((room) => this.close(room, QUOTA_TEXTS.closing)));
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
    for (const listener of this.awakeListeners) listener(room, home);
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

  private close(room: Room, text: BilingualText): Promise<void> {
    const closing = room
      .close(text)
      .catch((error: unknown) =>
        this.options.report(room.id, "a room could not be closed in order; its log is whole", error),
      )
      .finally(() => this.closing.delete(room.id));
    this.closing.set(room.id, closing);
    return closing;
  }

  private beat(): void {
    this.beatTimer ??= setInterval(() => {
      this.sweep().catch((error: unknown) => this.options.report("", "the heartbeat could not be stored", error));
    }, BEAT_MS / 2).unref();
  }
}

const NO_ROOM = { en: "there is no such room", ko: "없는 방이에요" };

const NO_CODE = {
  en: "no room has this code now; look at it once more, or ask for the link",
  ko: "이 코드로 들어갈 수 있는 방이 없어요. 코드를 다시 확인하거나 링크를 받으세요",
};

type Tokens = CreatedRoom["tokens"];

const newTokens = (): Tokens => ({
  instructor: newLinkToken("instructor"),
  student: newLinkToken("student"),
  viewer: newLinkToken("viewer"),
});

function linksOf(roomId: string, tokens: Tokens, createdAt: number): readonly LinkRecord[] {
  return ROLES.map((role) => linkOf(tokens[role], { roomId, role, createdAt }));
}

/** A moment's cluster, whole. */
function captureOf({ cluster, time }: Moment): { readonly cluster: unknown; readonly position: Place } {
  const { steps } = cluster.runtime;
  return { cluster: cluster.snapshot(), position: { time, steps, revision: cluster.store.revision } };
}

function cleanName(name: string): string {
  const clean = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ")
    .trim();
  return [...clean].slice(0, LONGEST_NAME).join("") || "Podroom";
}
