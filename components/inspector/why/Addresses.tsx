"use client";
import { useTranslations } from "next-intl";
import type { Pod } from "../../../server/protocol/kubernetes/index.ts";
import { predecessorOf } from "../../room/history/RoomHistory.ts";
import { useHistory } from "../../room/history/useHistory.ts";
import { useObjects } from "../../room/RoomContext.tsx";
import { ObjectLink, Section } from "../Section.tsx";

/** The address of a pod beside that of the one before it, or of the one after it. */
export function Addresses({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("why");
  const gone = useHistory().gone();
  const pods = useObjects<Pod>("pods", true);
  const before = predecessorOf(pod, gone);
  const after = pods.find((other) => predecessorOf(other, gone)?.pod.metadata.uid === pod.metadata.uid);
  if (!before && !after) return null;
  const row = (label: string, of: Pod, link: boolean) => (
    <div className="contents">
      <dt className="text-soft">{label}</dt>
      <dd className="min-w-0 font-mono text-[12px] break-all">
        {link ? (
          <ObjectLink target={{ resource: "pods", namespace: of.metadata.namespace ?? "", name: of.metadata.name }} />
        ) : (
          of.metadata.name
        )}
      </dd>
      <dd className="font-mono text-[12px]">{of.status?.podIP ?? "–"}</dd>
    </div>
  );
  return (
    <Section title={t("addresses")}>
      <dl className="grid grid-cols-[auto_1fr_auto] items-baseline gap-x-4 gap-y-1" data-testid="addresses">
        {before && row(t("before"), before.pod, false)}
        {row(t("this"), pod, false)}
        {after && row(t("after"), after, true)}
      </dl>
      <p className="mt-1.5 text-[12px] text-soft break-keep">{t("newIp")}</p>
    </Section>
  );
}
