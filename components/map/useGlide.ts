"use client";
import { type RefObject, useLayoutEffect, useRef } from "react";
import { boxOf } from "./useServiceLines.ts";

/** Elements with `data-glide` that stand elsewhere than before go there in 200 ms. `layout` is whatever moves them. */
export function useGlide(frame: RefObject<HTMLDivElement | null>, layout: unknown): void {
  const known = useRef(new Map<string, { readonly left: number; readonly top: number; readonly width: number }>());
  // oxlint-disable-next-line react/exhaustive-deps -- `layout` stands for what the effect reads from the page
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const width = element.offsetWidth;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const next = new Map<string, { readonly left: number; readonly top: number; readonly width: number }>();
    for (const child of element.querySelectorAll<HTMLElement>("[data-glide]")) {
      const id = child.dataset["glide"] ?? "";
      const { left, top } = boxOf(child, element);
      const before = known.current.get(id);
      next.set(id, { left, top, width });
      if (still || !before || before.width !== width || (before.left === left && before.top === top)) continue;
      child.animate(
        [{ transform: `translate(${before.left - left}px, ${before.top - top}px)` }, { transform: "none" }],
        {
          duration: 200,
          easing: "ease-out",
        },
      );
    }
    known.current = next;
  }, [frame, layout]);
}
