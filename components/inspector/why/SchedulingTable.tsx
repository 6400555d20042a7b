"use client";
/** A decision as a table: nodes across; filters, scores times weights and totals down; the winner marked. */
import { useTranslations } from "next-intl";
import type { ExplainedDecision, Missing } from "../../../server/protocol/scheduling.ts";
import { printCpu, printMemory } from "../../map/quantities.ts";
import { ObjectLink } from "../Section.tsx";
import { HolderPerson } from "./HolderPerson.tsx";

/** More nodes are told by number. */
const COLUMNS = 8;

export function SchedulingTable({ told }: { readonly told: ExplainedDecision }) {
  const t = useTranslations("why");
  const { decision, node } = told;
  const refused = Object.keys(decision.refusals);
  const at = (name: string): number => decision.feasible.indexOf(name);
  const inOrder = [...decision.feasible].sort(
    (left, right) =>
      Number(right === node) - Number(left === node) ||
      (decision.totals[at(right)] ?? 0) - (decision.totals[at(left)] ?? 0),
  );
  const shown = [...inOrder, ...refused].slice(0, COLUMNS);
  const left = decision.feasible.length + refused.length - shown.length;
  const cell = "border-b border-line px-1.5 py-1 text-right font-mono whitespace-nowrap";
  const most = Math.max(...decision.totals, 1);
  return (
    <>
      {decision.best.length > 1 && <p className="text-soft break-keep">{t("tie", { count: decision.best.length })}</p>}
      {node && decision.scores.length === 0 && <p className="text-soft break-keep">{t("onlyOne")}</p>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <div className="-mx-1 overflow-x-auto px-1" tabIndex={0} role="group" aria-label={t("table")}>
        <table className="w-full border-collapse text-[12px]" data-testid="scheduling">
          <thead>
            <tr>
              <th className="border-b border-line py-1 pr-2 text-left font-medium text-soft">{t("step")}</th>
              {shown.map((name) => (
                <th
                  key={name}
                  scope="col"
                  className={`border-b border-line px-1.5 py-1 text-right font-mono font-medium whitespace-nowrap ${name === node ? "bg-accent-soft text-ink" : "text-soft"}`}
                >
                  {name === node && <span aria-label={t("winner")}>★ </span>}
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row" className="border-b border-line py-1 pr-2 text-left font-normal">
                {t("filters")}
              </th>
              {shown.map((name) => {
                const refusal = decision.refusals[name];
                return (
                  <td
                    key={name}
                    className={`${cell} ${name === node ? "bg-accent-soft" : ""} ${refusal ? "text-failing" : "text-running"}`}
                  >
                    {refusal ? <span title={refusal.plugin}>✕</span> : "✓"}
                  </td>
                );
              })}
            </tr>
            {decision.scores.map(({ plugin, weight, normalized, weighted }) => (
              <tr key={plugin}>
                <th scope="row" className="max-w-32 border-b border-line py-1 pr-2 text-left font-normal">
                  <Plugin name={plugin} /> <span className="text-faint">×{weight}</span>
                </th>
                {shown.map((name) => (
                  <td
                    key={name}
                    className={`${cell} ${name === node ? "bg-accent-soft" : ""}`}
                    title={at(name) < 0 ? undefined : `${normalized[at(name)]} × ${weight} = ${weighted[at(name)]}`}
                  >
                    {at(name) < 0 ? <span className="text-faint">–</span> : weighted[at(name)]}
                  </td>
                ))}
              </tr>
            ))}
            {decision.totals.length > 0 && (
              <tr className="font-semibold">
                <th scope="row" className="py-1 pr-2 text-left">
                  {t("total")}
                </th>
                {shown.map((name) => {
                  const total = decision.totals[at(name)];
                  return (
                    <td
                      key={name}
                      className={`relative px-2 py-1 text-right font-mono ${name === node ? "bg-accent-soft" : ""}`}
                    >
                      {total ?? <span className="text-faint">–</span>}
                      {total !== undefined && (
                        <span
                          aria-hidden
                          className={`absolute right-2 bottom-0 h-[2px] ${name === node ? "bg-accent" : "bg-line-strong"}`}
                          style={{ width: `calc(${(total / most) * 100}% - 16px)` }}
                        />
                      )}
                    </td>
                  );
                })}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {left > 0 && <p className="text-[12px] text-faint">{t("moreNodes", { count: left })}</p>}
      {decision.omitted?.refused.map(({ plugin, reasons, nodes }) => (
        <p key={`${plugin}${reasons.join()}`} className="text-[12px] text-soft">
          {t("refusedBy", { plugin, nodes })} {reasons.join(", ")}
        </p>
      ))}
      {refused.length > 0 && (
        <ul className="flex flex-col gap-2">
          {refused.slice(0, COLUMNS).map((name) => {
            const refusal = decision.refusals[name];
            return (
              refusal && (
                <li key={name} className="border-l-2 border-line pl-2.5">
                  <p>
                    <span className="font-mono font-semibold">{name}</span>{" "}
                    <span className="text-failing">✕ {refusal.plugin}</span>{" "}
                    <span className="text-soft">{refusal.reasons.join(", ")}</span>
                  </p>
                  {refusal.missing.map((lack) => (
                    <Lack key={`${lack.what} ${lack.detail ?? ""}`} lack={lack} />
                  ))}
                </li>
              )
            );
          })}
        </ul>
      )}
    </>
  );
}

/** A plugin's name, to be broken between its words. */
function Plugin({ name }: { readonly name: string }) {
  return name.split(/(?<=[a-z])(?=[A-Z])/).map((word) => (
    <span key={word}>
      {word}
      <wbr />
    </span>
  ));
}

/** CPU comes in thousandths, memory and storage in bytes, the rest in pieces. */
function printAmount(what: string, value: number): string {
  if (what === "cpu") return printCpu(value / 1000);
  return what === "memory" || what === "ephemeral-storage" ? printMemory(value) : String(value);
}

/** What is missing, how much of it, who holds it, and whose that is. */
function Lack({ lack }: { readonly lack: Missing }) {
  const t = useTranslations("why");
  const { what, requested, used, allocatable, detail, holders } = lack;
  const counted = requested !== undefined && used !== undefined && allocatable !== undefined;
  return (
    <div className="text-[12px] text-soft">
      {!counted && <p className="font-mono break-all">{detail ?? what}</p>}
      {counted && (
        <>
          <p>
            <span className="font-mono">{detail ?? what}</span>{" "}
            {t("lacks", {
              wanted: printAmount(what, requested),
              free: printAmount(what, Math.max(0, allocatable - used)),
              all: printAmount(what, allocatable),
            })}
          </p>
          <span aria-hidden className="relative my-1 block h-[5px] overflow-hidden rounded-full bg-line">
            <span
              className="absolute inset-y-0 left-0 bg-info"
              style={{ width: `${Math.min(100, (used / allocatable) * 100)}%` }}
            />
            <span
              className="absolute inset-y-0 bg-failing/70"
              style={{
                left: `${Math.min(100, (used / allocatable) * 100)}%`,
                width: `${Math.min(100, (requested / allocatable) * 100)}%`,
              }}
            />
          </span>
        </>
      )}
      {holders.length > 0 && (
        <ul className="flex flex-col gap-0.5" aria-label={t("heldBy")}>
          {holders.slice(0, 6).map(({ namespace, name, uid, amount }) => (
            <li key={uid} className="flex flex-wrap items-center gap-x-2">
              <ObjectLink target={{ resource: "pods", namespace, name }} />
              {amount !== undefined && <span className="font-mono">{printAmount(what, amount)}</span>}
              <HolderPerson uid={uid} />
            </li>
          ))}
          {holders.length > 6 && <li className="text-faint">{t("moreHolders", { count: holders.length - 6 })}</li>}
        </ul>
      )}
    </div>
  );
}
