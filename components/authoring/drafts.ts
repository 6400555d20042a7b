/** What is written of lessons and has not come to the server yet, kept in this browser by room and draft. */
import { LESSON_LANGUAGES } from "../../server/protocol/lessons.ts";
import type { DraftToKeep } from "../../server/protocol/ownLessons.ts";
import { kept, keptMembers } from "../client/kept.ts";

/** By draft. A browser that keeps nothing is as one that forgets. */
export interface UnsentStore {
  read(draft: string): DraftToKeep | undefined;
  /** Undefined: the server has all. */
  keep(draft: string, unsent: DraftToKeep | undefined): void;
  drafts(): readonly string[];
}

export function unsentOf(roomId: string): UnsentStore {
  const prefix = `podroom:lesson:${roomId}:`;
  return {
    read: (draft) => unsentIn(kept.read(prefix + draft)),
    keep: (draft, unsent) => void kept.write(prefix + draft, unsent && JSON.stringify(unsent)),
    drafts: () =>
      kept
        .keys()
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  };
}

function unsentIn(text: string | null): DraftToKeep | undefined {
  const { texts, base, revision = 0 } = keptMembers(text);
  if (texts === null || typeof texts !== "object" || typeof base !== "number" || typeof revision !== "number")
    return undefined;
  const given = texts as { readonly [language: string]: unknown };
  const known = LESSON_LANGUAGES.flatMap((language) =>
    typeof given[language] === "string" ? [[language, given[language]] as const] : [],
  );
  return known.length > 0 ? { texts: Object.fromEntries(known), base, revision } : undefined;
}

/** The name of a draft of a new lesson. */
export function newDraft(): string {
  return `~${[...crypto.getRandomValues(new Uint8Array(10))].map((byte) => (byte % 36).toString(36)).join("")}`;
}
