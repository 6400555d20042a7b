"use client";
import { memo } from "react";
import type { Detail } from "./camera.ts";
import { useLineChanges } from "./useLineChanges.ts";
import { curvedPath, type MapLine, roundedPath } from "./layout/lines.ts";

export interface MapLinesProps {
  readonly lines: readonly MapLine[];
  readonly owners: readonly MapLine[];
  /** From Ingresses to their Services. */
  readonly routes: readonly MapLine[];
  /** One pill's lines stand out, the others step back. */
  readonly from: string | undefined;
  readonly whole: boolean;
  readonly detail: Detail;
}

/** The lines of the map. They change their way as cards glide, and are as thick from afar as from near. */
export const MapLines = memo(function MapLines({ lines, owners, routes, from, whole, detail }: MapLinesProps) {
  const { fresh, leaving } = useLineChanges(lines, whole);
  return (
    <svg aria-hidden className="map-lines" data-testid="service-lines">
      {owners.map(({ id, from: pill, points }) => (
        <path
          key={id}
          d={roundedPath(points)}
          className={`map-line text-ink-soft ${from && from !== pill ? "stepped-back" : ""}`}
          strokeWidth={1}
          data-owner-line={pill}
        />
      ))}
      {routes.map(({ id, points, ready }) => (
        <path
          key={id}
          d={curvedPath(points)}
          className={`map-line ${ready ? "text-info" : "text-failing"}`}
          strokeWidth={1.5}
          strokeDasharray={ready ? undefined : "4 4"}
        />
      ))}
      {leaving.map(({ id, points }) => (
        <path
          key={`${id} gone`}
          d={whole ? curvedPath(points) : roundedPath(points)}
          className="map-line line-goes text-ending"
          strokeWidth={2.25}
          strokeDasharray="4 4"
          data-leaving
        />
      ))}
      {lines.map(({ id, from: pill, points, ready, count }) => {
        const end = points[points.length - 1] ?? [0, 0];
        const strong = from === pill;
        return (
          <g
            key={id}
            data-line={pill}
            className={`drawn ${fresh.has(id) ? "line-comes" : ""} ${ready ? "text-running" : "text-pending"} ${from && !strong ? "stepped-back" : ""}`}
          >
            <path
              d={whole ? curvedPath(points) : roundedPath(points)}
              className="map-line"
              strokeWidth={(strong ? 2.25 : 1.5) + (whole ? Math.min(2.5, Math.log2(count) / 2) : 0)}
              strokeDasharray={ready ? undefined : "4 4"}
            />
            {detail === "cards" && (
              <circle
                cx={end[0]}
                cy={end[1]}
                r={3}
                fill={ready ? "currentColor" : "var(--raised)"}
                stroke="currentColor"
              />
            )}
          </g>
        );
      })}
    </svg>
  );
});
