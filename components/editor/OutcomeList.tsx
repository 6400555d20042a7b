"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "../ui/IconButton.tsx";
import type { Outcome } from "./applyManifest.ts";

/** What came of each document, with the way to its place. */
export function OutcomeList({
  outcomes,
  dryRun,
  onGo,
  onClose,
}: {
  readonly outcomes: readonly Outcome[];
  readonly dryRun: boolean;
  onGo(at: number): void;
  onClose(): void;
}) {
  const t = useTranslations("editor");
  const common = useTranslations("common");
  return (
    <div className="flex max-h-28 shrink-0 border-y border-line px-3 py-1 text-[12px]">
      <div role="status" className="min-w-0 flex-1 overflow-auto" data-testid="outcomes">
        <ul>
          {outcomes.length === 0 && <li className="py-0.5 text-soft">{t("nothing")}</li>}
          {outcomes.map(({ title, result, message, warnings, at }) => {
            const done = dryRun && result !== "failed" ? t(`would.${result}`) : result === "failed" ? "" : t(result);
            return (
              <li key={`${title}${at}`} className="py-0.5">
                <span className={result === "failed" ? "text-failing" : "text-running"}>
                  {result === "failed" ? `✕ ${t("deployFailed")}` : `${dryRun ? "○" : "✓"} ${done}`}
                </span>{" "}
                <button type="button" className="rounded font-mono hover:underline" onClick={() => onGo(at)}>
                  {title}
                </button>
                {message && <span className="ml-2 break-words text-soft">{message}</span>}
                {warnings.map((warning) => (
                  <span key={warning} className="block pl-4 text-pending">
                    Warning: {warning}
                  </span>
                ))}
              </li>
            );
          })}
        </ul>
      </div>
      <IconButton icon={X} label={common("close")} onClick={onClose} />
    </div>
  );
}
