"use client";
import { useTranslations } from "next-intl";
import type { EndpointSlice, Pod, Service } from "../../../server/protocol/kubernetes/index.ts";
import { useObjects } from "../../room/RoomContext.tsx";
import { ObjectLink, Section } from "../Section.tsx";
import { type Member, membersOf } from "./members.ts";

/** Whom a Service chooses: pod by pod, in or out, and the label that decides; of those in, whether they get requests. */
export function Membership({ service }: { readonly service: Service }) {
  const t = useTranslations("why");
  const pods = useObjects<Pod>("pods", true);
  const slices = useObjects<EndpointSlice>("endpointslices.discovery.k8s.io", true);
  const selector = Object.entries(service.spec.selector ?? {});
  if (selector.length === 0) return <p className="text-soft break-keep">{t("noSelector")}</p>;
  const members = membersOf(service, pods, slices);
  const inside = members.filter(({ wrong }) => wrong === undefined);
  const near = members.filter(({ wrong, matched }) => wrong !== undefined && matched > 0);
  const outside = members.filter(({ wrong, matched }) => wrong !== undefined && matched === 0);
  return (
    <div className="flex flex-col gap-4" data-testid="membership">
      <p className="break-keep">
        {t("chooses")}{" "}
        {selector.map(([key, value]) => (
          <span key={key} className="mr-1 rounded bg-accent-soft px-1.5 py-px font-mono text-[12px] break-all">
            {key}={value}
          </span>
        ))}
      </p>
      {inside.length === 0 && (
        <div className="rounded-control border border-failing/50 p-2.5">
          <p className="font-semibold text-failing">✕ {t("choosesNone")}</p>
          <p className="mt-1 text-soft break-keep">{near.length > 0 ? t("nearMiss") : t("noNearMiss")}</p>
        </div>
      )}
      <Group title={t("in", { count: inside.length })} members={inside} />
      <Group title={t("nearly", { count: near.length })} members={near} />
      <Group title={t("out", { count: outside.length })} members={outside} />
    </div>
  );
}

function Group({ title, members }: { readonly title: string; readonly members: readonly Member[] }) {
  const t = useTranslations("why");
  if (members.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="flex flex-col gap-1">
        {members.slice(0, 100).map(({ pod, wrong, ready, address, ports, unnamed, named }) => {
          const { namespace = "", name, uid, labels } = pod.metadata;
          return (
            <li key={uid} className="flex flex-wrap items-baseline gap-x-2">
              <span aria-hidden className={wrong ? "text-faint" : ready ? "text-running" : "text-pending"}>
                {wrong ? "○" : ready ? "●" : "◐"}
              </span>
              <ObjectLink target={{ resource: "pods", namespace, name }} />
              {wrong ? (
                <span className="font-mono text-[12px] text-soft">
                  {wrong[0]}=<span className="text-failing">{labels?.[wrong[0]] ?? "∅"}</span> ≠ {wrong[1]}
                </span>
              ) : (
                <span className="text-[12px] text-soft">
                  <span className="font-mono">{ports.length > 0 ? `${address}:${ports.join(",")}` : address}</span>{" "}
                  {ready ? t("getsRequests") : t("notReadyYet")}
                </span>
              )}
              {!wrong && unnamed.length > 0 && (
                <span className="w-full pl-4 text-[12px] text-pending break-keep" data-testid="unnamed-port">
                  {t("unnamedPort", { port: unnamed.join(", "), named: named.join(", ") })}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
