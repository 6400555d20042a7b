"use client";
import { useTranslations } from "next-intl";

export interface GaugeProps {
  /** The bar alone. */
  readonly far: boolean;
  readonly label: string;
  /** Requested, used and the sum of limits, in the unit of the capacity. */
  readonly asked: number;
  readonly used: number | undefined;
  readonly limit: number;
  readonly capacity: number;
  print(value: number): string;
}

/** What is asked of a node as a bar, what is used as a line over it, the limits as a tick. */
export function Gauge({ far, label, asked, used, limit, capacity, print }: GaugeProps) {
  const t = useTranslations("map");
  const share = (value: number): number => (capacity === 0 ? 0 : Math.min(1, value / capacity) * 100);
  const words = [
    `${label}: ${t("requested")} ${print(asked)} / ${print(capacity)}`,
    used === undefined ? "" : `${t("used")} ${print(used)}`,
    limit > 0 ? `${t("limits")} ${print(limit)}` : "",
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <div
      className={`flex items-center gap-2 text-[12px] text-soft ${far ? "pt-[3px]" : "leading-[17px]"}`}
      title={words}
    >
      {!far && <span className="w-11 shrink-0">{label}</span>}
      <span className="relative h-[5px] min-w-4 flex-1">
        <span className="absolute inset-0 overflow-hidden rounded-full bg-line">
          <span
            className="block h-full origin-left rounded-full bg-info transition-transform duration-200"
            style={{ transform: `scaleX(${share(asked) / 100})` }}
          />
        </span>
        {used !== undefined && (
          <span
            className="absolute top-[1.5px] left-0 h-[2px] w-full origin-left bg-ink transition-transform duration-500"
            style={{ transform: `scaleX(${share(used) / 100})` }}
          />
        )}
        {limit > 0 && (
          <span
            className={`absolute -top-[2px] h-[9px] w-[2px] -translate-x-1/2 ${limit > capacity ? "bg-pending" : "bg-ink-soft"}`}
            style={{ left: `${share(limit)}%` }}
          />
        )}
      </span>
      {!far && (
        <span className="shrink-0 font-mono tabular-nums">
          {print(asked)}/{print(capacity)}
        </span>
      )}
    </div>
  );
}
