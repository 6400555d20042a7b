"use client";
/** Why this node: the scheduler's own account, and what it would say if the pod asked for something else. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Pod } from "../../../server/protocol/kubernetes/index.ts";
import type { ExplainedDecision } from "../../../server/protocol/scheduling.ts";
import { clockText } from "../../room/clockText.ts";
import { useConnection } from "../../room/RoomContext.tsx";
import { Section } from "../Section.tsx";
import { SchedulingTable } from "./SchedulingTable.tsx";
import { WhatIf } from "./WhatIf.tsx";

export function Scheduling({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("why");
  const connection = useConnection();
  const [told, setTold] = useState<ExplainedDecision | "none" | undefined>();
  const { namespace, name } = pod.metadata;
  const scheduled = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
  const state = `${pod.spec.nodeName}${scheduled?.message ?? ""}`;
  // oxlint-disable-next-line react/exhaustive-deps -- `state` stands for a new decision
  useEffect(() => {
    let stale = false;
    connection.request("GET", `/api/v1/namespaces/${namespace}/pods/${name}/scheduling`).then(
      ({ status, body }) => !stale && setTold(status < 300 ? (body as ExplainedDecision) : "none"),
      () => !stale && setTold("none"),
    );
    return () => {
      stale = true;
    };
  }, [connection, namespace, name, state]);
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
