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
  const isNear = ({ matched, slip }: Member): boolean => matched > 0 || slip !== undefined;
  const near = members.filter((member) => member.wrong !== undefined && isNear(member));
  const outside = members.filter((member) => member.wrong !== undefined && !isNear(member));
  // Where some are chosen a near label is another's.
  const slips = inside.length === 0 ? slipsOf(near) : [];
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
          {slips.map(({ wanted, own, count }) => (
            <p key={`${wanted} ${own}`} className="mt-1 break-keep" data-testid="slip">
              {t.rich("slip", {
                wanted,
                own,
                count,
                m: (text) => <span className="font-mono text-[12px] break-all">{text}</span>,
              })}
            </p>
          ))}
          {slips.length === 0 && (
            <p className="mt-1 text-soft break-keep">{near.length > 0 ? t("nearMiss") : t("noNearMiss")}</p>
          )}
        </div>
      )}
      <Group title={t("in", { count: inside.length })} members={inside} />
      <Group title={t("nearly", { count: near.length })} members={near} />
      <Group title={t("out", { count: outside.length })} members={outside} />
    </div>
  );
}

interface Slip {
  readonly wanted: string;
  readonly own: string;
  /** Pods that have it so. */
  readonly count: number;
}

function slipsOf(members: readonly Member[]): readonly Slip[] {
  const slips = new Map<string, Slip>();
  for (const { wrong, slip } of members) {
    if (!wrong || !slip) continue;
    const [wanted, own] = [wrong.join("="), slip.join("=")];
    const key = `${wanted} ${own}`;
    slips.set(key, { wanted, own, count: (slips.get(key)?.count ?? 0) + 1 });
  }
  return [...slips.values()];
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
