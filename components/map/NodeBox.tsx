"use client";
import { ShipWheel } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { Node } from "../../server/protocol/kubernetes/index.ts";
import type { Selection } from "../room/view.ts";
import type { Detail } from "./camera.ts";
import { Gauge } from "./Gauge.tsx";
import type { PlacedNode } from "./layout/nodeLayout.ts";
import { isControlPlane, isReady } from "./nodes.ts";
import type { NodeSums } from "./nodeSums.ts";
import { GLYPHS, type PodLook, TEXT_COLOUR } from "./podLook.ts";
import { amount, printCpu, printMemory } from "./quantities.ts";
import type { Usage } from "./useUsage.ts";

export interface NodeBoxProps {
  readonly node: Node;
  readonly box: PlacedNode;
  /** Of all pods on it, whatever namespace is in view. */
  readonly sums: NodeSums;
  readonly usage: Usage | undefined;
  readonly detail: Detail;
  /** Looked at from afar: gauges without words. */
  readonly far: boolean;
  readonly chosen: boolean;
  readonly outline: string | undefined;
  onSelect(selection: Selection): void;
}

/** A node: its area follows its capacity. At its lower edge its name and what is asked and used of it. */
export const NodeBox = memo(function NodeBox({
  node,
  box,
  sums,
  usage,
  detail,
  far,
  chosen,
  outline,
  onSelect,
}: NodeBoxProps) {
  const t = useTranslations("map");
  const { name } = node.metadata;
  const { allocatable } = node.status ?? {};
  const quiet = isControlPlane(node);
  const ready = isReady(node);
  const notes = [node.spec?.unschedulable && t("cordoned"), !ready && `✕ ${t("notReady")}`].filter(Boolean).join(" · ");
  return (
    <div
      role="group"
      aria-label={name}
      data-node={name}
      style={{
        transform: `translate(${box.left}px, ${box.top}px)`,
        width: box.width,
        height: box.height,
        ...(outline ? { boxShadow: `0 0 0 2px ${outline}` } : {}),
      }}
      className={`map-node ${chosen ? "border-accent" : ready ? "border-line" : "border-failing"} ${quiet ? "border-dashed" : "bg-panel"} ${node.spec?.unschedulable ? "hatched-faint" : ""}`}
    >
      {detail === "numbers" && (
        <p className="map-numbers" aria-hidden>
          {(Object.entries(sums.states) as [PodLook["colour"], number][]).map(([colour, count]) => (
            <span key={colour} className={TEXT_COLOUR[colour]}>
              {GLYPHS[colour]} {count}
            </span>
          ))}
        </p>
      )}
      <footer className="map-footer" data-far={far || undefined}>
        <div className="map-footer-head">
          <button
            type="button"
            aria-pressed={chosen}
            onClick={() => onSelect({ resource: "nodes", namespace: "", name })}
            className={`max-w-full shrink-0 truncate rounded font-mono text-[13px] font-semibold hover:text-accent ${quiet ? "text-soft" : ""}`}
            title={name}
          >
            {name}
          </button>
          {quiet && !far && (
            <span
              className="flex min-w-0 items-center gap-1 self-center text-[12px] text-faint"
              title={t("controlPlane")}
            >
              <ShipWheel size={12} aria-hidden className="shrink-0" />
              <span className="map-role">{t("controlPlane")}</span>
            </span>
          )}
          {notes !== "" && (
            <span
              title={notes}
              className={`min-w-0 truncate text-[12px] ${far && ready ? "hidden" : ""} ${ready ? "text-faint" : "text-failing"}`}
            >
              {notes}
            </span>
          )}
        </div>
        <Gauge
          far={far}
          label={t("cpu")}
          asked={sums.cpu.requested}
          limit={sums.cpu.limit}
          used={usage?.cpu}
          capacity={amount(allocatable?.cpu)}
          print={printCpu}
        />
        <Gauge
          far={far}
          label={t("memory")}
          asked={sums.memory.requested}
          limit={sums.memory.limit}
          used={usage?.memory}
          capacity={amount(allocatable?.memory)}
          print={printMemory}
        />
      </footer>
    </div>
  );
});
