/**
 * A room: one cluster, its people, its command log, its pacer.
 *
 * Everything asked of a room waits for a turn (`RoomTurns.ts`), in which it is done (`Commands.ts`); what happened is handed to the
 * `Outbox`, which commits it and only then lets answers and frames out: nobody sees a state that a crash can undo. Read
 * `openRoom.ts` next (waking and replay), then `RoomDirectory.ts`.
 * It deliberately knows no sockets and no HTTP.
 */
import type { AssignAction, FoundAction, PersonAction } from "../protocol/classroom/actionSchema.ts";
import type { LogPlace } from "../protocol/logPath.ts";
import type { ActivityView, BilingualText, ClockView, PastCommand, RoomView } from "../protocol/messages.ts";
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import type { Failure } from "../simulation/runtime/Failures.ts";
import type { Activity } from "./Activity.ts";
import type { ChangeMeter } from "./ChangeMeter.ts";
import type { Classroom } from "./Classroom.ts";
import { Commands } from "./Commands.ts";
import { FrameCutter } from "./FrameCutter.ts";
import type { Moment, Moments } from "./history/Moments.ts";
import type { PastPlace } from "./history/PastPlace.ts";
import { type Page, pastCommands } from "./history/pastCommands.ts";
import type { ClockCommand } from "./LogEntry.ts";
import { Outbox } from "./Outbox.ts";
import type { Pacer } from "./Pacer.ts";
import type { People } from "./People.ts";
import { PUTTING_BACK } from "./puttingBack.ts";
import { QUOTA_TEXTS } from "./quotas.ts";
import { refusal, RoomError } from "./RoomError.ts";
import { type RoomObserver, RoomObservers } from "./RoomObserver.ts";
import { RoomRights } from "./RoomRights.ts";
import type { RoomSurroundings } from "./RoomSurroundings.ts";
import { RoomTurns } from "./RoomTurns.ts";
import { roomView } from "./roomView.ts";
import type { Rights } from "./rights.ts";
import { isWatchHandle, type SimulatedCluster, type WatchEvent, type WatchHandle } from "./SimulatedCluster.ts";
import { type CapturePlace, type LastKept, type LogEnd, SnapshotKeeper } from "./snapshots/SnapshotKeeper.ts";
import { type Position, type RoomRecord, StorageError } from "./StoragePort.ts";

/** Kinds of failures within a cluster that its operator is told of. */
const MOST_FAILURES = 50;

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

export class Room {
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
  private readonly observers = new RoomObservers();
  private readonly rights: RoomRights;
  private readonly commands: Commands;
  private readonly frames: FrameCutter;
  private readonly turns: RoomTurns;
  /** Kinds of failures within the cluster that were reported. */
  private readonly reported = new Set<string>();
  private watches = 0;
  private stopText: BilingualText | undefined;
  private quietSince: number;
  private closing: Promise<void> | undefined;

  constructor(
    parts: RoomParts,
    private readonly around: RoomSurroundings,
  ) {
    const { record, cluster, people, pacer, activity, classroom, nextSeq, logBytes } = parts;
    const report = (problem: string, error: unknown): void => around.report(record.id, problem, error);
    this.record = record;
    this.people = people;
    this.cluster = cluster;
    this.classroom = classroom;
    this.home = parts.parent ?? this;
    this.history = parts.history;
    this.pacer = pacer;
    this.activity = activity;
    this.quietSince = around.wall();
    this.outbox = new Outbox({
      storage: around.storage,
      roomId: record.id,
      nextSeq,
      logBytes,
      position: () => this.position(),
      gather: () => this.cutFrame(),
      onFailure: (error) => this.fail(error, "a commit failed"),
      onOutputError: (error) => report("an output failed", error),
    });
    this.snapshots = new SnapshotKeeper(
      {
        roomId: record.id,
        storage: around.storage,
        simulationVersion: around.simulationVersion,
        every: around.snapshotEvery,
        capture: () => ({ ...this.place(), cluster: cluster.snapshot() }),
        committed: () =>
          new Promise((resolve) =>
            this.outbox.output(
              () => resolve(true),
              () => resolve(false),
            ),
          ),
        report,
      },
      { seq: parts.snapshotSeq, bytes: logBytes },
      parts.lastKept,
    );
    cluster.runtime.failures.listeners.add((failure) => this.failedWithin(failure));
    this.frames = new FrameCutter(cluster, () => this.outbox.touch());
    this.rights = new RoomRights(cluster, people, around.mayList);
    const { outbox, frames, observers } = this;
    this.commands = new Commands({
      ...{ cluster, people, pacer, activity, classroom, outbox, frames, observers, report },
      logQuota: around.quotas.logBytes,
      clock: () => this.clock,
      wall: around.wall,
    });
    this.turns = new RoomTurns({
      ...{ cluster, pacer, outbox },
      turns: around.turns,
      quotas: around.quotas,
      onAsk: () => this.used(),
      // One that ends says itself what is stored last.
      onServed: () => {
        if (!this.closing) this.snapshots.whenDue(this.logEnd, cluster.runtime.steps);
      },
      onFailure: (error) => this.fail(error, "a turn failed"),
    });
    // Waking is a change of its own: from here on time passes again, which a crash must not undo.
    outbox.touch();
    this.turns.request();
  }

  get id(): string {
    return this.record.id;
  }

  get view(): RoomView {
    return roomView(this.record);
  }

  get clock(): ClockView {
    return { time: Math.max(this.pacer.now(), this.cluster.runtime.now), speed: this.pacer.speed };
  }

  get stopped(): boolean {
    return this.stopText !== undefined;
  }

  /** Somebody looks at the room or talks to it. */
  get inUse(): boolean {
    return this.observers.any || this.watches > 0 || this.turns.waiting > 0;
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
    return this.turns
      .ask<ApiResponse>((reply) => this.turns.answer(reply, this.commands.request(request, who, meter)), who)
      .catch(refusalOf);
  }

  /** The marks of logs now, see `SimulatedCluster.logMark`: whoever follows logs reads those that have another one. */
  logMarks(logs: readonly LogPlace[]): Promise<readonly string[]> {
    return this.turns.ask((reply) =>
      this.turns.answer(
        reply,
        logs.map((log) => this.cluster.logMark(log)),
      ),
    );
  }

  /** Starts a watch in a person's name; events come after what led to them is committed. Never rejects. */
  watch(request: ApiRequest, sink: (event: WatchEvent) => void, who = ""): Promise<WatchResult> {
    return this.turns
      .ask<WatchResult>((reply) => {
        let open = true;
        const result = this.cluster.openWatch(request, (event) => {
          // A watch may hear of a write before the room does.
          if (this.frames.isBehind) this.outbox.touch();
          this.outbox.output(() => {
            if (open) sink(event);
          });
        });
        if (!isWatchHandle(result)) return this.turns.answer(reply, result);
        this.watches++;
        const close = (): void => {
          if (!open) return;
          open = false;
          this.watches--;
          this.used();
          result.close();
        };
        this.turns.answer(reply, { ...result, close, bookmark: () => result.bookmark() });
      }, who)
      .catch(refusalOf);
  }

  /**
   * Looks at the cluster between two tasks: `look` runs in the room's turn, `then` with what it gave when all that was
   * seen is committed, before any frame of later changes. For joining and resuming.
   */
  observe<T>(look: () => T, then: (seen: T) => void, who = ""): Promise<void> {
    return this.turns.ask<void>((reply) => {
      this.cutFrame();
      const seen = look();
      this.turns.answer(reply, undefined, () => then(seen));
    }, who);
  }

  /** Changes how time goes. Only instructors may; who asks must have been checked. */
  setClock(command: ClockCommand, who: string): Promise<ClockView> {
    return this.turns.ask<ClockView>((reply) => this.turns.answer(reply, this.commands.setClock(command, who)));
  }

  /** Does something in the class, in a person's name. Rejects with a RoomError ("not-allowed") when they may not. */
  async act(action: PersonAction | AssignAction, who: string): Promise<void> {
    if (this.home !== this) return this.home.act(action, who);
    const refused = await this.turns.ask<BilingualText | undefined>((reply) => {
      const person = this.people.find(who);
      const refusal = person ? this.classroom.refusal(action, person, (id) => this.people.find(id)?.role) : NOBODY;
      if (!refusal) this.commands.happens(this.classroom.completed(action), who);
      this.turns.answer(reply, refusal);
    }, who);
    if (refused) throw new RoomError("not-allowed", refused);
  }

  /** Something the server itself finds of the class, or the plan a copy of a room brings along. */
  note(action: FoundAction | AssignAction): Promise<void> {
    return this.turns.ask<void>((reply) => {
      this.commands.happens(this.classroom.completed(action), "");
      this.turns.answer(reply, undefined);
    });
  }

  /** Looks at the room as it was at a cluster time up to now; see `history/Moments.ts`. */
  async moment<T>(time: number, look: (moment: Moment) => T | Promise<T>): Promise<T> {
    const { history } = this;
    const place = await this.pastAt(time);
    return (history as Moments).at(place.time, look);
  }

  /** The same moment for a reader of its own. Rejects with a RoomError ("unknown-room") where no past is kept. */
  async pastAt(time: number): Promise<PastPlace> {
    if (!this.history) throw new RoomError("unknown-room", QUOTA_TEXTS.noHistory);
    await this.settled();
    return { record: this.record, objectLimit: this.around.quotas.objects, time: Math.min(time, this.clock.time) };
  }

  /** What was done here, newest first. */
  async pastCommands(page: Page): Promise<readonly PastCommand[]> {
    await this.settled();
    return pastCommands(this.around.storage, this.id, { ...page, end: this.outbox.nextSeq });
  }

  /** Takes over what was stored of the room itself: name, mode. */
  changed(record: RoomRecord): void {
    this.record = record;
    this.observers.tell((observer) => observer.onRoom?.(this.view));
  }

  /** Notes as the log's last that the cluster is put back, and stops there; see `puttingBack.ts`. */
  async endWithRestore(to: number, who: string): Promise<CapturePlace> {
    const stopping = await this.turns.ask<{ readonly end: Promise<CapturePlace> }>((reply) => {
      if (this.closing) return reply.refuse(PUTTING_BACK);
      this.commands.restores(to, who);
      this.turns.refuseMore(PUTTING_BACK);
      const end = this.stopForRestore();
      // Where the commit fails, whoever asked hears that.
      end.catch(() => {});
      this.turns.answer(reply, { end });
    });
    return stopping.end;
  }

  /** Stops without a snapshot: the next one is of the cluster as it is put back. Where the room stopped. */
  async stopForRestore(): Promise<CapturePlace> {
    let place: CapturePlace | undefined;
    // When the turn is over in which this may be asked.
    this.closing = Promise.resolve().then(() =>
      this.stopInOrder(PUTTING_BACK, async () => {
        await this.snapshots.idle();
        place = this.place();
      }),
    );
    await this.closing;
    if (!place) throw new RoomError("room-stopped", PUTTING_BACK);
    return place;
  }

  /** The cluster as it is, whole: parts that do not change are shared. */
  capture(): Promise<{ readonly cluster: unknown; readonly position: Position; readonly seq: number }> {
    return this.turns.ask((reply) =>
      this.turns.answer(reply, { cluster: this.cluster.snapshot(), position: this.position(), seq: this.logEnd.seq }),
    );
  }

  subscribe(observer: RoomObserver): () => void {
    return this.observers.subscribe(observer, () => this.used());
  }

  /** Like `subscribe`, for whoever keeps no room awake. */
  attend(observer: RoomObserver): () => void {
    return this.observers.attend(observer);
  }

  get recentActivity(): readonly ActivityView[] {
    return this.activity.recent;
  }

  /** What an embedded view shows now. */
  get onlookerRights(): Rights {
    return this.rights.ofOnlookers;
  }

  /** What the person may see now; worked out again after RBAC changed. */
  rightsOf(personId: string): Rights {
    return this.rights.of(personId);
  }

  /** Whether nothing of the cluster that is shown to anybody is hidden from the person. */
  seesAll(personId: string): boolean {
    return this.rights.seesAll(personId);
  }

  /** What the person might see in another cluster of this room: one of its past. */
  rightsIn(cluster: SimulatedCluster, personId: string): Rights {
    return this.rights.within(cluster, personId);
  }

  /** For a now and then: stores a snapshot when that is worth while. */
  snapshotWhenCalm(): void {
    if (!this.closing && !this.stopped) this.snapshots.whenCalm(this.logEnd, this.around.wall() - this.commands.lastAt);
  }

  /** Stops in good order: a snapshot is stored, people are told, the room leaves memory. Asked twice, it does so once. */
  close(text: BilingualText): Promise<void> {
    this.closing ??= this.stopInOrder(text, () =>
      // Without the snapshot the log is whole all the same, and waking takes a little longer.
      this.snapshots
        .take(() => this.logEnd)
        .catch((error: unknown) => this.around.report(this.id, "the last snapshot failed", error)),
    );
    return this.closing;
  }

  /** `store`: what is done when all is committed. */
  private async stopInOrder(text: BilingualText, store: () => Promise<void>): Promise<void> {
    if (this.stopped) return;
    this.turns.rest();
    if (this.stopped) return;
    this.outbox.touch();
    await this.outbox.idle();
    if (this.stopped) return;
    await store();
    this.end(text, false);
  }

  /** Resolves when all that happened so far is committed. */
  settled(): Promise<void> {
    return this.outbox.idle();
  }

  private used(): void {
    this.quietSince = this.around.wall();
  }

  private cutFrame(): void {
    const frame = this.frames.cut();
    if (!frame) return;
    if (frame.rightsChanged) this.rights.forget();
    this.outbox.output(() => this.observers.tell((observer) => observer.onFrame?.(frame)));
  }

  private get logEnd(): LogEnd {
    return { seq: this.outbox.nextSeq - 1, bytes: this.outbox.logBytes };
  }

  private place(): CapturePlace {
    const room = JSON.stringify({ activity: this.activity.recent, classroom: this.classroom.state });
    return { seq: this.logEnd.seq, position: this.position(), room };
  }

  private position(): Position {
    const { now: time, steps } = this.cluster.runtime;
    const speed = Number.isFinite(this.pacer.speed) ? this.pacer.speed : 1;
    return {
      time,
      steps,
      revision: this.cluster.store.revision,
      wall: this.around.wall(),
      speed,
      asleep: this.turns.resting,
    };
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
    this.frames.stop();
    this.outbox.close();
    this.turns.end(text);
    this.observers.stop(text, failed);
    this.onEnd?.(failed);
  }
}

const NOBODY: BilingualText = { en: "you are not in this room any more", ko: "이 방에 더는 있지 않아요" };

function refusalOf(error: unknown): ApiResponse {
  if (!(error instanceof RoomError)) throw error;
  return error.code === "too-busy"
    ? refusal(429, "TooManyRequests", error.text)
    : refusal(503, "ServiceUnavailable", error.text);
}
