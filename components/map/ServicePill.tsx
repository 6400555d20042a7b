"use client";
import { useTranslations } from "next-intl";
import type { EndpointSlice, Service } from "../../server/protocol/kubernetes/index.ts";
import { useRoomView } from "../room/RoomContext.tsx";

export interface ServicePillProps {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  /** Another Service is pointed at. */
  readonly dimmed: boolean;
  onHover(service: Service | undefined): void;
}

/** A Service with its selector; pointing at it lights the pods it selects. */
export function ServicePill({ service, slices, dimmed, onHover }: ServicePillProps) {
  const t = useTranslations("map");
  const { select, selection } = useRoomView();
  const { name, namespace = "" } = service.metadata;
  const endpoints = slices
    .filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.["kubernetes.io/service-name"] === name,
    )
    .flatMap((slice) => slice.endpoints ?? []);
  const chosen = selection?.resource === "services" && selection.name === name && selection.namespace === namespace;
  return (
    <li className="arrives min-w-0">
      <button
        type="button"
        data-service={`${namespace}/${name}`}
        aria-pressed={chosen}
        onClick={() => select({ resource: "services", namespace, name })}
        onMouseEnter={() => onHover(service)}
        onMouseLeave={() => onHover(undefined)}
        onFocus={() => onHover(service)}
        onBlur={() => onHover(undefined)}
        className={`flex max-w-full flex-wrap items-center gap-x-2 rounded-full border px-3 py-1 text-[12px] transition-[border-color,background-color] duration-150 ${chosen ? "border-accent bg-accent-soft" : "border-line-strong bg-raised hover:border-ink-soft"} ${dimmed ? "border-line" : ""}`}
      >
        <span className="font-mono font-semibold">{name}</span>
        <span className="font-mono text-soft">
          {Object.entries(service.spec.selector ?? {})
            .map(([key, value]) => `${key}=${value}`)
            .join(", ")}
        </span>
        <span
          className={endpoints.length === 0 ? "text-failing" : "text-running"}
          title={t("endpointCount", { count: endpoints.length })}
        >
          {endpoints.length === 0 ? t("none") : `→ ${endpoints.length}`}
        </span>
      </button>
    </li>
  );
}
