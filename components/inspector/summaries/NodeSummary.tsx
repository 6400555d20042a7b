"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Node, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { Gauge } from "../../map/Gauge.tsx";
import { isReady } from "../../map/nodes.ts";
import { NO_SUMS, nodeSums } from "../../map/nodeSums.ts";
import { podLook, TEXT_COLOUR } from "../../map/podLook.ts";
import { amount, printCpu, printMemory } from "../../map/quantities.ts";
import { useDo } from "../../room/doing/DoingContext.tsx";
import { useRights } from "../../room/rights/useRights.ts";
import { useObjects } from "../../room/RoomContext.tsx";
import type { Selection } from "../../room/view.ts";
import { Button } from "../../ui/controls.tsx";
import { Conditions } from "../Conditions.tsx";
import { CurlForm } from "../CurlForm.tsx";
import { Facts, ObjectLink, Section } from "../Section.tsx";

export function NodeSummary({ node, selection }: { readonly node: Node; readonly selection: Selection }) {
  const t = useTranslations("inspector");
  const map = useTranslations("map");
  const act = useDo();
  const whyNot = useRights()({ verb: "patch", ...selection });
  const all = useObjects<Pod>("pods", true);
  const pods = useMemo(() => all.filter(({ spec }) => spec.nodeName === node.metadata.name), [all, node]);
  const sums = nodeSums(pods).get(node.metadata.name) ?? NO_SUMS;
  const { allocatable, nodeInfo, addresses } = node.status ?? {};
  const off = node.spec?.unschedulable === true;
  const ready = isReady(node);
  return (
    <>
      <div className="flex items-center justify-between gap-2">
        <p className={`text-[16px] font-semibold ${ready ? "text-running" : "text-failing"}`}>
          <span aria-hidden>{ready ? "●" : "✕"}</span> {ready ? "Ready" : "NotReady"}
          {off && <span className="text-ending"> · SchedulingDisabled</span>}
        </p>
        <Button disabled={whyNot !== undefined} title={whyNot} onClick={() => act.cordon(selection, node, !off)}>
          {t(off ? "uncordon" : "cordon")}
        </Button>
      </div>
      <div className="flex flex-col gap-1">
        <Gauge
          far={false}
          label={map("cpu")}
          asked={sums.cpu.requested}
          limit={sums.cpu.limit}
          used={undefined}
          capacity={amount(allocatable?.cpu)}
          print={printCpu}
        />
        <Gauge
          far={false}
          label={map("memory")}
          asked={sums.memory.requested}
          limit={sums.memory.limit}
          used={undefined}
          capacity={amount(allocatable?.memory)}
          print={printMemory}
        />
      </div>
      <Facts
        facts={[
          ["Pods", `${pods.length}/${allocatable?.["pods"] ?? "–"}`],
          [t("address"), addresses?.map(({ address }) => address).join(", ")],
          [t("version"), nodeInfo?.kubeletVersion],
          ["Pod CIDR", node.spec?.podCIDR],
          [
            "Taints",
            (node.spec?.taints ?? [])
              .map(({ key, value, effect }) => `${key}${value ? `=${value}` : ""}:${effect}`)
              .join(", "),
          ],
        ]}
      />
      <Section title={`Pods (${pods.length})`}>
        <ul className="flex flex-col gap-0.5">
          {pods.slice(0, 60).map((pod) => {
            const look = podLook(pod);
            const { namespace = "", name, uid } = pod.metadata;
            const cpu = pod.spec.containers.reduce(
              (sum, { resources }) => sum + amount(resources?.requests?.["cpu"]),
              0,
            );
            const memory = pod.spec.containers.reduce(
              (sum, { resources }) => sum + amount(resources?.requests?.["memory"]),
              0,
            );
            return (
              <li key={uid} className="flex items-baseline gap-2">
                <span aria-hidden className={TEXT_COLOUR[look.colour]}>
                  {look.glyph}
                </span>
                <ObjectLink target={{ resource: "pods", namespace, name }} className="min-w-0 flex-1" />
                <span className="shrink-0 font-mono text-[12px] text-soft">
                  {cpu > 0 || memory > 0 ? `${printCpu(cpu)} · ${printMemory(memory)}` : "–"}
                </span>
              </li>
            );
          })}
        </ul>
      </Section>
      <Conditions object={node} />
      <CurlForm selection={selection} initial="" initialOutside="" />
    </>
  );
}
