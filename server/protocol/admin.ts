/** What the operator's API tells, see docs/http.md: the page `/admin` is drawn from it. */
import type { RoomMode } from "./messages.ts";

/** A sign-in of the operator; times are wall ms by the server's clock. */
export interface AdminSession {
  readonly now: number;
  /** When it ends unless something is done before. */
  readonly expiresAt: number;
}

export interface AdminRoom {
  readonly id: string;
  readonly name: string;
  readonly mode: RoomMode;
  /** The room it is a student's copy of. */
  readonly parent?: string;
  /** The room whose lesson is tried in it. */
  readonly trialOf?: string;
  readonly people: number;
  /** Of its log and snapshots. */
  readonly bytes: number;
  /** Wall ms. */
  readonly createdAt: number;
  readonly usedAt: number;
  readonly deletedAt?: number;
  /** When a deleted room is gone for good. */
  readonly goneAt?: number;
  readonly awake: boolean;
}

/** What of `/metrics` an operator looks at first, by the names it has there. */
export const SEEN_METRICS = [
  "nodejs_eventloop_lag_p99_seconds",
  "process_resident_memory_bytes",
  "process_cpu_seconds_total",
  "process_start_time_seconds",
  "podroom_rooms_awake",
  "podroom_sockets",
  "podroom_watches",
  "podroom_streams",
  "podroom_slow_clients_total",
  "podroom_refused_messages_total",
  "podroom_limited_requests_total",
] as const;
export type SeenMetric = (typeof SEEN_METRICS)[number];

/** A variable of the environment as it is in force; never a secret. */
export interface AdminSetting {
  readonly name: string;
  /** Empty: there is no limit, or nothing of it. */
  readonly value: string;
  /** What it is when the environment says nothing. */
  readonly usual: string;
  /** The environment says it. */
  readonly given: boolean;
}

export interface AdminOverview {
  readonly session?: AdminSession;
  readonly now: number;
  readonly version: string;
  /** As `/readyz` answers; otherwise why not. */
  readonly ready: true | string;
  /** Those there are by now. */
  readonly metrics: { readonly [name in SeenMetric]?: number };
  readonly settings: readonly AdminSetting[];
  /** ms from a room's deletion until it is gone; 0: at once. */
  readonly grace: number;
}
