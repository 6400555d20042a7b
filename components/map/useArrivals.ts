"use client";
import { useMemo, useRef } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";

/** Effects of one cause follow one another by so much, ms. */
const APART_MS = 60;
const LONGEST_MS = 900;
/** So long a pod counts as just arrived, ms. */
const FRESH_MS = 2_500;

/** ms since the page was opened. */
const elapsed = (): number => performance.now();

/** Pods that came while one was looking: uid → how long the coming is put off, so that the eye can follow the order. */
export function useArrivals(pods: readonly Pod[]): ReadonlyMap<string, number> {
  const known = useRef<Set<string> | undefined>(undefined);
  const fresh = useRef<readonly { readonly uid: string; readonly at: number; readonly delay: number }[]>([]);
  return useMemo(() => {
    const now = elapsed();
    if (!known.current) {
      if (pods.length > 0) known.current = new Set(pods.map(({ metadata }) => metadata.uid));
      else if (now > 4_000) known.current = new Set();
      return new Map();
    }
    const before = known.current;
    const came = pods.filter(({ metadata }) => !before.has(metadata.uid));
    for (const { metadata } of came) before.add(metadata.uid);
    const still = fresh.current.filter(({ at }) => now - at < FRESH_MS);
    // Very many at once is another view, not an event.
    const many = came.length > 80;
    fresh.current = many
      ? still
      : [
          ...still,
          ...came.map(({ metadata }, index) => ({
            uid: metadata.uid,
            at: now,
            delay: Math.min(LONGEST_MS, index * APART_MS),
          })),
        ];
    return new Map(fresh.current.map(({ uid, delay }) => [uid, delay]));
  }, [pods]);
}
