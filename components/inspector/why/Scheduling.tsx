"use client";
/** Why this node: the scheduler's own account, and what it would say if the pod asked for something else. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { ExplainedDecision } from "../../../server/protocol/scheduling.ts";
import { refusalIn, refusalOf } from "../../client/answers.ts";
import { usePreferences } from "../../i18n/Preferences.tsx";
import { clockText } from "../../room/clockText.ts";
import { useConnection, useRoomPart } from "../../room/RoomContext.tsx";
import { Button } from "../../ui/controls.tsx";
import { Section } from "../Section.tsx";
import { SchedulingTable } from "./SchedulingTable.tsx";
import { WhatIf } from "./WhatIf.tsx";

export function Scheduling({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("why");
  const { told, problem, again } = useDecision(pod);
  if (problem !== undefined)
    return (
      <Section title={t(pod.spec.nodeName ? "where" : "nowhere")}>
        <p className="text-failing break-keep">{problem || t("noLine")}</p>
        <Button className="mt-2" onClick={again}>
          {t("askAgain")}
        </Button>
      </Section>
    );
  if (told === undefined) return <p className="text-soft">{t("asking")}</p>;
  const time = told === "none" ? "" : clockText(told.time);
  return (
    <>
      <Section title={t(pod.spec.nodeName ? "where" : "nowhere")}>
        {told === "none" ? (
          <p className="text-soft break-keep">
            {pod.spec.nodeName ? t("placedByHand", { node: pod.spec.nodeName }) : t("noDecision")}
          </p>
        ) : (
          <div className="flex flex-col gap-2.5">
            <p className="font-semibold break-keep">
              {told.node ? t("choice", { node: told.node, time }) : t("refusal", { time })}
            </p>
            {told.message && <p className="font-mono text-[12px] break-words text-failing">{told.message}</p>}
            {told.nominatedNode && <p className="text-soft">{t("nominated", { node: told.nominatedNode })}</p>}
            <SchedulingTable told={told} />
          </div>
        )}
      </Section>
      <WhatIf pod={pod} told={told === "none" ? undefined : told} />
    </>
  );
}

interface Decision {
  /** "none": the scheduler was not asked. Undefined: it is being asked. */
  readonly told: ExplainedDecision | "none" | undefined;
  /** Why that is not known; "" where no answer came. */
  readonly problem: string | undefined;
  again(): void;
}

/** Asked for anew with each decision, each moment of the past, and when the line is back. */
function useDecision({ metadata: { namespace, name }, spec, status }: Pod): Decision {
  const connection = useConnection();
  const { locale } = usePreferences();
  const live = useRoomPart(({ phase }) => phase === "live");
  const moment = useRoomPart(({ past }) => past?.time);
  const [told, setTold] = useState<ExplainedDecision | "none">();
  const [problem, setProblem] = useState<string>();
  const [tries, setTries] = useState(0);
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  const state = `${spec.nodeName}${scheduled?.message ?? ""}`;
  // oxlint-disable-next-line react/exhaustive-deps -- `state` stands for a new decision
  useEffect(() => {
    if (!live) return;
    let stale = false;
    connection.request("GET", `/api/v1/namespaces/${namespace}/pods/${name}/scheduling`).then(
      (answer) => {
        if (stale) return;
        setProblem(answer.status === 404 ? undefined : refusalIn(answer));
        setTold(answer.status < 300 ? (answer.body as ExplainedDecision) : "none");
      },
      (error: unknown) => !stale && setProblem(refusalOf(error, locale) ?? ""),
    );
    return () => {
      stale = true;
    };
  }, [connection, live, moment, namespace, name, state, tries, locale]);
  return { told, problem, again: () => setTries(tries + 1) };
}
