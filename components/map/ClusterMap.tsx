"use client";
/**
 * The map: pods that wait on top, Services below them, then nodes as boxes with their pods. Each Service has a line to each
 * of its endpoints (serviceLines.ts). Cards come (PodCard.tsx), glide (useGlide.ts) and go (useDeparted.ts).
 */
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import type { EndpointSlice, Node, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { LABS } from "../editor/labs.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useObjects, useRoom, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { moveFocus } from "./moveFocus.ts";
import { NodeBox } from "./NodeBox.tsx";
import { PodCards } from "./PodCards.tsx";
import { ServicePill } from "./ServicePill.tsx";
import { useDeparted } from "./useDeparted.ts";
import { useGlide } from "./useGlide.ts";
import { useServiceLines } from "./useServiceLines.ts";

export function ClusterMap() {
  const { openEditor: onEdit } = useFrame();
  const t = useTranslations("map");
  const { phase } = useRoom();
  const { namespace, selection } = useRoomView();
  const nodes = useObjects<Node>("nodes", true);
  const allPods = useObjects<Pod>("pods", true);
  const everyService = useObjects<Service>("services");
  const slices = useObjects<EndpointSlice>("endpointslices.discovery.k8s.io");
  const [hovered, setHovered] = useState<Service | undefined>();
  const frame = useRef<HTMLDivElement>(null);
  const services = useMemo(() => everyService.filter(({ spec }) => spec.selector), [everyService]);
  const departed = useDeparted(allPods);
  const shown = useMemo(() => {
    const inView = ({ metadata }: Pod): boolean => namespace === "" || metadata.namespace === namespace;
    return [...allPods.filter(inView), ...departed.filter(inView)];
  }, [allPods, departed, namespace]);
  const byNode = useMemo(() => groupByNode(shown), [shown]);
  const lit = hovered ?? services.find((service) => selection?.resource === "services" && isAt(service, selection));
  const layout = useMemo(() => ({ shown, services, nodes }), [shown, services, nodes]);
  const lines = useServiceLines(frame, slices, layout);
  useGlide(frame, layout);
  const waiting = byNode.get("") ?? [];
  const ordered = [...nodes].sort((left, right) => Number(isControlPlane(left)) - Number(isControlPlane(right)));
  const litKey = lit && `${lit.metadata.namespace}/${lit.metadata.name}`;

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrow keys are a shortcut between buttons that Tab reaches
    <div
      ref={frame}
      data-testid="map"
      className="relative isolate flex h-full flex-col overflow-auto p-4"
      onKeyDown={(event) => frame.current && moveFocus(frame.current, event.key) && event.preventDefault()}
    >
      {waiting.length > 0 && (
        <section
          className="mb-3 rounded-panel border border-dashed border-line-strong px-3 pt-2 pb-3"
          aria-label={t("waiting")}
        >
          <h3 className="mb-1.5 text-[12px] text-soft">{t("waiting")}</h3>
          <PodCards pods={waiting} departed={departed} lit={lit} wide />
        </section>
      )}
      {services.length > 0 && (
        <ul
          className="relative z-20 mb-9 flex flex-wrap justify-center gap-x-8 gap-y-2"
          aria-label="Services"
          style={{ marginBottom: 28 + Math.min(services.length, 6) * 6 }}
        >
          {services.map((service) => (
            <ServicePill
              key={service.metadata.uid}
              service={service}
              slices={slices}
              dimmed={lit !== undefined && lit !== service}
              onHover={setHovered}
            />
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-stretch gap-4">
        {ordered.map((node) => (
          <NodeBox
            key={node.metadata.uid}
            node={node}
            pods={byNode.get(node.metadata.name) ?? []}
            departed={departed}
            everyPod={allPods}
            quiet={isControlPlane(node)}
            lit={lit}
          />
        ))}
      </div>
      <svg
        aria-hidden
        className="pointer-events-none absolute inset-0 z-[1] size-full overflow-visible"
        data-testid="service-lines"
      >
        {lines.map(({ id, service, path, end, ready }) => (
          <g
            key={id}
            data-line={service}
            className={`drawn ${ready ? "text-running" : "text-pending"}`}
            opacity={litKey && litKey !== service ? 0.18 : 1}
          >
            <path
              d={path}
              fill="none"
              stroke="currentColor"
              strokeWidth={litKey === service ? 2.25 : 1.5}
              strokeDasharray={ready ? undefined : "4 4"}
            />
            <circle
              cx={end[0]}
              cy={end[1]}
              r={3}
              fill={ready ? "currentColor" : "var(--raised)"}
              stroke="currentColor"
            />
          </g>
        ))}
      </svg>
      {phase === "live" && shown.length === 0 && (
        <div className="flex flex-1 flex-col items-center justify-center gap-3 py-8 text-center text-[14px] text-soft">
          <p className="break-keep">{t("empty")}</p>
          <Button look="primary" onClick={() => onEdit(LABS[0]?.yaml ?? "")}>
            {t("applyLab")}
          </Button>
        </div>
      )}
    </div>
  );
}

function groupByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = pod.spec.nodeName ?? "";
    const group = groups.get(node);
    if (group) group.push(pod);
    else groups.set(node, [pod]);
  }
  return groups;
}

function isAt(
  { metadata }: Service,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): boolean {
  return metadata.namespace === namespace && metadata.name === name;
}

function isControlPlane(node: Node): boolean {
  return node.metadata.labels?.["node-role.kubernetes.io/control-plane"] !== undefined;
}
