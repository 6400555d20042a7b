/** A browser's line: how much of what it says is heard, and where it is. Nothing is done with a message before it is counted here. */
import type { Socket } from "socket.io";
import type { BilingualText, ClientMessage, ErrorCode } from "../../protocol/messages.ts";
import type { Channel } from "../Channel.ts";
import { type Intake, REFUSAL_BYTES } from "../Intake.ts";
import type { Member } from "../Member.ts";
import type { Metrics } from "../metrics.ts";
import { SERVER_EVENT } from "../preEncoded.ts";
import { RateLimit } from "../RateLimit.ts";

/** Messages of one connection: so many at once, so many a second. */
const MESSAGE_RATE = { burst: 120, perSecond: 40 };
const COST: { readonly [type in ClientMessage["type"]]?: number } = { join: 10, resync: 10, follow: 3, moment: 5 };
/** Of what passes at the moment (`live/`) apart from that, in the same way. */
const LIVE_RATE = { burst: 60, perSecond: 30 };
const LIVE_COST: { readonly [type in ClientMessage["type"]]?: number } = {
  lead: 3,
  "go-along": 3,
  watch: 5,
  sight: 8,
  "ask-keyboard": 10,
  "give-keyboard": 5,
  type: 1,
};
/** A flood is answered at its beginning only. */
const MOST_ANSWERED = 20;
/** Whoever goes on after so many refusals is cut off. */
const MOST_REFUSALS = 500;

export type JoinMessage = Extract<ClientMessage, { type: "join" }>;

/** Where a page is: of which room, and as whom. */
export interface Place {
  readonly member: Member;
  readonly channel: Channel;
}

export class Connection {
  place: Place | undefined;
  /** The room it is just joining. */
  joining: string | undefined;
  /** Where it wants to go next, said before it was in: the last of these counts. */
  next: JoinMessage | undefined;
  /** Ends the line when it is of no room for long. */
  idle: NodeJS.Timeout | undefined;
  private readonly rate = new RateLimit(MESSAGE_RATE);
  private readonly liveRate = new RateLimit(LIVE_RATE);
  private refusals = 0;

  constructor(
    readonly socket: Socket,
    readonly intake: Intake,
    private readonly metrics: () => Metrics,
  ) {}

  /** Counts a message; undefined: one that could not be read. */
  admits(message: ClientMessage | undefined): boolean {
    const liveCost = message && LIVE_COST[message.type];
    if (liveCost !== undefined) return this.liveRate.take(liveCost);
    return this.rate.take((message && COST[message.type]) ?? 1);
  }

  /** Does not do what would be too much. A request that waits for its answer always gets one. */
  refuse(code: "too-fast" | "bad-message", text: BilingualText, message?: ClientMessage): void {
    this.metrics().refusedMessages.inc();
    this.intake.took(REFUSAL_BYTES);
    if (++this.refusals > MOST_REFUSALS) this.socket.disconnect(true);
    else if (this.refusals < MOST_ANSWERED || (message && "id" in message)) this.error(code, text, message);
  }

  error(code: ErrorCode, text: BilingualText, message?: ClientMessage): void {
    const id = message && "id" in message ? { id: message.id } : {};
    this.socket.emit(SERVER_EVENT, { type: "error", code, text, ...id });
  }

  /** Takes the page out of where it is. */
  leave(): void {
    const { place } = this;
    this.place = undefined;
    place?.channel.remove(place.member);
  }

  /** Ends the line without a word: a browser whose line is cut comes again, ever more slowly. */
  cut(): void {
    this.socket.conn.close(true);
  }
}
