/** New rooms: empty ones, copies of others, and rooms that get another cluster. */
import { randomInt } from "node:crypto";
import { ROLES, type Role, type RoomMode } from "../protocol/messages.ts";
import type { AwakeRooms } from "./AwakeRooms.ts";
import type { SnapshotRoom } from "./clusterOf.ts";
import { captureOf } from "./history/captureOf.ts";
import { Moments } from "./history/Moments.ts";
import { linkOf, newLinkToken } from "./Links.ts";
import type { LogEntry } from "./LogEntry.ts";
import { type Manifest, manifestRequests, readManifests } from "./manifestRequests.ts";
import { accessRequests } from "./modes/access.ts";
import { newSigningKey } from "./modes/roomRequests.ts";
import { putBack } from "./puttingBack.ts";
import { QUOTA_TEXTS, type Quotas } from "./quotas.ts";
import type { Room } from "./Room.ts";
import { RoomError } from "./RoomError.ts";
import { cleanName } from "./roomName.ts";
import type { ClusterFactory } from "./SimulatedCluster.ts";
import { encodeSnapshot } from "./snapshots/SnapshotSeries.ts";
import { makeId } from "./secrets.ts";
import type { LinkRecord, LogBatch, Position, RoomRecord, StoragePort } from "./StoragePort.ts";

export interface NewRoom {
  readonly name?: string;
  readonly mode?: RoomMode;
  readonly template?: string;
  /** Texts of YAML or JSON, or objects. */
  readonly manifests?: readonly (string | object)[];
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

/** A part of a log that is lived through, up to where the cluster was put back to cluster time `to`: it goes on from `on`. */
export interface Stretch {
  readonly batches: readonly LogBatch[];
  readonly then?: { readonly entry: LogEntry; readonly to: number; readonly on: Position };
}

export interface RoomMakerOptions {
  readonly storage: StoragePort;
  readonly factory: ClusterFactory;
  readonly simulationVersion: string;
  readonly quotas: Quotas;
  /** Wall clock, ms. */
  readonly wall: () => number;
  /** Rooms of this server at most; left out: as many as there is place for. */
  readonly mostRooms?: number;
}

export class RoomMaker {
  constructor(
    private readonly options: RoomMakerOptions,
    private readonly rooms: AwakeRooms,
  ) {}

  async create({ name = "", mode = "shared", template = "course", manifests = [] }: NewRoom): Promise<CreatedRoom> {
    this.rooms.refuseWhenShut();
    const { storage, wall } = this.options;
    await this.refuseMore();
    const objects = await readManifests(manifests);
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
    const room = await this.rooms.open(record.id);
    try {
      return { room, tokens, problems: await this.fill(room, mode, objects) };
    } catch (error) {
      // Nobody has a link to it.
      await this.rooms.close(room, QUOTA_TEXTS.stopped);
      await storage.deleteRoom(record.id);
      throw error;
    }
  }

  /** What the API refused of the objects. */
  private async fill(room: Room, mode: RoomMode, objects: readonly Manifest[]): Promise<readonly string[]> {
    const requests = manifestRequests(objects, room.cluster.api.definitions);
    const problems: string[] = [];
    await room.request(newSigningKey(), "");
    for (const request of accessRequests(mode)) {
      const { status, body } = await room.request(request, "");
      if (status >= 400) throw new RoomError("room-stopped", QUOTA_TEXTS.stopped, { cause: body });
    }
    for (const request of requests) {
      const { status, body } = await room.request(request, "");
      if (status >= 400) problems.push(String((body as { readonly message?: string }).message));
    }
    return problems;
  }

  /**
   * A room of its own that begins as this one was at a cluster time, or is now; nobody is in it. In memory both share what
   * neither changes.
   */
  async fork(id: string, { time, name, parent, trial }: ForkOptions = {}): Promise<CreatedRoom> {
    const { storage, wall, simulationVersion } = this.options;
    await this.refuseMore();
    const source = await this.rooms.open(id);
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
    const room = await this.rooms.open(record.id, cluster);
    // A token opens the cluster it was made in, not its copies.
    await room.request(newSigningKey(), "");
    return { room, tokens, problems: [] };
  }

  /**
   * Puts a room's cluster back to how it was at a cluster time. Time and revisions go on from now; browsers and watches
   * begin anew. The past stays in the history, what is undone included.
   */
  async restore(id: string, time: number, who: string): Promise<Room> {
    const room = await this.rooms.open(id);
    const { cluster } = await room.moment(time, captureOf);
    const begun = await this.rooms.whileShut(id, async () => {
      const end = await room.endWithRestore(time, who);
      return putBack(room.record, cluster, end, this.options);
    });
    return this.rooms.open(id, begun.cluster);
  }

  /** Stores a room that is to live through a log that is there already; nobody has a link to it yet. */
  async adopt(
    parts: Pick<RoomRecord, "name" | "mode" | "template" | "seed" | "startTime" | "limits">,
  ): Promise<RoomRecord> {
    this.rooms.refuseWhenShut();
    await this.refuseMore();
    const { storage, wall } = this.options;
    const record = { ...parts, name: cleanName(parts.name), id: makeId(), createdAt: wall(), epoch: makeId() };
    await storage.createRoom(record, []);
    return record;
  }

  /** Stores the log of an adopted room, and the cluster as it went on where it was put back; true where it led exactly there. */
  async live(id: string, life: (wall: number) => readonly Stretch[]): Promise<boolean> {
    const { storage, factory, simulationVersion, wall, quotas } = this.options;
    const record = await storage.loadRoom(id);
    if (!record) throw new RoomError("storage", QUOTA_TEXTS.storage);
    const history = new Moments({ record, factory, storage, objectLimit: quotas.objects });
    let exact = true;
    for (const { batches, then } of life(wall())) {
      for (const batch of batches) await storage.append(batch);
      if (!then) continue;
      const { entry, to, on } = then;
      const before = await history.at(
        entry.time,
        ({ activity, exact: so }) => ({ activity: activity.recent, so }),
        entry.seq,
      );
      const captured = await history.at(to, (moment) => ({ ...captureOf(moment), so: moment.exact }));
      exact &&= before.so && captured.so;
      await storage.saveSnapshot(
        {
          roomId: id,
          id: makeId(),
          seq: entry.seq,
          simulationVersion,
          position: on,
          room: JSON.stringify({ activity: before.activity } satisfies SnapshotRoom),
          kept: true,
        },
        encodeSnapshot(factory.moved(captured.cluster, on)),
      );
    }
    return exact;
  }

  /** An opened room with new links of every role. */
  async linked(id: string): Promise<CreatedRoom> {
    const room = await this.rooms.open(id);
    const tokens: Record<string, string> = {};
    for (const role of ROLES) tokens[role] = (await room.people.renewLink(role)).token;
    return { room, tokens: tokens as Tokens, problems: [] };
  }

  private async refuseMore(): Promise<void> {
    const { storage, mostRooms } = this.options;
    if (mostRooms !== undefined && (await storage.countRooms()) >= mostRooms)
      throw new RoomError("too-many-rooms", QUOTA_TEXTS.rooms(mostRooms));
  }
}

type Tokens = CreatedRoom["tokens"];

const newTokens = (): Tokens => ({
  instructor: newLinkToken("instructor"),
  student: newLinkToken("student"),
  viewer: newLinkToken("viewer"),
});

function linksOf(roomId: string, tokens: Tokens, createdAt: number): readonly LinkRecord[] {
  return ROLES.map((role) => linkOf(tokens[role], { roomId, role, createdAt }));
}
