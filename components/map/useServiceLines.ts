"use client";
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import type { EndpointSlice } from "../../server/protocol/kubernetes/index.ts";
import { type Box, type LineRequest, type ServiceLine, serviceLines } from "./serviceLines.ts";

/**
 * Lines from Services to endpoints in the frame's coordinates, drawn again when the layout is another. Places are read by
 * `offsetLeft` and the like: these know nothing of the transforms by which cards glide.
 */
export function useServiceLines(
  frame: RefObject<HTMLDivElement | null>,
  slices: readonly EndpointSlice[],
  layout: unknown,
): readonly ServiceLine[] {
  const [lines, setLines] = useState<readonly ServiceLine[]>([]);
  const [size, setSize] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize((count) => count + 1));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  // oxlint-disable-next-line react/exhaustive-deps -- `size` and `layout` stand for what the effect reads from the page
  useLayoutEffect(() => {
    const element = frame.current;
    if (element) setLines(serviceLines(requestsOf(element, slices)));
  }, [frame, slices, layout, size]);
  return lines;
}

function requestsOf(frame: HTMLElement, slices: readonly EndpointSlice[]): LineRequest[] {
  const pills = byAttribute(frame, "data-service");
  const cards = byAttribute(frame, "data-pod");
  const requests: LineRequest[] = [];
  for (const slice of slices) {
    const service = `${slice.metadata.namespace}/${slice.metadata.labels?.["kubernetes.io/service-name"]}`;
    const pill = pills.get(service);
    if (!pill) continue;
    for (const { targetRef, conditions } of slice.endpoints ?? []) {
      const card = cards.get(`${targetRef?.namespace}/${targetRef?.name}`);
      const node = card?.closest<HTMLElement>("[data-node]");
      if (!card || !node) continue;
      requests.push({
        id: `${slice.metadata.uid}-${targetRef?.uid}`,
        service,
        pill: boxOf(pill, frame),
        card: boxOf(card, frame),
        node: boxOf(node, frame),
        ready: conditions?.ready !== false,
      });
    }
  }
  return requests;
}

function byAttribute(frame: HTMLElement, attribute: string): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>();
  for (const element of frame.querySelectorAll<HTMLElement>(`[${attribute}]`)) {
    found.set(element.getAttribute(attribute) ?? "", element);
  }
  return found;
}

/** Where an element stands in the frame, gliding or not. */
export function boxOf(element: HTMLElement, frame: HTMLElement): Box {
  let [left, top] = [0, 0];
  for (let at: HTMLElement | null = element; at && at !== frame; at = at.offsetParent as HTMLElement | null) {
    left += at.offsetLeft;
    top += at.offsetTop;
  }
  return { left, top, width: element.offsetWidth, height: element.offsetHeight };
}
