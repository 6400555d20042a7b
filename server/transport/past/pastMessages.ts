/** What the server and the thread that reads its rooms' past say to each other; all of it can be cloned. */
import type { BilingualText, MomentPart } from "../../protocol/messages.ts";
import type { PastPlace } from "../../rooms/history/PastPlace.ts";
import type { RoomErrorCode } from "../../rooms/RoomError.ts";
import type { ApiRequest, UserInfo } from "../../simulation/api/ApiRequest.ts";
import type { AnswerText } from "../encodedAnswers.ts";

/** What is looked for in a moment. `user` undefined: nobody, who sees nothing. */
export type Look =
  | { readonly kind: "view"; readonly user: UserInfo | undefined; readonly part: MomentPart | undefined }
  | { readonly kind: "read"; readonly request: ApiRequest };

/** JSON of a `MomentView`, or an answer. */
export type Seen = string | AnswerText;

export interface AskedOfReader {
  readonly place: PastPlace;
  readonly look: Look;
}

/** `problem`: of no kind that people are told of. */
export type ReaderAnswer =
  | { readonly seen: Seen }
  | { readonly refused: { readonly code: RoomErrorCode; readonly text: BilingualText } }
  | { readonly problem: string };
