"use client";
/** What applying would change, as the server answers a dry run: each object line by line. */
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { lineDiff } from "../inspector/lineDiff.ts";
import { printYaml } from "../inspector/printYaml.ts";
import type { Outcome } from "./applyManifest.ts";

/** So many unchanged lines stand around a change. */
const AROUND = 3;

export function DiffView({ outcomes }: { readonly outcomes: readonly Outcome[] }) {
  return (
    <div className="h-full overflow-auto px-3 py-2 text-[12px]" data-testid="diff">
      {outcomes.map((outcome) => (
        <ObjectDiff key={`${outcome.title}${outcome.at}`} outcome={outcome} />
      ))}
    </div>
  );
}

function ObjectDiff({ outcome: { title, result, message, change } }: { readonly outcome: Outcome }) {
  const t = useTranslations("editor");
  const lines = useMemo(() => {
    if (!change) return [];
    const before = change.before ? printYaml(change.before, { forEditing: true }) : "";
    const all = lineDiff(before, printYaml(change.after, { forEditing: true })).filter(
      ({ kind, text }) => !(kind === "removed" && text === ""),
    );
    const near = all.map((_, index) =>
      all.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ kind }) => kind !== "same"),
    );
    return all.map((line, index) => ({ ...line, shown: near[index] === true, gap: near[index - 1] === true }));
  }, [change]);
  return (
    <section className="mb-3" aria-label={title}>
      <h3 className="flex flex-wrap gap-2 font-mono">
        <span className="font-semibold">{title}</span>
        <span className={`font-sans ${result === "failed" ? "text-failing" : "text-soft"}`}>
          {result === "failed" ? `✕ ${message ?? ""}` : t(`would.${result}`)}
        </span>
      </h3>
      {result !== "unchanged" && result !== "failed" && (
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
      )}
    </section>
  );
}
