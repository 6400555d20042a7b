"use client";
/** What applying would change, as the server answers a dry run: each object line by line. */
import { useTranslations } from "next-intl";
import { printYaml } from "../inspector/printYaml.ts";
import type { Outcome } from "./applyManifest.ts";
import { DiffLines } from "./DiffLines.tsx";

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
  return (
    <section className="mb-3" aria-label={title}>
      <h3 className="flex flex-wrap gap-2 font-mono">
        <span className="font-semibold">{title}</span>
        <span className={`font-sans ${result === "failed" ? "text-failing" : "text-soft"}`}>
          {result === "failed" ? `✕ ${message ?? ""}` : t(`would.${result}`)}
        </span>
      </h3>
      {result !== "unchanged" && result !== "failed" && (
        <DiffLines
          before={change?.before ? printYaml(change.before, { forEditing: true }) : ""}
          after={change ? printYaml(change.after, { forEditing: true }) : ""}
        />
      )}
    </section>
  );
}
