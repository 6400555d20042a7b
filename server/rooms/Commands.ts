/**
 * What is asked of a room, done: requests to its cluster, and what concerns its clock and its class. What changed something is put
 * into the log, and told when it is stored. Each is called in the room's turn.
 */
import type { ClassAction } from "../protocol/classroom/actionSchema.ts";
import type { BilingualText, ClockView } from "../protocol/messages.ts";
import { actsInCluster } from "../simulation/actsInCluster.ts";
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import type { Activity } from "./Activity.ts";
import { bytesOfChange, type ChangeMeter } from "./ChangeMeter.ts";
import type { Classroom } from "./Classroom.ts";
import type { FrameCutter } from "./FrameCutter.ts";
import type { ClockCommand, LogEntry } from "./LogEntry.ts";
import type { Outbox } from "./Outbox.ts";
import type { Pacer } from "./Pacer.ts";
import type { People } from "./People.ts";
import { onlyReads } from "./onlyReads.ts";
import { QUOTA_TEXTS } from "./quotas.ts";
import { refusal } from "./RoomError.ts";
import type { RoomObservers } from "./RoomObserver.ts";
import type { SentRequest, SimulatedCluster } from "./SimulatedCluster.ts";

/** Commands whose givers are remembered: a program that was started goes on asking for a while. */
const MOST_DOERS = 2_000;

const READ_FAILED: BilingualText = {
  en: "this could not be read because of an error in Podroom; it was reported to who runs the server",
  ko: "Podroom의 오류로 읽지 못했어요. 서버 운영자에게 알렸어요",
};

export interface CommandsOptions {
  readonly cluster: SimulatedCluster;
  readonly people: People;
  readonly pacer: Pacer;
  readonly activity: Activity;
  readonly classroom: Classroom;
  readonly outbox: Outbox;
  readonly frames: FrameCutter;
  readonly observers: RoomObservers;
  /** Bytes of the log. */
  readonly logQuota: number;
  /** What the room's clock shows. */
  readonly clock: () => ClockView;
  /** Wall clock, ms. */
  readonly wall: () => number;
  readonly report: (problem: string, error: unknown) => void;
}

export class Commands {
  /** When the cluster was last to be changed, wall time. */
  lastAt = 0;
  /** Who gave the newest commands, by number. */
  private readonly doers = new Map<number, string>();

  constructor(private readonly options: CommandsOptions) {
    options.cluster.network?.listeners.add((sent) => this.asked(sent));
  }

  /** See `Room.request`. */
  request(request: ApiRequest, who: string, meter: ChangeMeter | undefined): ApiResponse {
    const tooMuch = meter?.refusal();
    if (tooMuch) return refusal(429, "TooManyRequests", tooMuch);
    const { store } = this.options.cluster;
    const { revision } = store;
    const began = performance.now();
    const response = onlyReads(request) ? this.read(request) : this.write(request, who);
    meter?.changed(bytesOfChange(request, response, store.history.since(revision) ?? []), performance.now() - began);
    return response;
  }

  setClock(command: ClockCommand, who: string): ClockView {
    const { pacer, outbox, observers } = this.options;
    if (command.speed !== undefined) pacer.setSpeed(command.speed);
    if (command.step !== undefined) pacer.step(command.step);
    this.log(who, command);
    const clock = this.options.clock();
    outbox.output(() => observers.tell((observer) => observer.onClock?.(clock)));
    return clock;
  }

  /** Something happens in the class. `who`: empty for what the server itself finds. */
  happens(action: ClassAction, who: string): void {
    const { classroom, outbox, observers } = this.options;
    const at = this.options.wall();
    const { seq, time } = this.log(who, { type: "class", at, action });
    const step = classroom.fold({ seq, at, time, who, action });
    outbox.output(() => observers.tell((observer) => observer.onClass?.(step)));
  }

  /** The cluster is about to be put back. */
  restores(to: number, who: string): void {
    this.log(who, { type: "restore", to });
  }

  /** Puts into the log what is no request. */
  private log(who: string, command: LogEntry["command"]): LogEntry {
    const { cluster, outbox } = this.options;
    const { now: time, steps } = cluster.runtime;
    const entry = { seq: outbox.nextSeq, time, steps, who, command };
    outbox.add(entry);
    return entry;
  }

  /** A reading that fails has changed nothing: it is refused, and the room goes on. */
  private read(request: ApiRequest): ApiResponse {
    try {
      return this.options.cluster.read(request);
    } catch (error) {
      this.options.report("a read failed", error);
      return refusal(500, "InternalError", READ_FAILED);
    }
  }

  private write(request: ApiRequest, who: string): ApiResponse {
    const { cluster, people, classroom, activity, outbox, frames, observers, logQuota } = this.options;
    const { store, runtime } = cluster;
    const frozen = people.find(who)?.role === "instructor" ? undefined : classroom.frozenText(who);
    if (frozen) return refusal(403, "Forbidden", frozen);
    if (outbox.logBytes + (request.body?.length ?? 0) > logQuota)
      return refusal(403, "Forbidden", QUOTA_TEXTS.log(logQuota));
    this.lastAt = this.options.wall();
    const place = { revision: store.revision, random: runtime.random.state(), time: runtime.now, steps: runtime.steps };
    const command = { type: "request", request } as const;
    const seq = outbox.nextSeq;
    this.doers.set(seq, who);
    if (this.doers.size > MOST_DOERS) this.doers.delete(this.doers.keys().next().value as number);
    const response = cluster.apply(command, seq);
    const changed = store.revision !== place.revision;
    const drew = runtime.random.state().some((word, index) => word !== place.random[index]);
    // A refused request may have drawn numbers; then it must draw them again in a replay.
    if (changed || drew || actsInCluster(request)) {
      const { time, steps } = place;
      outbox.add({ seq, time, steps, who, command });
      const item = changed ? activity.note({ seq, time, who, request, response }) : undefined;
      if (item) frames.add(item);
    }
    const done = { who, request, response, at: this.lastAt, ...(changed ? { seq } : {}) };
    outbox.output(() => observers.tell((observer) => observer.onDone?.(done)));
    return response;
  }

  private asked({ from, url, trace, cause }: SentRequest): void {
    const { outbox, observers } = this.options;
    const who = this.doers.get(cause);
    if (!who) return;
    const asked = { who, from: from.kind, url, status: trace.response?.status, body: trace.response?.body ?? "" };
    outbox.output(() => observers.tell((observer) => observer.onAsked?.(asked)));
  }
}
