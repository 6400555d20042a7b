"use client";
import { useTranslations } from "next-intl";
import type { EndpointSlice, Service } from "../../server/protocol/kubernetes/index.ts";
import { useRoomView } from "../room/RoomContext.tsx";

/** A Service with its selector; hovering lights the pods it selects. */
export function ServicePill({ service, slices, onHover }: { readonly service: Service; readonly slices: readonly EndpointSlice[]; readonly onHover: (service: Service | undefined) => void }) {
  const t = useTranslations("map");
  const { select, selection } = useRoomView();
  const { name, namespace = "" } = service.metadata;
  const endpoints = slices.filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.["kubernetes.io/service-name"] === name).flatMap((slice) => slice.endpoints ?? []);
  const chosen = selection?.resource === "services" && selection.name === name;
  return (
    <li className="arrives">
      <button
        type="button"
        data-service={`${namespace}/${name}`}
        onClick={() => select({ resource: "services", namespace, name })}
        onMouseEnter={() => onHover(service)}
        onMouseLeave={() => onHover(undefined)}
        onFocus={() => onHover(service)}
        onBlur={() => onHover(undefined)}
        className={`flex items-center gap-2 rounded-full border bg-raised px-3 py-1 ${chosen ? "border-accent" : "border-line-strong"}`}
      >
        <span className="font-mono text-[12px] font-semibold">{name}</span>
        <span className="font-mono text-[11px] text-soft">
          {Object.entries(service.spec.selector ?? {}).map(([key, value]) => `${key}=${value}`).join(", ")}
        </span>
        <span className={`text-[11px] ${endpoints.length === 0 ? "text-failing" : "text-running"}`}>{endpoints.length === 0 ? t("none") : endpoints.length}</span>
      </button>
    </li>
  );
}
