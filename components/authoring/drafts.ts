/** What is written of lessons and has not come to the server yet, kept in this browser by room and draft. */
import { LESSON_LANGUAGES } from "../../server/protocol/lessons.ts";
import type { DraftToKeep } from "../../server/protocol/ownLessons.ts";
import { storedMembers } from "../ui/storedSettings.ts";

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
    read: (draft) => attempt(() => unsentIn(localStorage.getItem(prefix + draft))),
    keep: (draft, unsent) =>
      attempt(() => {
        if (unsent) localStorage.setItem(prefix + draft, JSON.stringify(unsent));
        else localStorage.removeItem(prefix + draft);
      }),
    drafts: () =>
      attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix)))?.map((key) =>
        key.slice(prefix.length),
      ) ?? [],
  };
}

function unsentIn(text: string | null): DraftToKeep | undefined {
  const { texts, base, revision = 0 } = storedMembers(text);
  if (texts === null || typeof texts !== "object" || typeof base !== "number" || typeof revision !== "number")
    return undefined;
  const given = texts as { readonly [language: string]: unknown };
  const known = LESSON_LANGUAGES.flatMap((language) =>
    typeof given[language] === "string" ? [[language, given[language]] as const] : [],
  );
  return known.length > 0 ? { texts: Object.fromEntries(known), base, revision } : undefined;
}

/** Storage can be full, or closed to the page. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The name of a draft of a new lesson. */
export function newDraft(): string {
  return `~${[...crypto.getRandomValues(new Uint8Array(10))].map((byte) => (byte % 36).toString(36)).join("")}`;
}
