"use client";
import { useTranslations } from "next-intl";
import type { Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { useObjects } from "../room/RoomContext.tsx";
import { Pairs } from "./Pairs.tsx";

/** A Service and, pod by pod, the label that decides whether it is selected. */
export function ServiceSummary({ service }: { readonly service: Service }) {
  const t = useTranslations("inspector");
  const pods = useObjects<Pod>("pods", true).filter(
    ({ metadata }) => metadata.namespace === service.metadata.namespace,
  );
  const selector = Object.entries(service.spec.selector ?? {});
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-soft">Cluster-IP</dt>
        <dd className="font-mono">{service.spec.clusterIP}</dd>
        <dt className="text-soft">Port</dt>
        <dd className="font-mono">
          {(service.spec.ports ?? []).map(({ port, targetPort }) => `${port} → ${targetPort}`).join(", ")}
        </dd>
      </dl>
      <Pairs title="Selector" pairs={service.spec.selector} />
      <section>
        <h3 className="mb-1 text-[12px] text-soft">{t("member")}</h3>
        <ul className="flex flex-col gap-1">
          {pods.map((pod) => {
            const wrong = selector.find(([key, value]) => pod.metadata.labels?.[key] !== value);
            return (
              <li key={pod.metadata.uid} className="flex flex-wrap items-baseline gap-2">
                <span className={wrong || selector.length === 0 ? "text-faint" : "text-running"}>
                  {wrong || selector.length === 0 ? `○ ${t("out")}` : `● ${t("in")}`}
                </span>
                <span className="font-mono">{pod.metadata.name}</span>
                {wrong && (
                  <span className="font-mono text-[11px] text-soft">
                    {wrong[0]}={pod.metadata.labels?.[wrong[0]] ?? "–"} ≠ {wrong[1]}
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}
