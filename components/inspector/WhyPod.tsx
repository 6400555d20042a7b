"use client";
/** Why this node: the scheduler's own account, node by node, plugin by plugin. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import type { ExplainedDecision, Missing } from "../../server/protocol/scheduling.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { printCpu, printMemory } from "../map/quantities.ts";
import { useRoomView } from "../room/RoomContext.tsx";

/** CPU comes in thousandths, memory and storage in bytes, the rest in pieces. */
function printAmount(what: string, value: number): string {
  if (what === "cpu") return printCpu(value / 1000);
  return what === "memory" || what === "ephemeral-storage" ? printMemory(value) : String(value);
}

export function WhyPod({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("inspector");
  const { locale } = usePreferences();
  const { connection } = useRoomView();
  const [kept, setKept] = useState<ExplainedDecision | undefined>();
  const { namespace, name } = pod.metadata;
  const scheduled = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
  const state = `${pod.spec.nodeName}${scheduled?.message ?? ""}`;
  useEffect(() => {
    connection.request("GET", `/api/v1/namespaces/${namespace}/pods/${name}/scheduling`).then(
      ({ status, body }) => setKept(status < 300 ? (body as ExplainedDecision) : undefined),
      () => setKept(undefined),
    );
  }, [connection, namespace, name, state]);
  if (!kept) return <p className="text-faint">{t("noDecision")}</p>;
  const { decision, node, message } = kept;
  const time = new Date(kept.time).toLocaleTimeString(locale, { hour12: false });
  return (
    <div className="flex flex-col gap-3">
      <p className="font-semibold">{node ? t("choice", { node, time }) : t("refusal", { time })}</p>
      {message && <p className="font-mono text-[12px] break-words text-failing">{message}</p>}
      {decision.best.length > 1 && <p className="text-soft">{t("tie", { count: decision.best.length })}</p>}
      {node && decision.scores.length === 0 && <p className="text-soft">{t("onlyOne")}</p>}
      {decision.scores.length > 0 && (
        <table className="w-full border-collapse text-[12px]">
          <thead>
            <tr className="text-left text-soft">
              <th className="border-b border-line py-1 pr-2 font-medium">{t("plugin")}</th>
              {decision.feasible.map((name) => (
                <th
                  key={name}
                  className={`border-b border-line px-2 py-1 text-right font-mono font-medium ${name === node ? "text-running" : ""}`}
                >
                  {name === node ? "✓ " : ""}
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {decision.scores.map(({ plugin, weight, weighted }) => (
              <tr key={plugin}>
                <td className="border-b border-line py-1 pr-2">
                  {plugin} <span className="text-faint">×{weight}</span>
                </td>
                {weighted.map((score, index) => (
                  <td key={decision.feasible[index]} className="border-b border-line px-2 py-1 text-right font-mono">
                    {score}
                  </td>
                ))}
              </tr>
            ))}
            <tr className="font-semibold">
              <td className="py-1 pr-2">{t("total")}</td>
              {decision.totals.map((total, index) => (
                <td key={decision.feasible[index]} className="px-2 py-1 text-right font-mono">
                  {total}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      )}
      <ul className="flex flex-col gap-1">
        {Object.entries(decision.refusals).map(([name, { plugin, reasons, missing }]) => (
          <li key={name}>
            <span className="font-mono">{name}</span> <span className="text-failing">{t("refused", { plugin })}</span>{" "}
            <span className="text-soft">{reasons.join(", ")}</span>
            {missing.map((lack) => (
              <MissingLine key={`${lack.what} ${lack.detail ?? ""}`} lack={lack} />
            ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

function MissingLine({ lack }: { readonly lack: Missing }) {
  const t = useTranslations("inspector");
  const { what, requested, used, allocatable, detail, holders } = lack;
  return (
    <p className="pl-3 text-[12px] text-soft">
      <span className="font-mono">{detail ?? what}</span>
      {requested !== undefined && used !== undefined && allocatable !== undefined && (
        <>
          {" "}
          {t("lacks", {
            wanted: printAmount(what, requested),
            free: printAmount(what, Math.max(0, allocatable - used)),
            all: printAmount(what, allocatable),
          })}
        </>
      )}
      {holders.length > 0 && (
        <>
          {" "}
          {t("heldBy", {
            pods: holders
              .map(({ name, amount }) => (amount === undefined ? name : `${name} (${printAmount(what, amount)})`))
              .join(", "),
          })}
        </>
      )}
    </p>
  );
}
