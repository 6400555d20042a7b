/**
 * Weighs what one person changes, each change in its turn: how large the object is that a small patch changes is not known
 * before. How much somebody may is for whoever lets them in to say.
 */
import type { BilingualText } from "../protocol/messages.ts";

export interface ChangeMeter {
  /** Why nothing more of theirs is done now; undefined: it may be. */
  refusal(): BilingualText | undefined;
  /** Notes the bytes of a change that was done, or tried. */
  changed(bytes: number): void;
}
