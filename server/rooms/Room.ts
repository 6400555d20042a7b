/**
 * A room: one cluster, its people, its command log, its pacer.
 *
 * Everything asked of a room waits in one line, where people take turns. A turn (given by `TurnScheduler`) lets due tasks run, takes from the line,
 * and hands what happened to the `Outbox`, which commits it and only then lets answers and frames out: nobody sees a
 * state that a crash can undo. Read `openRoom.ts` next (waking and replay), then `RoomDirectory.ts`.
 * It deliberately knows no sockets and no HTTP.
 */
import type { AssignAction, ClassAction, FoundAction, PersonAction } from "../protocol/classroom/actionSchema.ts";
import type { ActivityView, BilingualText, ClockView, PastCommand, RoomView } from "../protocol/messages.ts";
import { actsInCluster } from "../simulation/actsInCluster.ts";
import { isReview } from "../simulation/isReview.ts";
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import type { Failure } from "../simulation/runtime/Failures.ts";
import type { Activity } from "./Activity.ts";
import type { ChangeMeter } from "./ChangeMeter.ts";
import type { Classroom, ClassStep } from "./Classroom.ts";
import { FrameCutter } from "./FrameCutter.ts";
import type { RoomFrame } from "./frames.ts";
import type { Moment, Moments } from "./history/Moments.ts";
import { type Page, pastCommands } from "./history/pastCommands.ts";
import type { ClockCommand } from "./LogEntry.ts";
import { ROOM_USER } from "./modes/roomRequests.ts";
import { Outbox } from "./Outbox.ts";
import type { Pacer } from "./Pacer.ts";
import type { People } from "./People.ts";
import { Progress } from "./Progress.ts";
import { QUOTA_TEXTS, type Quotas } from "./quotas.ts";
import { refusal, RoomError } from "./RoomError.ts";
import { type MayList, NO_RIGHTS, onlookerRights, type Rights, rightsOf } from "./rights.ts";
import {
  isWatchHandle,
  type SentRequest,
  type SimulatedCluster,
  type WatchEvent,
  type WatchHandle,
} from "./SimulatedCluster.ts";
import { type LastKept, type LogEnd, SnapshotKeeper } from "./snapshots/SnapshotKeeper.ts";
import { type Position, type RoomRecord, StorageError, type StoragePort } from "./StoragePort.ts";
import type { TurnScheduler, TurnTaker } from "./TurnScheduler.ts";
import { type Reply, WaitingLine } from "./WaitingLine.ts";

/** Kinds of failures within a cluster that its operator is told of. */
const MOST_FAILURES = 50;

/** A request that was to do something: change the cluster, or go over its network. It may have been refused. */
export interface Done {
  readonly who: string;
  readonly request: ApiRequest;
  readonly response: ApiResponse;
  /** Wall time, ms. */
  readonly at: number;
  /** Its number in the log; undefined for what was refused. */
  readonly seq?: number;
}

/** A request over the cluster's network, and what was answered. */
export interface Asked {
  readonly who: string;
  readonly from: "pod" | "node" | "outside";
  readonly url: string;
  /** Undefined when nothing answered. */
  readonly status: number | undefined;
  readonly body: string;
}

/** Hears of everything that is committed, in order. */
export interface RoomObserver {
  onFrame?(frame: RoomFrame): void;
  onClock?(clock: ClockView): void;
  onClass?(step: ClassStep): void;
  /** Somebody's request that was no mere look, and what it was answered. */
  onDone?(done: Done): void;
  /** Somebody's request went over the cluster's network: by a click, or by a program they started. */
  onAsked?(asked: Asked): void;
  /** Its name or mode is another. */
  onRoom?(room: RoomView): void;
  /** The room is no more in memory; `failed`: because of an error. Opening it again goes on where it was. */
  onStop?(text: BilingualText, failed: boolean): void;
}

/** What all rooms of a process share. */
export interface RoomSurroundings {
  readonly storage: StoragePort;
  readonly turns: TurnScheduler;
  readonly quotas: Quotas;
  /** Wall clock, ms. */
  readonly wall: () => number;
  readonly report: (room: string, problem: string, error: unknown) => void;
  /** Commands between two snapshots. */
  readonly snapshotEvery: number;
  /** Whether a user may list a resource; left out: by RBAC. */
  readonly mayList?: MayList;
  readonly simulationVersion: string;
}

export interface RoomParts {
  readonly record: RoomRecord;
  readonly cluster: SimulatedCluster;
  readonly people: People;
  readonly pacer: Pacer;
  readonly activity: Activity;
  readonly classroom: Classroom;
  readonly nextSeq: number;
  readonly logBytes: number;
  /** The command the newest snapshot ends with. */
  readonly snapshotSeq: number;
  /** The newest snapshot that stays. */
  readonly lastKept: LastKept;
  /** The room whose class a fork is part of. */
  readonly parent?: Room;
  /** The room's past; a cluster that is not kept has none. */
  readonly history: Moments | undefined;
}

/** The answer to a watch: a handle, or a refusal. */
export type WatchResult = WatchHandle | ApiResponse;

export class Room implements TurnTaker {
  record: RoomRecord;
  readonly people: People;
  readonly cluster: SimulatedCluster;
  readonly classroom: Classroom;

  /** The room whose class this is: a fork's parent, else itself. */
  readonly home: Room;

  /** For whoever opened the room: it left memory. */
  onEnd: ((failed: boolean) => void) | undefined;

  private readonly history: Moments | undefined;
  private readonly pacer: Pacer;
  private readonly activity: Activity;
  private readonly outbox: Outbox;
  private readonly snapshots: SnapshotKeeper;
  private readonly observers = new Set<RoomObserver>();
  private readonly attendants = new Set<RoomObserver>();
  private readonly rights = new Map<string, Rights>();
  private readonly line = new WaitingLine();
  private readonly frames: FrameCutter;
  private readonly progress: Progress;
  /** Who gave the newest commands, by number. */
  private readonly doers = new Map<number, string>();
  /** Kinds of failures within the cluster that were reported. */
  private readonly reported = new Set<string>();
  private watches = 0;
  private stopText: BilingualText | undefined;
  private quietSince: number;
  private asleep = false;
  private closing: Promise<void> | undefined;
  private lastCommand = 0;

  constructor(
    parts: RoomParts,
    private readonly around: RoomSurroundings,
  ) {
    this.record = parts.record;
    this.people = parts.people;
    this.cluster = parts.cluster;
    this.classroom = parts.classroom;
    this.home = parts.parent ?? this;
    this.history = parts.history;
    this.pacer = parts.pacer;
    this.activity = parts.activity;
    this.quietSince = around.wall();
    this.outbox = new Outbox({
      storage: around.storage,
      roomId: parts.record.id,
      nextSeq: parts.nextSeq,
      logBytes: parts.logBytes,
      position: () => this.position(),
      gather: () => this.cutFrame(),
      onFailure: (error) => this.fail(error, "a commit failed"),
      onOutputError: (error) => around.report(parts.record.id, "an output failed", error),
    });
    this.snapshots = new SnapshotKeeper(
      {
        roomId: parts.record.id,
        storage: around.storage,
        simulationVersion: around.simulationVersion,
        every: around.snapshotEvery,
        capture: () => ({
          seq: this.logEnd.seq,
          position: this.position(),
          room: JSON.stringify({ activity: this.activity.recent, classroom: this.classroom.state }),
          cluster: this.cluster.snapshot(),
        }),
        committed: () =>
          new Promise((resolve) =>
            this.outbox.output(
              () => resolve(true),
              () => resolve(false),
            ),
          ),
        report: (problem, error) => around.report(parts.record.id, problem, error),
      },
      { seq: parts.snapshotSeq, bytes: parts.logBytes },
      parts.lastKept,
    );
    parts.cluster.network?.listeners.add((sent) => this.asked(sent));
    parts.cluster.runtime.failures.listeners.add((failure) => this.failedWithin(failure));
    this.frames = new FrameCutter(parts.cluster, () => this.outbox.touch());
    this.progress = new Progress(parts.cluster, parts.pacer, () => around.turns.request(this));
    // Waking is a change of its own: from here on time passes again, which a crash must not undo.
    this.outbox.touch();
    around.turns.request(this);
  }

  get id(): string {
    return this.record.id;
  }

  get view(): RoomView {
    const { id, name, mode, parentId, ownerId, trialOf } = this.record;
    return {
      id,
      name,
      mode,
      ...(parentId === undefined ? {} : { parent: parentId }),
      ...(ownerId === undefined || trialOf !== undefined ? {} : { owner: ownerId }),
      ...(trialOf === undefined ? {} : { trialOf }),
    };
  }

  get clock(): ClockView {
    return { time: Math.max(this.pacer.now(), this.cluster.runtime.now), speed: this.pacer.speed };
  }

  get stopped(): boolean {
    return this.stopText !== undefined;
  }

  /** Somebody looks at the room or talks to it. */
  get inUse(): boolean {
    return this.observers.size > 0 || this.watches > 0 || this.line.length > 0;
  }

  /** Wall time since nobody uses the room; undefined while somebody does. */
  get quietFor(): number | undefined {
    return this.inUse ? undefined : this.around.wall() - this.quietSince;
  }

  /**
   * Any request but a watch, in the order the person asked. Never rejects. `who` is the person's id, empty for the room
   * itself; `meter` says whether a change may be done when its turn comes, and is told how large it was.
   */
  request(request: ApiRequest, who: string, meter?: ChangeMeter): Promise<ApiResponse> {
    const reads =
      request.upgrade === true ||
      ((request.method === "GET" || request.method === "HEAD") && !actsInCluster(request)) ||
      isReview(request) ||
      request.method === "OPTIONS";
    return this.ask<ApiResponse>((reply) => {
      const tooMuch = meter?.refusal();
      if (tooMuch) return this.answer(reply, refusal(429, "TooManyRequests", tooMuch));
      const { revision } = this.cluster.store;
      const response = reads ? this.read(request) : this.write(request, who);
      meter?.changed(this.changedBytes(request, response, revision));
      this.answer(reply, response);
    }, who).catch(refusalOf);
  }

  /** What was sent, or what is other since `revision` as it is now, whichever is more. */
  private changedBytes({ body }: ApiRequest, response: ApiResponse, revision: number): number {
    const events = this.cluster.store.history.since(revision) ?? [];
    const written = events.reduce((sum, { object }) => sum + lengthOf(object), 0);
    return Math.max(body?.length ?? 0, events.length > 0 ? written : lengthOf(response.body));
  }

  /** A reading that fails has changed nothing: it is refused, and the room goes on. */
  private read(request: ApiRequest): ApiResponse {
    try {
      return this.cluster.read(request);
    } catch (error) {
      this.around.report(this.id, "a read failed", error);
      return refusal(500, "InternalError", READ_FAILED);
    }
  }

  /** Starts a watch in a person's name; events come after what led to them is committed. Never rejects. */
  watch(request: ApiRequest, sink: (event: WatchEvent) => void, who = ""): Promise<WatchResult> {
    return this.ask<WatchResult>((reply) => {
      let open = true;
      const result = this.cluster.openWatch(request, (event) => {
        // A watch may hear of a write before the room does.
        if (this.frames.isBehind) this.outbox.touch();
        this.outbox.output(() => {
          if (open) sink(event);
        });
      });
      if (!isWatchHandle(result)) return this.answer(reply, result);
      this.watches++;
      const close = (): void => {
        if (!open) return;
        open = false;
        this.watches--;
        this.quietSince = this.around.wall();
        result.close();
      };
      this.answer(reply, { ...result, close, bookmark: () => result.bookmark() });
    }, who).catch(refusalOf);
  }

  /**
   * Looks at the cluster between two tasks: `look` runs in the room's turn, `then` with what it gave when all that was
   * seen is committed, before any frame of later changes. For joining and resuming.
   */
  observe<T>(look: () => T, then: (seen: T) => void, who = ""): Promise<void> {
    return this.ask<void>((reply) => {
      this.cutFrame();
      const seen = look();
      this.outbox.output(
        () => {
          then(seen);
          reply.answer();
        },
        () => reply.refuse(QUOTA_TEXTS.storage),
      );
    }, who);
  }

  /** Changes how time goes. Only instructors may; who asks must have been checked. */
  setClock(command: ClockCommand, who: string): Promise<ClockView> {
    return this.ask<ClockView>((reply) => {
      if (command.speed !== undefined) this.pacer.setSpeed(command.speed);
      if (command.step !== undefined) this.pacer.step(command.step);
      const { now: time, steps } = this.cluster.runtime;
      this.outbox.add({ seq: this.outbox.nextSeq, time, steps, who, command });
      const { clock } = this;
      this.outbox.output(() => this.tell((observer) => observer.onClock?.(clock)));
      this.answer(reply, clock);
    });
  }

  /** Does something in the class, in a person's name. Rejects with a RoomError ("not-allowed") when they may not. */
  async act(action: PersonAction | AssignAction, who: string): Promise<void> {
    if (this.home !== this) return this.home.act(action, who);
    const refused = await this.ask<BilingualText | undefined>((reply) => {
      const person = this.people.find(who);
      const refusal = person ? this.classroom.refusal(action, person, (id) => this.people.find(id)?.role) : NOBODY;
      if (!refusal) this.happens(this.classroom.completed(action), who);
      this.answer(reply, refusal);
    }, who);
    if (refused) throw new RoomError("not-allowed", refused);
  }

  /** Something the server itself finds of the class, or the plan a copy of a room brings along. */
  note(action: FoundAction | AssignAction): Promise<void> {
    return this.ask<void>((reply) => {
      this.happens(action, "");
      this.answer(reply, undefined);
    });
  }

  private happens(action: ClassAction, who: string): void {
    const { now: time, steps } = this.cluster.runtime;
    const at = this.around.wall();
    const seq = this.outbox.nextSeq;
    this.outbox.add({ seq, time, steps, who, command: { type: "class", at, action } });
    const step = this.classroom.fold({ seq, at, time, who, action });
    this.outbox.output(() => this.tell((observer) => observer.onClass?.(step)));
  }

  /** Looks at the room as it was at a cluster time up to now; see `history/Moments.ts`. */
  async moment<T>(time: number, look: (moment: Moment) => T | Promise<T>): Promise<T> {
    if (!this.history) throw new RoomError("unknown-room", QUOTA_TEXTS.noHistory);
    await this.settled();
    return this.history.at(Math.min(time, this.clock.time), look);
  }

  /** What was done here, newest first. */
  async pastCommands(page: Page): Promise<readonly PastCommand[]> {
    await this.settled();
    return pastCommands(this.around.storage, this.id, { ...page, end: this.outbox.nextSeq });
  }

  /** Takes over what was stored of the room itself: name, mode. */
  changed(record: RoomRecord): void {
    this.record = record;
    this.tell((observer) => observer.onRoom?.(this.view));
  }

  /** Notes in the log that the cluster is about to be put back. */
  noteRestore(to: number, who: string): Promise<void> {
    return this.ask<void>((reply) => {
      const { now: time, steps } = this.cluster.runtime;
      this.outbox.add({ seq: this.outbox.nextSeq, time, steps, who, command: { type: "restore", to } });
      this.answer(reply, undefined);
    });
  }

  /** The cluster as it is, whole: parts that do not change are shared. */
  capture(): Promise<{ readonly cluster: unknown; readonly position: Position; readonly seq: number }> {
    return this.ask((reply) =>
      this.answer(reply, { cluster: this.cluster.snapshot(), position: this.position(), seq: this.logEnd.seq }),
    );
  }

  subscribe(observer: RoomObserver): () => void {
    this.observers.add(observer);
    return () => {
      this.observers.delete(observer);
      this.quietSince = this.around.wall();
    };
  }

  /** Like `subscribe`, for whoever keeps no room awake. */
  attend(observer: RoomObserver): () => void {
    this.attendants.add(observer);
    return () => void this.attendants.delete(observer);
  }

  get recentActivity(): readonly ActivityView[] {
    return this.activity.recent;
  }

  /** What an embedded view shows now. */
  get onlookerRights(): Rights {
    const known = this.rights.get("");
    if (known) return known;
    const rights = onlookerRights(this.cluster, this.around.mayList);
    this.rights.set("", rights);
    return rights;
  }

  /** What the person may see now; worked out again after RBAC changed. */
  rightsOf(personId: string): Rights {
    const person = this.people.find(personId);
    if (!person) return NO_RIGHTS;
    const user = this.people.userOf(person);
    const key = `${user.username} ${person.role}`;
    const known = this.rights.get(key);
    if (known) return known;
    const rights = rightsOf(this.cluster, user, this.around.mayList);
    this.rights.set(key, rights);
    return rights;
  }

  /** Whether nothing of the cluster that is shown to anybody is hidden from the person. */
  seesAll(personId: string): boolean {
    return this.rightsOf(personId).key === rightsOf(this.cluster, ROOM_USER, this.around.mayList).key;
  }

  /** What the person might see in another cluster of this room: one of its past. */
  rightsIn(cluster: SimulatedCluster, personId: string): Rights {
    const person = this.people.find(personId);
    return person ? rightsOf(cluster, this.people.userOf(person), this.around.mayList) : NO_RIGHTS;
  }

  /** One slice of work. */
  takeTurn(deadline: number): boolean {
    if (this.stopped) return false;
    try {
      const half = performance.now() + (deadline - performance.now()) / 2;
      let caughtUp = this.progress.advance(this.line.length > 0 ? half : deadline);
      if (this.line.length > 0) {
        this.line.serve(deadline);
        caughtUp = this.progress.advance(deadline);
      }
      if (this.stopped) return false;
      this.outbox.flush();
      this.snapshots.whenDue(this.logEnd, this.cluster.runtime.steps);
      const more = this.line.length > 0 || !caughtUp;
      if (!more && !this.asleep) this.progress.sleepUntilDue();
      return more;
    } catch (error) {
      this.fail(error, "a turn failed");
      return false;
    }
  }

  /** For a now and then: stores a snapshot when that is worth while. */
  snapshotWhenCalm(): void {
    if (!this.stopped) this.snapshots.whenCalm(this.logEnd, this.around.wall() - this.lastCommand);
  }

  /** Stops in good order: a snapshot is stored, people are told, the room leaves memory. Asked twice, it does so once. */
  close(text: BilingualText): Promise<void> {
    this.closing ??= this.stopInOrder(text);
    return this.closing;
  }

  private async stopInOrder(text: BilingualText): Promise<void> {
    if (this.stopped) return;
    this.asleep = true;
    this.progress.stop();
    this.around.turns.forget(this);
    // Whatever waits still gets its turn; what is due meanwhile waits for the room's next waking.
    while (this.line.length > 0 && !this.stopped) this.line.serve(performance.now() + 50);
    if (this.stopped) return;
    this.outbox.touch();
    await this.outbox.idle();
    if (this.stopped) return;
    // Without the snapshot the log is whole all the same, and waking takes a little longer.
    await this.snapshots
      .take(() => this.logEnd)
      .catch((error: unknown) => this.around.report(this.id, "the last snapshot failed", error));
    this.end(text, false);
  }

  /** Resolves when all that happened so far is committed. */
  settled(): Promise<void> {
    return this.outbox.idle();
  }

  /** `who`: whose turn it takes; empty for the room itself. */
  private ask<T>(run: (reply: Reply<T>) => void, who = ""): Promise<T> {
    if (this.stopText || this.asleep)
      return Promise.reject(new RoomError("room-stopped", this.stopText ?? QUOTA_TEXTS.asleep));
    const { waiting, waitingOfPerson } = this.around.quotas;
    if (this.line.length >= waiting) return Promise.reject(new RoomError("too-busy", QUOTA_TEXTS.waiting));
    if (who !== "" && this.line.lengthOf(who) >= waitingOfPerson)
      return Promise.reject(new RoomError("too-busy", QUOTA_TEXTS.yoursWait));
    this.quietSince = this.around.wall();
    const answered = this.line.join(run, who);
    this.around.turns.request(this);
    return answered;
  }

  /** Answers when all that led to the answer is committed. */
  private answer<T>(reply: Reply<T>, value: T): void {
    this.outbox.output(
      () => reply.answer(value),
      () => reply.refuse(QUOTA_TEXTS.storage),
    );
  }

  private write(request: ApiRequest, who: string): ApiResponse {
    const { store, runtime } = this.cluster;
    const { quotas } = this.around;
    const frozen = this.people.find(who)?.role === "instructor" ? undefined : this.classroom.frozenText(who);
    if (frozen) return refusal(403, "Forbidden", frozen);
    if (this.outbox.logBytes + (request.body?.length ?? 0) > quotas.logBytes) {
      return refusal(403, "Forbidden", QUOTA_TEXTS.log(quotas.logBytes));
    }
    this.lastCommand = this.around.wall();
    const place = { revision: store.revision, random: runtime.random.state(), time: runtime.now, steps: runtime.steps };
    const command = { type: "request", request } as const;
    this.doers.set(this.outbox.nextSeq, who);
    if (this.doers.size > MOST_DOERS) this.doers.delete(this.doers.keys().next().value as number);
    const response = this.cluster.apply(command, this.outbox.nextSeq);
    const random = runtime.random.state();
    const seq = this.outbox.nextSeq;
    const changed = store.revision !== place.revision;
    // A refused request may have drawn numbers; then it must draw them again in a replay.
    if (changed || actsInCluster(request) || random.some((word, index) => word !== place.random[index])) {
      const { time, steps } = place;
      this.outbox.add({ seq, time, steps, who, command });
      const item = changed ? this.activity.note({ seq, time, who, request, response }) : undefined;
      if (item) this.frames.add(item);
    }
    const done = { who, request, response, at: this.lastCommand, ...(changed ? { seq } : {}) };
    this.outbox.output(() => this.tell((observer) => observer.onDone?.(done)));
    return response;
  }

  private asked({ from, url, trace, cause }: SentRequest): void {
    const who = this.doers.get(cause);
    if (!who) return;
    const asked = { who, from: from.kind, url, status: trace.response?.status, body: trace.response?.body ?? "" };
    this.outbox.output(() => this.tell((observer) => observer.onAsked?.(asked)));
  }

  private cutFrame(): void {
    const frame = this.frames.cut();
    if (!frame) return;
    if (frame.rightsChanged) this.rights.clear();
    this.outbox.output(() => this.tell((observer) => observer.onFrame?.(frame)));
  }

  private tell(message: (observer: RoomObserver) => void): void {
    for (const observer of this.observers) message(observer);
    for (const observer of this.attendants) message(observer);
  }

  private get logEnd(): LogEnd {
    return { seq: this.outbox.nextSeq - 1, bytes: this.outbox.logBytes };
  }

  private position(): Position {
    const { now: time, steps } = this.cluster.runtime;
    const speed = Number.isFinite(this.pacer.speed) ? this.pacer.speed : 1;
    return { time, steps, revision: this.cluster.store.revision, wall: this.around.wall(), speed, asleep: this.asleep };
  }

  private fail(error: unknown, problem: string): void {
    this.around.report(this.id, problem, error);
    this.end(error instanceof StorageError ? QUOTA_TEXTS.storage : QUOTA_TEXTS.stopped, true);
  }

  /** A failure the cluster goes on after: told once a kind, since a program of a class may fail as often as it likes. */
  private failedWithin({ kind, error }: Failure): void {
    if (this.reported.has(kind) || this.reported.size >= MOST_FAILURES) return;
    this.reported.add(kind);
    this.around.report(this.id, `the cluster goes on after a failure in ${kind}`, error);
  }

  private end(text: BilingualText, failed: boolean): void {
    if (this.stopText) return;
    this.stopText = text;
    this.progress.stop();
    this.around.turns.forget(this);
    this.frames.stop();
    this.outbox.close();
    this.line.refuseAll(text);
    for (const observer of [...this.observers, ...this.attendants]) observer.onStop?.(text, failed);
    this.observers.clear();
    this.attendants.clear();
    this.onEnd?.(failed);
  }
}

/** Commands whose givers are remembered: a program that was started goes on asking for a while. */
const MOST_DOERS = 2_000;

const READ_FAILED: BilingualText = {
  en: "this could not be read because of an error in Podroom; it was reported to who runs the server",
  ko: "Podroom의 오류로 읽지 못했어요. 서버 운영자에게 알렸어요",
};
const NOBODY: BilingualText = { en: "you are not in this room any more", ko: "이 방에 더는 있지 않아요" };

const lengthOf = (value: unknown): number => (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).length;

function refusalOf(error: unknown): ApiResponse {
  if (!(error instanceof RoomError)) throw error;
  return error.code === "too-busy"
    ? refusal(429, "TooManyRequests", error.text)
    : refusal(503, "ServiceUnavailable", error.text);
}
