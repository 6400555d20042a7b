"use client";
/**
 * The room on paper: a sheet with the room's name and what stands in the middle, map or table, whole and in light colours.
 * The part that is shown says what of it is printed; everything else stays away (app/styles/paper.css).
 */
import { useEffect, useRef } from "react";

type Read = () => Element | undefined;

const printables = new Set<Read>();

/** Says what of a part is printed, as long as the part is there. `read` runs when the browser is about to print. */
export function usePrintable(read: Read): void {
  const newest = useRef(read);
  newest.current = read;
  useEffect(() => {
    const ask: Read = () => newest.current();
    printables.add(ask);
    return () => void printables.delete(ask);
  }, []);
}

/** Answers the browser's own printing. `heading`: lines over what is printed, the first larger. */
export function usePrinting(heading: () => readonly string[]): void {
  const newest = useRef(heading);
  newest.current = heading;
  useEffect(() => {
    let restore: (() => void) | undefined;
    const before = (): void => {
      // Something else is shown to be printed: a link's card.
      if (restore || document.querySelector("[data-print]")) return;
      restore = layOut(newest.current());
    };
    const after = (): void => {
      restore?.();
      restore = undefined;
    };
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      after();
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
}

/** Puts the sheet into the page; returns how to take it away. Undefined when nothing here can be printed. */
function layOut(heading: readonly string[]): (() => void) | undefined {
  const page = document.documentElement;
  const theme = page.dataset["theme"] ?? "light";
  page.dataset["theme"] = "light";
  const restoreTheme = (): void => void (page.dataset["theme"] = theme);
  const printed = [...printables].map((read) => read()).find((element) => element !== undefined);
  if (!printed) {
    restoreTheme();
    return undefined;
  }
  const sheet = document.createElement("div");
  sheet.dataset["print"] = "card";
  sheet.className = "print-sheet";
  for (const [index, text] of heading.entries())
    sheet.append(Object.assign(document.createElement(index === 0 ? "h1" : "p"), { textContent: text }));
  sheet.append(printed);
  document.body.append(sheet);
  return () => {
    sheet.remove();
    restoreTheme();
  };
}
