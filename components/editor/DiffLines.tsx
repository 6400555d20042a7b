"use client";
/** Two texts line by line: what came, what is gone, and some of what stays around it. */
import { useMemo } from "react";
import { lineDiff } from "../inspector/lineDiff.ts";

/** So many unchanged lines stand around a change. */
const AROUND = 3;

export function DiffLines({ before, after }: { readonly before: string; readonly after: string }) {
  const lines = useMemo(() => {
    const all = lineDiff(before, after).filter(({ kind, text }) => !(kind === "removed" && text === ""));
    const near = all.map((_, index) =>
      all.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== "same"),
    );
    return all.map((line, index) => ({ ...line, shown: near[index] === true, gap: near[index - 1] === true }));
  }, [before, after]);
  return (
    <pre className="mt-1 rounded-control border border-line bg-panel py-1 font-mono leading-[18px]">
      {lines.map(({ kind, text, shown, gap }, index) =>
        shown ? (
          <span
            // oxlint-disable-next-line react/no-array-index-key -- lines have no other name
            key={index}
            className={`block px-2 break-all whitespace-pre-wrap ${kind === "added" ? "bg-running/12 text-running" : kind === "removed" ? "bg-failing/12 text-failing" : "text-soft"}`}
          >
            {kind === "added" ? "+ " : kind === "removed" ? "− " : "  "}
            {text}
          </span>
        ) : (
          gap && (
            // oxlint-disable-next-line react/no-array-index-key -- as above
            <span key={index} className="block px-2 text-faint" aria-hidden>
              ⋯
            </span>
          )
        ),
      )}
    </pre>
  );
}
