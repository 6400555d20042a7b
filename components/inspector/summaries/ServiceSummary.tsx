"use client";
import { useTranslations } from "next-intl";
import type { EndpointSlice, Pod, Service } from "../../../server/protocol/kubernetes/index.ts";
import { useObjects, useRoomView } from "../../room/RoomContext.tsx";
import { Facts, ObjectLink, Section } from "../Section.tsx";
import { Pairs } from "../Pairs.tsx";
import { membersOf } from "../why/members.ts";

export function ServiceSummary({ service }: { readonly service: Service }) {
  const t = useTranslations("inspector");
  const { setView } = useRoomView();
  const pods = useObjects<Pod>("pods", true);
  const slices = useObjects<EndpointSlice>("endpointslices.discovery.k8s.io", true);
  const { spec, status } = service;
  const members = membersOf(service, pods, slices).filter(({ wrong }) => wrong === undefined);
  const selects = Object.keys(spec.selector ?? {}).length > 0;
  return (
    <>
      <Facts
        facts={[
          [t("type"), spec.type],
          ["Cluster-IP", spec.clusterIP],
          [
            t("ports"),
            (spec.ports ?? [])
              .map(({ name, port, targetPort, nodePort, protocol }) =>
                `${name ? `${name} ` : ""}${port} → ${targetPort ?? port}${nodePort ? ` (node ${nodePort})` : ""} ${protocol ?? ""}`.trim(),
              )
              .join(", "),
          ],
          ["External-IP", (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname).join(", ")],
          [t("dns"), `${service.metadata.name}.${service.metadata.namespace}.svc.cluster.local`],
        ]}
      />
      <Pairs title="Selector" pairs={spec.selector} />
      {selects && (
        <Section
          title={t("endpoints")}
          aside={
            <button
              type="button"
              className="rounded text-[12px] text-accent hover:underline"
              onClick={() => setView({ tab: "why" })}
            >
              {t("whyLink")}
            </button>
          }
        >
          {members.length === 0 && <p className="text-failing">✕ {t("noEndpoints")}</p>}
          <ul className="flex flex-col gap-1">
            {members.slice(0, 30).map(({ pod, ready, address }) => (
              <li key={pod.metadata.uid} className="flex items-baseline gap-2">
                <span className={ready ? "text-running" : "text-pending"} aria-hidden>
                  {ready ? "●" : "◐"}
                </span>
                <span className="font-mono text-[12px]">{address}</span>
                <ObjectLink
                  target={{ resource: "pods", namespace: pod.metadata.namespace ?? "", name: pod.metadata.name }}
                />
              </li>
            ))}
          </ul>
          {members.length > 30 && <p className="text-[12px] text-faint">{t("more", { count: members.length - 30 })}</p>}
        </Section>
      )}
    </>
  );
}
