/** What pages ask of a room's past, whoever answers: this thread (`pastHere.ts`) or one of its own (`PastWorker.ts`). */
import type { MomentPart } from "../../protocol/messages.ts";
import type { Room } from "../../rooms/Room.ts";
import type { ApiRequest } from "../../simulation/api/ApiRequest.ts";
import type { AnswerText } from "../encodedAnswers.ts";
import type { PreEncoded } from "../preEncoded.ts";

export interface Past {
  /** A `MomentView` at a cluster time (ms; later than now: now), as far as the person might see it then. Rejects with a RoomError. */
  view(room: Room, personId: string, time: number, part: MomentPart | undefined): Promise<PreEncoded>;
  /** What the cluster would have answered then to a request that only reads. Rejects with a RoomError. */
  read(room: Room, request: ApiRequest, time: number): Promise<AnswerText>;
}
