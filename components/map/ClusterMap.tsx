"use client";
/**
 * The map: nodes as boxes, pods inside, Services above with a line to each of their endpoints. Lines are drawn from where
 * the cards really stand, after each layout.
 */
import { useTranslations } from "next-intl";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { EndpointSlice, Node, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { LABS } from "../editor/labs.ts";
import { useObjects, useRoom, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { NodeBox } from "./NodeBox.tsx";
import { PodCard } from "./PodCard.tsx";
import { ServicePill } from "./ServicePill.tsx";

interface Line {
  readonly id: string;
  readonly path: string;
  readonly ready: boolean;
}

export function ClusterMap({ onEdit }: { readonly onEdit: (yaml: string) => void }) {
  const t = useTranslations("map");
  const { phase } = useRoom();
  const { namespace } = useRoomView();
  const nodes = useObjects<Node>("nodes", true);
  const allPods = useObjects<Pod>("pods", true);
  const services = useObjects<Service>("services").filter(({ spec }) => spec.selector);
  const slices = useObjects<EndpointSlice>("endpointslices.discovery.k8s.io");
  const [lit, setLit] = useState<Service | undefined>();
  const frame = useRef<HTMLDivElement>(null);
  const pods = useMemo(() => (namespace === "" ? allPods : allPods.filter(({ metadata }) => metadata.namespace === namespace)), [allPods, namespace]);
  const byNode = useMemo(() => {
    const groups = new Map<string, Pod[]>();
    for (const pod of pods) {
      const node = pod.spec.nodeName ?? "";
      groups.set(node, [...(groups.get(node) ?? []), pod]);
    }
    return groups;
  }, [pods]);
  const lines = useLines(frame, slices, pods);
  const waiting = byNode.get("") ?? [];
  const ordered = [...nodes].sort((left, right) => Number(isControlPlane(left)) - Number(isControlPlane(right)));

  return (
    <div ref={frame} className="relative min-h-full p-4">
      <svg aria-hidden className="pointer-events-none absolute inset-0 size-full overflow-visible">
        {lines.map(({ id, path, ready }) => (
          <path key={id} d={path} fill="none" stroke={ready ? "var(--running)" : "var(--pending)"} strokeWidth={1.5} strokeDasharray={ready ? undefined : "4 4"} className="transition-all duration-200 ease-out" />
        ))}
      </svg>
      <ul className="relative mb-8 flex min-h-8 flex-wrap justify-center gap-x-10 gap-y-3">
        {services.map((service) => (
          <ServicePill key={service.metadata.uid} service={service} slices={slices} onHover={setLit} />
        ))}
      </ul>
      {waiting.length > 0 && (
        <section className="mb-4 rounded-panel border border-dashed border-line-strong p-3" aria-label={t("waiting")}>
          <h3 className="mb-2 text-[12px] text-soft">{t("waiting")}</h3>
          <ul className="flex flex-wrap gap-2">
            {waiting.map((pod) => (
              <PodCard key={pod.metadata.uid} pod={pod} lit={selects(lit, pod)} />
            ))}
          </ul>
        </section>
      )}
      <div className="flex flex-wrap items-stretch gap-4">
        {ordered.map((node) => (
          <NodeBox key={node.metadata.uid} node={node} pods={byNode.get(node.metadata.name) ?? []} everyPod={allPods} quiet={isControlPlane(node)} lit={lit} />
        ))}
      </div>
      {phase === "live" && pods.length === 0 && (
        <div className="mt-8 flex flex-col items-center gap-3 text-[13px] text-soft">
          <p>{t("empty")}</p>
          <Button onClick={() => onEdit(LABS[0]?.yaml ?? "")}>{t("applyLab")}</Button>
        </div>
      )}
    </div>
  );
}

export function selects(service: Service | undefined, pod: Pod): boolean {
  if (!service?.spec.selector || service.metadata.namespace !== pod.metadata.namespace) return false;
  return Object.entries(service.spec.selector).every(([key, value]) => pod.metadata.labels?.[key] === value);
}

function isControlPlane(node: Node): boolean {
  return node.metadata.labels?.["node-role.kubernetes.io/control-plane"] !== undefined;
}

/** Lines from Services to endpoints, in the frame's coordinates; drawn again when anything moves. */
function useLines(frame: React.RefObject<HTMLDivElement | null>, slices: readonly EndpointSlice[], pods: readonly Pod[]): readonly Line[] {
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [size, setSize] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize((count) => count + 1));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  // biome-ignore lint: `size` and `pods` stand for the layout, which the effect reads from the page
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const origin = element.getBoundingClientRect();
    const next: Line[] = [];
    for (const slice of slices) {
      const name = slice.metadata.labels?.["kubernetes.io/service-name"];
      const from = element.querySelector(`[data-service="${slice.metadata.namespace}/${name}"]`)?.getBoundingClientRect();
      if (!from) continue;
      for (const endpoint of slice.endpoints ?? []) {
        const target = endpoint.targetRef;
        const to = target && element.querySelector(`[data-pod="${target.namespace}/${target.name}"]`)?.getBoundingClientRect();
        if (!to) continue;
        const [x1, y1] = [from.left + from.width / 2 - origin.left, from.bottom - origin.top];
        const [x2, y2] = [to.left + to.width / 2 - origin.left, to.top - origin.top];
        const bend = Math.max(20, (y2 - y1) / 2);
        next.push({ id: `${slice.metadata.uid}-${target.uid}`, path: `M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`, ready: endpoint.conditions?.ready !== false });
      }
    }
    setLines(next);
  }, [frame, slices, pods, size]);
  return lines;
}
