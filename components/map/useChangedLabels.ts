"use client";
import { useEffect, useRef, useState } from "react";

type Labels = Readonly<Record<string, string>>;

/** So long a change is told on the card, ms. */
const TOLD_MS = 2_500;
const NONE: Labels = {};

/** What just changed of a pod's labels, as `kubectl label` writes it: `type=web`, or `type-` for one that was taken off. */
export function useChangedLabels(labels: Labels = NONE): readonly string[] {
  const known = useRef(labels);
  const [changed, setChanged] = useState<readonly string[]>([]);
  useEffect(() => {
    const found = labelChanges(known.current, labels);
    known.current = labels;
    if (found.length > 0) setChanged(found);
  }, [labels]);
  useEffect(() => {
    if (changed.length === 0) return;
    const timer = setTimeout(() => setChanged([]), TOLD_MS);
    return () => clearTimeout(timer);
  }, [changed]);
  return changed;
}

export function labelChanges(before: Labels, after: Labels): readonly string[] {
  if (before === after) return [];
  return [
    ...Object.entries(after).flatMap(([key, value]) => (before[key] === value ? [] : [`${key}=${value}`])),
    ...Object.keys(before).flatMap((key) => (key in after ? [] : [`${key}-`])),
  ];
}
