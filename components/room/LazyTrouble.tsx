"use client";
/** Trouble whose code comes when there is some: error pages stand beside every page and must weigh nothing. */
import { lazy, Suspense } from "react";
import { PlainTrouble } from "./PlainTrouble.tsx";
import type { TroubleProps } from "./Trouble.tsx";

const Shown = lazy(() =>
  import("./Trouble.tsx").then(
    ({ Trouble }) => ({ default: Trouble }),
    // Not even that can be had: the server is away, or a newer one is there.
    () => ({ default: PlainTrouble }),
  ),
);

export function LazyTrouble(props: TroubleProps) {
  return (
    <Suspense fallback={null}>
      <Shown {...props} />
    </Suspense>
  );
}
