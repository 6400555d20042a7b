/**
 * The instructors' view of a class: for each student what is not well, and what they did last. It works while somebody
 * watches, and tells at most once a second, of those only for whom something changed, and of them what is new.
 */
import type { Pod } from "../protocol/kubernetes/index.ts";
import type { LastDeed, Tile, TileChange } from "../protocol/monitor.ts";
import { ROOM_USER } from "../rooms/modes/roomRequests.ts";
import { describeRequest } from "../rooms/describeRequest.ts";
import type { Room } from "../rooms/Room.ts";
import type { Done } from "../rooms/RoomObserver.ts";
import type { PersonRecord, RoomRecord } from "../rooms/StoragePort.ts";
import { Owners } from "./Owners.ts";
import { problemsOf } from "./problems.ts";
import { isReady, studentObjects, type StudentObjects } from "./studentObjects.ts";

const TELL_EVERY_MS = 1_000;
const MOST_PROBLEMS = 5;
const MOST_RUNNING = 20;
const LOG_TAIL = 40;

export type TilesListener = (tiles: readonly TileChange[]) => void;

export interface MonitorOptions {
  readonly home: Room;
  /** Forks of the room that are awake. */
  readonly forks: () => readonly Room[];
  /** All of them, those that sleep too. */
  readonly allForks: () => Promise<readonly RoomRecord[]>;
  readonly report: (problem: string, error: unknown) => void;
}

export class ClassMonitor {
  private readonly listeners = new Set<TilesListener>();
  private readonly attended = new Map<Room, () => void>();
  private readonly last = new Map<string, LastDeed>();
  private readonly dirty = new Set<string>();
  /** What was told of each: the tile, and its troubles, as text. */
  private readonly told = new Map<string, { readonly whole: string; readonly problems: string }>();
  /** Ids of students' forks, by person. */
  private readonly forkIds = new Map<string, string>();
  private owners: Owners | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: MonitorOptions) {}

  /** Tells `listener` of everybody, then of changes. Returns how to stop. */
  watch(listener: TilesListener): () => void {
    this.listeners.add(listener);
    this.begin()
      .then(() => {
        if (!this.listeners.has(listener)) return;
        const tiles = this.tilesOf(this.students());
        // What is new to the others is told them now, so that all have been told the same.
        const news = this.news(tiles);
        if (news.length > 0) for (const other of this.listeners) if (other !== listener) other(news);
        listener(tiles);
      })
      .catch((error: unknown) => this.options.report("the monitor could not begin", error));
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.end();
    };
  }

  /** A fork of the class woke. */
  joined(fork: Room): void {
    if (this.listeners.size === 0) return;
    this.attend(fork);
    const { id, ownerId } = fork.record;
    if (!ownerId) return;
    this.forkIds.set(ownerId, id);
    this.touch(ownerId);
  }

  private async begin(): Promise<void> {
    const { home, forks } = this.options;
    for (const room of [home, ...forks()]) this.attend(room);
    for (const { id, ownerId } of await this.options.allForks()) if (ownerId) this.forkIds.set(ownerId, id);
    this.owners ??= await Owners.of(home);
  }

  private end(): void {
    for (const stop of this.attended.values()) stop();
    this.attended.clear();
    this.last.clear();
    this.forkIds.clear();
    this.owners = undefined;
    this.told.clear();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private attend(room: Room): void {
    if (this.attended.has(room)) return;
    const stop = room.attend({
      onFrame: ({ changes }) => {
        if (changes.length > 0) this.changed(room);
      },
      onDone: (done) => this.done(done),
      onStop: () => this.attended.delete(room),
    });
    this.attended.set(room, stop);
    // What they did before anybody watched, as the room remembers it.
    for (const { person, verb, resource, name } of room.recentActivity)
      if (person !== "" && this.last.get(person)?.at === undefined) this.last.set(person, { verb, resource, name });
  }

  private changed(room: Room): void {
    const { ownerId } = room.record;
    if (ownerId) return this.touch(ownerId);
    for (const { id } of this.students()) this.touch(id);
  }

  private done({ who, request, response, at }: Done): void {
    if (who === "") return;
    const { verb, resource, name } = describeRequest(request.method, request.path, response.body);
    const message = (response.body as { readonly message?: string } | undefined)?.message;
    this.last.set(who, {
      at,
      verb,
      resource,
      name,
      ...(response.status >= 400 && message ? { refused: message.slice(0, 300) } : {}),
    });
    this.touch(who);
  }

  private touch(person: string): void {
    this.dirty.add(person);
    this.timer ??= setTimeout(() => this.tell(), TELL_EVERY_MS).unref();
  }

  private tell(): void {
    this.timer = undefined;
    try {
      const tiles = this.news(this.tilesOf(this.students().filter(({ id }) => this.dirty.has(id))));
      this.dirty.clear();
      if (tiles.length > 0) for (const listener of this.listeners) listener(tiles);
    } catch (error) {
      this.options.report("the monitor failed", error);
    }
  }

  /** What of these is other than it was told. */
  private news(tiles: readonly Tile[]): readonly TileChange[] {
    return tiles.flatMap((tile) => {
      const whole = JSON.stringify(tile);
      const problems = JSON.stringify(tile.problems);
      const before = this.told.get(tile.person);
      if (before?.whole === whole) return [];
      this.told.set(tile.person, { whole, problems });
      if (before?.problems !== problems) return [tile];
      const { problems: _, ...rest } = tile;
      return [rest];
    });
  }

  private students(): readonly PersonRecord[] {
    return this.options.home.people.list().filter(({ role }) => role === "student");
  }

  private tilesOf(people: readonly PersonRecord[]): Tile[] {
    const { home, forks } = this.options;
    if (home.record.mode === "cluster-each")
      return people.map((person) => {
        const fork = forks().find(({ record }) => record.ownerId === person.id);
        return this.tileOf(person, fork, fork && studentObjects(fork, undefined)(person));
      });
    if (home.record.mode === "shared" && !this.owners) return [];
    const objects = studentObjects(home, this.owners);
    return people.map((person) => this.tileOf(person, home, objects(person)));
  }

  /** `room`: the cluster the person works in, `objects` what of it is theirs; undefined when it does not run. */
  private tileOf(person: PersonRecord, room: Room | undefined, objects: StudentObjects | undefined): Tile {
    const last = this.last.get(person.id);
    const cluster = room?.id ?? this.forkIds.get(person.id);
    const base = { person: person.id, ...(cluster ? { cluster } : {}), ...(last ? { last } : {}) };
    if (!room || !objects) return { ...base, problems: [], ready: 0, pods: 0 };
    const problems = problemsOf({
      ...objects,
      now: room.clock.time,
      log: (pod, container) => logOf(room, pod, container),
    });
    return {
      ...base,
      problems: problems.slice(0, MOST_PROBLEMS),
      ready: objects.pods.filter(isReady).length,
      pods: objects.pods.length,
      ...(this.options.home.record.mode === "shared" ? { running: runningOf(objects.pods) } : {}),
    };
  }
}

const runningOf = (pods: readonly Pod[]): readonly string[] =>
  pods
    .filter(({ status }) => status?.phase === "Running")
    .slice(0, MOST_RUNNING)
    .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);

function logOf({ cluster }: Room, { metadata }: Pod, container: string): string {
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/log?container=${container}&tailLines=${LOG_TAIL}`;
  const { status, body } = cluster.read({ method: "GET", path, user: ROOM_USER });
  return status === 200 && typeof body === "string" ? body : "";
}
