"use client";
import { useTranslations } from "next-intl";
import type { Node, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { selects } from "./ClusterMap.tsx";
import { PodCard } from "./PodCard.tsx";
import { amount, printCpu, printMemory } from "./quantities.ts";

export interface NodeBoxProps {
  readonly node: Node;
  /** The pods in view, and all there are: gauges count those of every namespace. */
  readonly pods: readonly Pod[];
  readonly everyPod: readonly Pod[];
  readonly quiet: boolean;
  readonly lit: Service | undefined;
}

/** A node: its width follows its memory; two gauges show what is requested of it. */
export function NodeBox({ node, pods, everyPod, quiet, lit }: NodeBoxProps) {
  const t = useTranslations("map");
  const { select, selection } = useRoomView();
  const { name } = node.metadata;
  const { allocatable } = node.status ?? {};
  const own = everyPod.filter(({ spec, status }) => spec.nodeName === name && status?.phase !== "Succeeded" && status?.phase !== "Failed");
  const requested = (resource: "cpu" | "memory"): number => own.reduce((sum, { spec }) => sum + spec.containers.reduce((inner, container) => inner + amount(container.resources?.requests?.[resource]), 0), 0);
  const memory = amount(allocatable?.memory);
  const ready = node.status?.conditions?.find(({ type }) => type === "Ready")?.status === "True";
  const chosen = selection?.resource === "nodes" && selection.name === name;
  return (
    <section
      aria-label={name}
      style={{ flexGrow: quiet ? 0 : Math.max(1, memory / 2 ** 30), flexBasis: quiet ? 200 : 260 }}
      className={`flex min-w-0 flex-col rounded-panel border p-3 ${chosen ? "border-accent" : "border-line"} ${quiet ? "bg-transparent" : "bg-panel"}`}
    >
      <header className="mb-2 flex items-baseline justify-between gap-2">
        <button type="button" onClick={() => select({ resource: "nodes", namespace: "", name })} className="truncate font-mono text-[13px] font-semibold hover:text-accent" title={name}>
          {name}
        </button>
        <span className={`shrink-0 text-[11px] ${ready ? "text-faint" : "text-failing"}`}>{ready ? (quiet ? t("controlPlane") : "") : `✕ ${t("notReady")}`}</span>
      </header>
      <Gauge label={t("cpu")} used={requested("cpu")} capacity={amount(allocatable?.cpu)} print={printCpu} />
      <Gauge label={t("memory")} used={requested("memory")} capacity={memory} print={printMemory} />
      <ul className="mt-3 flex flex-1 flex-wrap content-start gap-2">
        {pods.map((pod) => (
          <PodCard key={pod.metadata.uid} pod={pod} lit={selects(lit, pod)} />
        ))}
      </ul>
    </section>
  );
}

function Gauge({ label, used, capacity, print }: { readonly label: string; readonly used: number; readonly capacity: number; readonly print: (value: number) => string }) {
  const t = useTranslations("map");
  const share = capacity === 0 ? 0 : Math.min(1, used / capacity);
  return (
    <div className="flex items-center gap-2 text-[11px] text-soft" title={`${label}: ${t("requested")} ${print(used)} / ${print(capacity)}`}>
      <span className="w-10 shrink-0">{label}</span>
      <span className="h-1.5 min-w-6 flex-1 overflow-hidden rounded-full bg-line">
        <span className="block h-full rounded-full bg-info transition-[width] duration-200" style={{ width: `${share * 100}%` }} />
      </span>
      <span className="shrink-0 font-mono tabular-nums">
        {print(used)}/{print(capacity)}
      </span>
    </div>
  );
}
