"use client";
/** Where somebody looks, in a line: the part, the object and its tab, the namespace, the lesson's step, what is filtered. */
import { useTranslations } from "next-intl";
import type { Sight } from "../../server/protocol/live.ts";
import { parseView } from "../room/view.ts";

export function SightPlace({ sight }: { readonly sight: Sight }) {
  const t = useTranslations("live");
  const frame = useTranslations("frame");
  const inspector = useTranslations("inspector");
  const view = parseView(sight.view ?? "");
  const part = (id: string): string => (frame.has(`parts.${id}`) ? frame(`parts.${id}` as "parts.map") : id);
  const { selection, namespace, labels, search, step, moment } = view;
  const tab = inspector.has(view.tab) ? inspector(view.tab as "summary") : view.tab;
  const words = [
    part(view.main) + (view.main === "tables" ? ` · ${view.table.split(".")[0]}` : ""),
    namespace === "" ? t("allNamespaces") : namespace,
    ...(selection ? [`${selection.resource.split(".")[0]}/${selection.name} (${tab})`] : []),
    ...labels,
    ...(search ? [`“${search}”`] : []),
    ...(step ? [t("step", { step: step.split("/").slice(1).join("/") })] : []),
    ...(moment === undefined ? [] : [t("past")]),
    ...(sight.dock ? [part(sight.dock)] : []),
  ];
  return (
    <p aria-label={t("place")} className="min-w-0 truncate text-[12px] text-soft" title={words.join(" · ")}>
      {words.map((word, index) => (
        <span key={`${index}${word}`}>
          {index > 0 && <span aria-hidden> › </span>}
          <span className={index === 2 && selection ? "font-mono font-medium text-ink" : ""}>{word}</span>
        </span>
      ))}
      {sight.hidden === true && <span className="text-pending"> · {t("behind")}</span>}
    </p>
  );
}
