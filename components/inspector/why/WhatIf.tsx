"use client";
/** Two sliders for what the pod asks for; the scheduler says at once where it would go. Nothing changes by it. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { ExplainedDecision } from "../../../server/protocol/scheduling.ts";
import { refusalIn, refusalOf } from "../../client/answers.ts";
import { usePreferences } from "../../i18n/Preferences.tsx";
import { amount, printCpu, printMemory } from "../../map/quantities.ts";
import { useConnection, useObjects } from "../../room/RoomContext.tsx";
import { Button } from "../../ui/controls.tsx";
import { Section } from "../Section.tsx";
import { SchedulingTable } from "./SchedulingTable.tsx";

const MIB = 2 ** 20;
/** The scheduler is asked when the slider has rested so long, ms. */
const REST_MS = 120;

export function WhatIf({ pod, told }: { readonly pod: Pod; readonly told: ExplainedDecision | undefined }) {
  const t = useTranslations("why");
  const { locale } = usePreferences();
  const connection = useConnection();
  const nodes = useObjects<Node>("nodes", true);
  const asks = (resource: "cpu" | "memory"): number =>
    pod.spec.containers.reduce((sum, { resources }) => sum + amount(resources?.requests?.[resource]), 0);
  const [wanted, setWanted] = useState<{ readonly cpu: number; readonly memory: number } | undefined>();
  const [answer, setAnswer] = useState<ExplainedDecision | undefined>();
  const [problem, setProblem] = useState("");
  const most = (resource: "cpu" | "memory"): number =>
    Math.max(...nodes.map(({ status }) => amount(status?.allocatable?.[resource])), 1) * 1.25;
  const { namespace, name } = pod.metadata;
  useEffect(() => {
    if (!wanted) return;
    let stale = false;
    const timer = setTimeout(() => {
      const query = `cpu=${Math.round(wanted.cpu * 1000)}m&memory=${Math.round(wanted.memory / MIB)}Mi`;
      connection.request("GET", `/api/v1/namespaces/${namespace}/pods/${name}/scheduling?${query}`).then(
        (said) => {
          if (stale) return;
          const refusal = refusalIn(said);
          setAnswer(refusal === undefined ? (said.body as ExplainedDecision) : undefined);
          setProblem(refusal ?? "");
        },
        (error: unknown) => !stale && setProblem(refusalOf(error, locale) ?? t("noLine")),
      );
    }, REST_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [connection, namespace, name, wanted, t, locale]);
  const now = wanted ?? { cpu: asks("cpu"), memory: asks("memory") };
  const slider = (resource: "cpu" | "memory", step: number, print: (value: number) => string) => (
    <div className="flex flex-col gap-1">
      <span className="flex justify-between text-[12px]">
        <span className="text-soft">{t(resource)}</span>
        <span className="font-mono">{print(now[resource])}</span>
      </span>
      <input
        type="range"
        min={0}
        max={most(resource)}
        step={step}
        value={now[resource]}
        aria-label={t(resource)}
        aria-valuetext={print(now[resource])}
        data-testid={`what-if-${resource}`}
        onChange={(event) => setWanted({ ...now, [resource]: Number(event.target.value) })}
        className="w-full accent-accent"
      />
    </div>
  );
  return (
    <Section
      title={t("whatIf")}
      aside={
        wanted && (
          <Button
            look="quiet"
            className="h-6! px-1.5!"
            onClick={() => {
              setWanted(undefined);
              setAnswer(undefined);
            }}
          >
            {t("backToReal")}
          </Button>
        )
      }
    >
      <p className="mb-2 text-[12px] text-soft break-keep">{t("whatIfLead")}</p>
      <div className="grid grid-cols-2 gap-4">
        {slider("cpu", 0.05, printCpu)}
        {slider("memory", 64 * MIB, printMemory)}
      </div>
      <div aria-live="polite">
        {problem && <p className="mt-2 font-mono text-[12px] text-failing">{problem}</p>}
        {wanted && answer && (
          <div className="mt-3 flex flex-col gap-2.5 rounded-control border border-dashed border-line-strong p-2.5">
            <p className="font-semibold" data-testid="what-if-answer">
              {answer.node
                ? t(answer.node === told?.node ? "wouldStay" : "wouldGo", { node: answer.node })
                : answer.decision.best.length > 1
                  ? t("wouldTie", { nodes: answer.decision.best.join(", ") })
                  : t("wouldWait")}
            </p>
            <SchedulingTable told={answer} />
          </div>
        )}
      </div>
    </Section>
  );
}
