"use client";
import { useTranslations } from "next-intl";
import type { Node, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { PodCards } from "./PodCards.tsx";
import { amount, printCpu, printMemory } from "./quantities.ts";
import { GUTTER } from "./serviceLines.ts";

export interface NodeBoxProps {
  readonly node: Node;
  /** The pods in view, and all there are: gauges count those of every namespace. */
  readonly pods: readonly Pod[];
  readonly departed: readonly Pod[];
  readonly everyPod: readonly Pod[];
  readonly quiet: boolean;
  readonly lit: Service | undefined;
}

/** A node: its width follows its memory. Pods stand on a shelf with its name and two gauges of what is requested of it. */
export function NodeBox({ node, pods, departed, everyPod, quiet, lit }: NodeBoxProps) {
  const t = useTranslations("map");
  const { select, selection } = useRoomView();
  const { name } = node.metadata;
  const { allocatable } = node.status ?? {};
  const own = everyPod.filter(
    ({ spec, status }) => spec.nodeName === name && status?.phase !== "Succeeded" && status?.phase !== "Failed",
  );
  const requested = (resource: "cpu" | "memory"): number =>
    own.reduce(
      (sum, { spec }) =>
        sum +
        spec.containers.reduce((inner, container) => inner + amount(container.resources?.requests?.[resource]), 0),
      0,
    );
  const memory = amount(allocatable?.memory);
  const ready = node.status?.conditions?.find(({ type }) => type === "Ready")?.status === "True";
  const chosen = selection?.resource === "nodes" && selection.name === name;
  const notes = [quiet && t("controlPlane"), node.spec?.unschedulable && t("cordoned"), !ready && `✕ ${t("notReady")}`]
    .filter(Boolean)
    .join(" · ");
  return (
    <section
      aria-label={name}
      data-node={name}
      style={{ flexGrow: quiet ? 0 : Math.max(1, memory / 2 ** 30), flexBasis: quiet ? 168 : 300 }}
      className={`relative flex min-h-44 min-w-0 flex-col rounded-panel border max-sm:min-h-0 max-sm:grow ${chosen ? "border-accent" : "border-line"} ${quiet ? "bg-transparent" : "bg-panel"}`}
    >
      <div className="flex-1 pt-3 pr-3 pb-3" style={{ paddingLeft: GUTTER + 2 }}>
        <PodCards pods={pods} departed={departed} lit={lit} />
      </div>
      <footer className="flex flex-col gap-0.5 border-t border-line px-3 pt-1.5 pb-2">
        <div className="mb-0.5 flex flex-wrap items-baseline justify-between gap-x-2">
          <button
            type="button"
            aria-pressed={chosen}
            onClick={() => select({ resource: "nodes", namespace: "", name })}
            className="rounded font-mono text-[13px] font-semibold break-all hover:text-accent"
          >
            {name}
          </button>
          <span className={`text-[12px] ${ready ? "text-faint" : "text-failing"}`}>{notes}</span>
        </div>
        <Gauge label={t("cpu")} used={requested("cpu")} capacity={amount(allocatable?.cpu)} print={printCpu} />
        <Gauge label={t("memory")} used={requested("memory")} capacity={memory} print={printMemory} />
      </footer>
    </section>
  );
}

interface GaugeProps {
  readonly label: string;
  readonly used: number;
  readonly capacity: number;
  print(value: number): string;
}

function Gauge({ label, used, capacity, print }: GaugeProps) {
  const t = useTranslations("map");
  const share = capacity === 0 ? 0 : Math.min(1, used / capacity);
  return (
    <div
      className="flex items-center gap-2 text-[12px] leading-[18px] text-soft"
      title={`${label}: ${t("requested")} ${print(used)} / ${print(capacity)}`}
    >
      <span className="w-11 shrink-0">{label}</span>
      <span className="h-1 min-w-4 flex-1 overflow-hidden rounded-full bg-line">
        <span
          className="block h-full rounded-full bg-info transition-[width] duration-200"
          style={{ width: `${share * 100}%` }}
        />
      </span>
      <span className="shrink-0 font-mono tabular-nums">
        {print(used)}/{print(capacity)}
      </span>
    </div>
  );
}
