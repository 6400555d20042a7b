/** Hands nobody takes care of yet. Pure. */
import type { Hand } from "../../server/protocol/classroom/ClassState.ts";

export const unclaimed = (hands: readonly Hand[]): readonly Hand[] =>
  hands.filter(({ claimedBy }) => claimedBy === undefined);
