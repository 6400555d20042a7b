/** What a desk of a lesson that is written knows, and what it asks of its surroundings. */
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import type {
  DraftToKeep,
  KeptDraft,
  LessonDraft,
  LessonToSave,
  SavedLesson,
} from "../../server/protocol/ownLessons.ts";
import type { RoomProblem } from "../client/rooms.ts";
import type { UnsentStore } from "./drafts.ts";

/** What the server has of the lesson. */
export interface Standing {
  /** Of the newest version; none: what a new lesson begins with. */
  readonly saved: LessonTexts;
  readonly version: number;
  readonly draft?: LessonDraft | undefined;
}

/** What the desk asks of the server. All reject with RoomProblem. */
export interface DraftServer {
  /** Undefined: there is neither lesson nor draft. `saved` of a draft of a new lesson is for the desk to say. */
  look(draft: string): Promise<Standing | undefined>;
  /** `last`: the page goes. */
  keep(draft: string, given: DraftToKeep, last: boolean): Promise<KeptDraft>;
  remove(draft: string, revision: number): Promise<unknown>;
  save(given: LessonToSave): Promise<SavedLesson>;
}

/** Where what is written is: on the server; on its way; here alone, since the server is away; refused with `refusal`. */
export type Keeping = "kept" | "sending" | "away" | "refused";

/** What somebody else did while one's own words stand here: wrote other words, saved a version, removed it. */
export type Other =
  | { readonly kind: "draft"; readonly texts: LessonTexts; readonly by: string; readonly at: number }
  | { readonly kind: "version"; readonly texts: LessonTexts; readonly version: number }
  | { readonly kind: "gone" };

export interface Writing extends DraftToKeep {
  /** The lesson's name, or that of a draft of a new one. */
  readonly id: string;
  /** The newest version, and its number; 0 for none. */
  readonly saved: LessonTexts;
  readonly version: number;
  readonly keeping: Keeping;
  readonly refusal?: RoomProblem | undefined;
  /** Who wrote the draft last, and when. */
  readonly by?: string | undefined;
  readonly at?: number | undefined;
  readonly other?: Other | undefined;
}

export interface DeskParts {
  readonly id: string;
  /** The person's id. */
  readonly you: string;
  readonly server: DraftServer;
  readonly unsent: UnsentStore;
  /** What a new lesson begins with. */
  readonly fresh: () => LessonTexts;
  /** Runs later; what it gives back calls it off. */
  readonly later: (run: () => void, ms: number) => () => void;
  /** The lesson or the draft is gone, and nothing of it is unsent. */
  readonly onGone: (last: LessonTexts) => void;
}
