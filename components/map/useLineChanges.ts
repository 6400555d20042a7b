"use client";
import { useEffect, useMemo, useRef, useState } from "react";
import type { MapLine } from "./layout/lines.ts";

const FADE_MS = 600;
/** So long a line counts as just come, ms. */
const FRESH_MS = 1_200;
/** More at once is another view, not something that happened. */
const MANY = 60;

export interface LineChanges {
  /** Ids of lines that came while one was looking. */
  readonly fresh: ReadonlySet<string>;
  /** Lines that went a moment ago, where they ran. */
  readonly leaving: readonly MapLine[];
}

/** What came and went among lines; `whole`: they stand for nodes, which are other lines altogether. */
export function useLineChanges(lines: readonly MapLine[], whole: boolean): LineChanges {
  const known = useRef<{ readonly lines: readonly MapLine[]; readonly whole: boolean } | undefined>(undefined);
  const begun = useRef(false);
  const [leaving, setLeaving] = useState<readonly MapLine[]>([]);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const before = known.current;
    known.current = { lines, whole };
    // The first that are there did not come, they were there.
    if (before && before.lines.length > 0) begun.current = true;
    if (!before || !begun.current || before.whole !== whole) return;
    const present = new Set(lines.map(({ id }) => id));
    const past = new Set(before.lines.map(({ id }) => id));
    const gone = before.lines.filter(({ id }) => !present.has(id));
    const came = lines.filter(({ id }) => !past.has(id)).map(({ id }) => id);
    if (gone.length > MANY || came.length > MANY) return;
    if (gone.length > 0) {
      setLeaving((now) => [...now, ...gone]);
      setTimeout(() => setLeaving((now) => now.filter((line) => !gone.includes(line))), FADE_MS);
    }
    if (came.length > 0) {
      setFresh((now) => new Set([...now, ...came]));
      setTimeout(() => setFresh((now) => new Set([...now].filter((id) => !came.includes(id)))), FRESH_MS);
    }
  }, [lines, whole]);
  return useMemo(() => {
    const present = new Set(lines.map(({ id }) => id));
    return { fresh, leaving: leaving.filter(({ id }) => !present.has(id)) };
  }, [fresh, leaving, lines]);
}
