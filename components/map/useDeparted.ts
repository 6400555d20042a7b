"use client";
import { useEffect, useRef, useState } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";

const FADE_MS = 600;

/** The pods that went a moment ago, for as long as their cards fade. Pods that only left the view are not among them. */
export function useDeparted(pods: readonly Pod[]): readonly Pod[] {
  const known = useRef<readonly Pod[]>([]);
  const [departed, setDeparted] = useState<readonly Pod[]>([]);
  useEffect(() => {
    const present = new Set(pods.map(({ metadata }) => metadata.uid));
    const gone = known.current.filter(({ metadata }) => !present.has(metadata.uid));
    known.current = pods;
    // Very many at once is another state of the room, not pods that end.
    if (gone.length === 0 || gone.length > 60) return;
    setDeparted((before) => [...before, ...gone]);
    setTimeout(() => setDeparted((before) => before.filter((pod) => !gone.includes(pod))), FADE_MS);
  }, [pods]);
  return departed;
}
