/** Whoever hears of what happens in a room: of everything that is committed, in order. */
import type { BilingualText, ClockView, RoomView } from "../protocol/messages.ts";
import type { ApiRequest, ApiResponse } from "../simulation/api/ApiRequest.ts";
import type { ClassStep } from "./Classroom.ts";
import type { RoomFrame } from "./frames.ts";

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

/** Those of one room. */
export class RoomObservers {
  private readonly users = new Set<RoomObserver>();
  private readonly attendants = new Set<RoomObserver>();

  /** Whether anybody looks on for whom the room is kept awake. */
  get any(): boolean {
    return this.users.size > 0;
  }

  /** `onLeave`: it hears no more. */
  subscribe(observer: RoomObserver, onLeave: () => void): () => void {
    this.users.add(observer);
    return () => {
      this.users.delete(observer);
      onLeave();
    };
  }

  /** Like `subscribe`, for whoever keeps no room awake. */
  attend(observer: RoomObserver): () => void {
    this.attendants.add(observer);
    return () => void this.attendants.delete(observer);
  }

  tell(message: (observer: RoomObserver) => void): void {
    for (const observer of this.users) message(observer);
    for (const observer of this.attendants) message(observer);
  }

  /** The last they hear. */
  stop(text: BilingualText, failed: boolean): void {
    for (const observer of [...this.users, ...this.attendants]) observer.onStop?.(text, failed);
    this.users.clear();
    this.attendants.clear();
  }
}
