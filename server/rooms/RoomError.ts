/** Why a room, or the directory of rooms, refuses something: a code for programs and a text for people. */
import type { BilingualText } from "../protocol/messages.ts";
import type { ApiResponse } from "../simulation/api/ApiRequest.ts";

export type RoomErrorCode =
  | "unknown-room"
  | "unknown-lesson"
  | "conflict"
  | "bad-link"
  | "link-expired"
  | "link-used-up"
  | "waiting"
  | "bad-nickname"
  | "nickname-taken"
  | "too-many-people"
  | "too-many-rooms"
  | "locked"
  | "not-allowed"
  | "bad-request"
  | "room-stopped"
  | "too-busy"
  | "storage";

const STATUS: { readonly [code in RoomErrorCode]: number } = {
  "unknown-room": 404,
  "unknown-lesson": 404,
  conflict: 409,
  "bad-link": 403,
  "link-expired": 403,
  "link-used-up": 403,
  waiting: 403,
  "bad-nickname": 422,
  "nickname-taken": 409,
  "too-many-people": 429,
  "too-many-rooms": 429,
  locked: 403,
  "not-allowed": 403,
  "bad-request": 400,
  "room-stopped": 503,
  "too-busy": 429,
  storage: 503,
};

export class RoomError extends Error {
  constructor(
    readonly code: RoomErrorCode,
    readonly text: BilingualText,
    options?: { readonly cause?: unknown },
  ) {
    super(text.en, options);
    this.name = "RoomError";
  }

  /** As an HTTP status. */
  get status(): number {
    return STATUS[this.code];
  }
}

/** A Kubernetes Status as the answer to an API request; both languages, since kubectl shows it as it is. */
export function refusal(code: number, reason: string, text: BilingualText): ApiResponse {
  return statusAnswer(code, reason, `${text.en} (${text.ko})`);
}

/** The same, of words that are Kubernetes' own. */
export function statusAnswer(code: number, reason: string, message: string): ApiResponse {
  return {
    status: code,
    contentType: "application/json",
    headers: {},
    warnings: [],
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code },
  };
}
