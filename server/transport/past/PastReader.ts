/**
 * The past's own thread: it replays rooms' logs beside the server, in a heap and with a connection to the store of its own, so that
 * whoever looks back holds up nobody and waits for nobody.
 */
import { Moments, type MomentsOptions } from "../../rooms/history/Moments.ts";
import type { PastPlace } from "../../rooms/history/PastPlace.ts";
import { NO_RIGHTS, rightsOf } from "../../rooms/rights.ts";
import { RoomError } from "../../rooms/RoomError.ts";
import type { Numbered } from "../../threads/CallThread.ts";
import { answerText } from "../encodedAnswers.ts";
import { momentView } from "../momentView.ts";
import type { AskedOfReader, Look, ReaderAnswer, Seen } from "./pastMessages.ts";

/** Rooms whose clusters of the past are held ready, those looked at last. */
const HELD_ROOMS = 3;

export interface PastReaderOptions extends Pick<MomentsOptions, "factory" | "storage"> {
  answer(message: Numbered<ReaderAnswer>): void;
}

export class PastReader {
  /** The one looked at last is last. */
  private readonly rooms = new Map<string, Moments>();

  constructor(private readonly options: PastReaderOptions) {}

  look({ id, place, look }: Numbered<AskedOfReader>): void {
    const { answer } = this.options;
    this.see(place, look).then(
      (seen) => answer({ id, seen }),
      (error: unknown) => {
        if (error instanceof RoomError) answer({ id, refused: { code: error.code, text: error.text } });
        else answer({ id, problem: (error instanceof Error && error.stack) || String(error) });
      },
    );
  }

  private see(place: PastPlace, look: Look): Promise<Seen> {
    return this.momentsOf(place).at<Seen>(place.time, (moment) => {
      const { cluster } = moment;
      if (look.kind === "read") return answerText(cluster.read(look.request));
      return momentView(look.user ? rightsOf(cluster, look.user) : NO_RIGHTS, moment, look.part);
    });
  }

  private momentsOf({ record, objectLimit }: PastPlace): Moments {
    const { factory, storage } = this.options;
    const moments = this.rooms.get(record.id) ?? new Moments({ record, factory, storage, objectLimit });
    this.rooms.delete(record.id);
    this.rooms.set(record.id, moments);
    if (this.rooms.size > HELD_ROOMS) this.rooms.delete(this.rooms.keys().next().value as string);
    return moments;
  }
}
