"use client";
import { useSyncExternalStore } from "react";

/** phone: under 640 px, tabs at the bottom; narrow: under 1024, the inspector is a drawer. */
export type Viewport = "phone" | "narrow" | "wide";

const PHONE = "(max-width: 639.9px)";
const NARROW = "(max-width: 1023.9px)";

function subscribe(onChange: () => void): () => void {
  const queries = [matchMedia(PHONE), matchMedia(NARROW)];
  for (const query of queries) query.addEventListener("change", onChange);
  return () => {
    for (const query of queries) query.removeEventListener("change", onChange);
  };
}

function read(): Viewport {
  if (matchMedia(PHONE).matches) return "phone";
  return matchMedia(NARROW).matches ? "narrow" : "wide";
}

export function useViewport(): Viewport {
  return useSyncExternalStore(subscribe, read, () => "wide");
}

const ROOMY = "(min-width: 1200px)";

/** Whether there is room for a lesson, the map and the inspector beside each other. */
export function useRoomy(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = matchMedia(ROOMY);
      query.addEventListener("change", onChange);
      return () => query.removeEventListener("change", onChange);
    },
    () => matchMedia(ROOMY).matches,
    () => true,
  );
}
