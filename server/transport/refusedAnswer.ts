/** The answer to what a request of `/api/…` ended with, as docs/http.md tells it. */
import type { BilingualText } from "../protocol/messages.ts";
import { RoomError } from "../rooms/RoomError.ts";
import { BodyTooLarge } from "./httpBody.ts";

export interface RefusedAnswer {
  readonly status: number;
  readonly body: { readonly error: { readonly code: string; readonly text: BilingualText } };
}

/** `report`: it is no refusal but a failure of ours. */
export function refusedAnswer(error: unknown, report: () => void): RefusedAnswer {
  if (error instanceof RoomError) return answer(error.status, error.code, error.text);
  if (error instanceof BodyTooLarge) return answer(413, "too-large", { en: "this is too large", ko: "너무 커요" });
  report();
  return answer(500, "internal", { en: "something went wrong on the server", ko: "서버에서 문제가 생겼어요" });
}

function answer(status: number, code: string, text: BilingualText): RefusedAnswer {
  return { status, body: { error: { code, text } } };
}
