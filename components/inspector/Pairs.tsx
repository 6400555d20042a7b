"use client";
/** Labels or a selector as chips; a click filters by one. */
import { useTranslations } from "next-intl";
import { useRoomView } from "../room/RoomContext.tsx";
import { Section } from "./Section.tsx";

export function Pairs({
  title,
  pairs,
  filters = false,
}: {
  readonly title: string;
  readonly pairs: { readonly [key: string]: string } | undefined;
  /** Whether a click shows only what carries the label. */
  readonly filters?: boolean;
}) {
  const t = useTranslations("inspector");
  const { view, setView } = useRoomView();
  const entries = Object.entries(pairs ?? {});
  if (entries.length === 0) return null;
  const look = "rounded px-1.5 py-px font-mono text-[12px] break-all text-left";
  return (
    <Section title={title}>
      <ul className="flex flex-wrap gap-1">
        {entries.map(([key, value]) => {
          const label = `${key}=${value}`;
          const on = view.labels.includes(label);
          return (
            <li key={key} className="min-w-0">
              {filters ? (
                <button
                  type="button"
                  aria-pressed={on}
                  title={t("filterBy")}
                  className={`${look} ${on ? "bg-accent text-accent-ink" : "bg-accent-soft hover:bg-line"}`}
                  onClick={() =>
                    setView({ labels: on ? view.labels.filter((other) => other !== label) : [...view.labels, label] })
                  }
                >
                  {label}
                </button>
              ) : (
                <span className={`${look} block bg-accent-soft`}>{label}</span>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
