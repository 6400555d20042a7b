"use client";
/** How the server does, as /metrics has it: numbers side by side, with what is not as it should be in words and colour. */
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AdminOverview, SeenMetric } from "../../server/protocol/admin.ts";
import { growth, type Sample } from "./samples.ts";
import { useFormats } from "./useFormats.ts";

/** From then on everybody feels it, s. */
const LATE_S = 0.1;

export function HealthStrip({
  overview,
  samples,
}: {
  readonly overview: AdminOverview;
  readonly samples: readonly Sample[];
}) {
  const t = useTranslations("admin.health");
  const { bytes, number, span } = useFormats();
  const { metrics, ready, now } = overview;
  const lag = metrics.nodejs_eventloop_lag_p99_seconds;
  const begun = metrics.process_start_time_seconds;
  const up = begun === undefined ? "" : span(now - begun * 1000);
  const cpu = growth(samples, "process_cpu_seconds_total");
  const plain = (name: SeenMetric): ReactNode => {
    const value = metrics[name];
    return value === undefined ? <Unknown /> : number(value);
  };
  const counted = (name: SeenMetric): ReactNode => {
    const lately = growth(samples, name)?.by ?? 0;
    return (
      <>
        {plain(name)}
        {lately > 0 && <span className="text-[12px] text-pending">{t("lately", { count: lately })}</span>}
      </>
    );
  };
  return (
    <section aria-label={t("title")} className="shrink-0 border-b border-line bg-panel">
      <dl className="grid grid-cols-3 gap-x-4 gap-y-1.5 px-4 py-2 sm:grid-cols-4 md:grid-cols-6 xl:grid-cols-11">
        <Cell name={t("server")} wide>
          {ready === true ? (
            <span className="text-running">
              <CircleCheck size={14} aria-hidden className="mr-1 inline align-[-2px]" />
              {t("ready")}
            </span>
          ) : (
            <span className="break-words text-failing">
              <TriangleAlert size={14} aria-hidden className="mr-1 inline align-[-2px]" />
              {t("notReady")}: {ready}
            </span>
          )}
          {up !== "" && <span className="text-[12px] text-soft">{t("up", { span: up })}</span>}
        </Cell>
        <Cell name={t("lag")} hint={t("lagHint")}>
          {lag === undefined || lag === 0 || Number.isNaN(lag) ? (
            <Unknown />
          ) : (
            <span className={lag > LATE_S ? "text-failing" : ""}>
              {number(Math.round(lag * 1000))} ms{lag > LATE_S && ` · ${t("high")}`}
            </span>
          )}
        </Cell>
        <Cell name={t("memory")}>
          {metrics.process_resident_memory_bytes === undefined ? (
            <Unknown />
          ) : (
            bytes(metrics.process_resident_memory_bytes)
          )}
        </Cell>
        <Cell name={t("cpu")} hint={t("cpuHint")}>
          {cpu ? t("cores", { cores: (cpu.by / (cpu.ms / 1000)).toFixed(2) }) : <Unknown />}
        </Cell>
        <Cell name={t("awake")}>{plain("podroom_rooms_awake")}</Cell>
        <Cell name={t("sockets")}>{plain("podroom_sockets")}</Cell>
        <Cell name={t("watches")}>{plain("podroom_watches")}</Cell>
        <Cell name={t("streams")} hint={t("streamsHint")}>
          {plain("podroom_streams")}
        </Cell>
        <Cell name={t("slow")} hint={t("slowHint")}>
          {counted("podroom_slow_clients_total")}
        </Cell>
        <Cell name={t("refused")} hint={t("refusedHint")}>
          {counted("podroom_refused_messages_total")}
        </Cell>
        <Cell name={t("limited")} hint={t("limitedHint")}>
          {counted("podroom_limited_requests_total")}
        </Cell>
      </dl>
    </section>
  );
}

function Cell({
  name,
  hint,
  wide,
  children,
}: {
  readonly name: string;
  readonly hint?: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={`min-w-0 ${wide ? "max-sm:col-span-2" : ""}`} title={hint}>
      <dt className="truncate text-[12px] text-soft">{name}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-1.5 text-[14px] font-medium tabular-nums">
        {children}
        {hint && <span className="sr-only">{hint}</span>}
      </dd>
    </div>
  );
}

function Unknown() {
  const t = useTranslations("admin.health");
  return (
    <span className="text-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">{t("unknown")}</span>
    </span>
  );
}
