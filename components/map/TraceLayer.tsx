"use client";
/** A request on its way: a dot runs from hop to hop over the map; where it fails it stops, turns red and says why. */
import { useEffect, useMemo, useState } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import type { Point } from "./layout/lines.ts";
import type { MapLayout } from "./layout/mapLayout.ts";
import { onTrace, type ShownTrace } from "./traces.ts";
import { tracePoints } from "./tracePoints.ts";

/** From hop to hop, ms. */
const HOP_MS = 420;
const LINGER_MS = 2_600;

export function TraceLayer({ layout, pods }: { readonly layout: MapLayout; readonly pods: readonly Pod[] }) {
  const [trace, setTrace] = useState<ShownTrace | undefined>();
  const [at, setAt] = useState(0);
  useEffect(
    () =>
      onTrace((shown) => {
        setTrace(shown);
        setAt(0);
      }),
    [],
  );
  const points = useMemo(() => (trace ? tracePoints(trace, { layout, pods }) : []), [trace, layout, pods]);
  const last = points.length - 1;
  useEffect(() => {
    if (!trace || points.length === 0) return;
    const timer =
      at <= last ? setTimeout(() => setAt(at + 1), HOP_MS) : setTimeout(() => setTrace(undefined), LINGER_MS);
    return () => clearTimeout(timer);
  }, [trace, at, last, points.length]);
  if (!trace || points.length === 0) return null;
  const [x, y] = points[Math.min(at, last)] as Point;
  // The dot is under way to where it is told to be: what came of it is said when it is there.
  const arrived = at > last;
  const failed = arrived && trace.trace.error !== undefined;
  return (
    <>
      <svg aria-hidden className="map-lines z-40!">
        <polyline
          points={points
            .slice(0, at + 1)
            .map((point) => point.join(","))
            .join(" ")}
          className={`map-line ${failed ? "text-failing" : "text-accent"}`}
          strokeWidth={2}
          strokeDasharray="2 5"
          strokeLinecap="round"
        />
      </svg>
      <span
        data-testid="trace-dot"
        data-failed={failed || undefined}
        className={`map-dot ${failed ? "bg-failing" : "bg-accent"}`}
        style={{ transform: `translate(${x}px, ${y}px)` }}
      />
      {arrived && (
        <p
          role="status"
          className={`map-dot-label ${failed ? "text-failing" : "text-running"}`}
          data-side={x > layout.width / 2 ? "left" : "right"}
          style={{ transform: `translate(${x > layout.width / 2 ? x - 12 : x + 12}px, ${y + 8}px) scale(var(--k, 1))` }}
        >
          {failed ? `✕ ${trace.trace.error}` : `✓ ${trace.trace.response?.status ?? ""}`}
        </p>
      )}
    </>
  );
}
