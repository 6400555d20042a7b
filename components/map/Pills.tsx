"use client";
/** The pills of the map: Services with their selectors, Ingresses, owners. */
import { useTranslations } from "next-intl";
import { memo } from "react";
import type { Ingress, Service } from "../../server/protocol/kubernetes/index.ts";
import type { Selection } from "../room/view.ts";
import type { Box } from "./layout/boxes.ts";
import type { Lit } from "./lit.ts";
import type { OwnerChain } from "./owners.ts";

interface PillProps {
  readonly box: Box;
  readonly chosen: boolean;
  /** Another is pointed at. */
  readonly dimmed: boolean;
  readonly outline: string | undefined;
  onSelect(selection: Selection): void;
  onPoint(lit: Lit | undefined): void;
}

function place({ left, top, width, height }: Box): { readonly transform: string; width: number; height: number } {
  return { transform: `translate(${left}px, ${top}px)`, width, height };
}

const LOOK = "map-pill-body rounded-full border text-[12px] transition-[border-color,background-color] duration-150";

function tone(chosen: boolean, dimmed: boolean): string {
  if (chosen) return "border-accent bg-accent-soft";
  return dimmed ? "border-line bg-paper" : "border-line-strong bg-raised hover:border-ink-soft";
}

export interface ServicePillProps extends PillProps {
  readonly service: Service;
  readonly ready: number;
  readonly total: number;
}

/** A Service with its selector; pointing at it lights the pods it selects, at a label those that carry it. */
export const ServicePill = memo(function ServicePill(props: ServicePillProps) {
  const { service, ready, total, box, chosen, dimmed, outline, onSelect, onPoint } = props;
  const t = useTranslations("map");
  const { name, namespace = "" } = service.metadata;
  const selector = service.spec.selector ?? {};
  const all: Lit = { by: "labels", namespace, labels: selector };
  return (
    <li className="map-place map-pill" style={place(box)}>
      <button
        type="button"
        data-service={`${namespace}/${name}`}
        aria-pressed={chosen}
        onClick={() => onSelect({ resource: "services", namespace, name })}
        onPointerEnter={() => onPoint(all)}
        onPointerLeave={() => onPoint(undefined)}
        onFocus={() => onPoint(all)}
        onBlur={() => onPoint(undefined)}
        style={outline ? { boxShadow: `0 0 0 2px ${outline}` } : undefined}
        className={`${LOOK} ${tone(chosen, dimmed)}`}
      >
        <span className="sr-only">Service</span>
        <span className="truncate font-mono font-semibold" title={name}>
          {name}
        </span>
        {Object.entries(selector).map(([key, value]) => (
          <span
            key={key}
            className="shrink-0 rounded bg-accent-soft px-1.5 font-mono hover:bg-accent hover:text-accent-ink"
            onPointerEnter={() => onPoint({ by: "labels", namespace, labels: { [key]: value } })}
            onPointerLeave={() => onPoint(all)}
          >
            {key}={value}
          </span>
        ))}
        <span
          className={`shrink-0 font-mono ${total === 0 ? "text-failing" : ready === total ? "text-running" : "text-pending"}`}
          title={total === 0 ? t("none") : t("readyCount", { ready, total })}
        >
          <span aria-hidden>{total === 0 ? "✕ 0" : ready === total ? `→ ${total}` : `→ ${ready}/${total}`}</span>
          <span className="sr-only">{total === 0 ? t("none") : t("endpointCount", { count: total })}</span>
        </span>
      </button>
    </li>
  );
});

export interface IngressPillProps extends Omit<PillProps, "onPoint" | "dimmed"> {
  readonly ingress: Ingress;
}

export const IngressPill = memo(function IngressPill({ ingress, box, chosen, outline, onSelect }: IngressPillProps) {
  const { name, namespace = "" } = ingress.metadata;
  return (
    <li className="map-place map-pill" style={place(box)}>
      <button
        type="button"
        data-ingress={`${namespace}/${name}`}
        aria-pressed={chosen}
        onClick={() => onSelect({ resource: "ingresses.networking.k8s.io", namespace, name })}
        style={outline ? { boxShadow: `0 0 0 2px ${outline}` } : undefined}
        className={`${LOOK} rounded-control! ${tone(chosen, false)}`}
      >
        <span className="text-soft">Ingress</span>
        <span className="truncate font-mono font-semibold">{name}</span>
        {ingressHosts(ingress).map((host) => (
          <span key={host} className="shrink-0 font-mono text-soft">
            {host}
          </span>
        ))}
      </button>
    </li>
  );
});

/** The hosts of its rules, `*` for any. */
export function ingressHosts(ingress: Ingress): readonly string[] {
  const hosts = (ingress.spec.rules ?? []).map(({ host }) => host ?? "*");
  return [...new Set(hosts)].slice(0, 2);
}

export interface OwnerPillProps extends Omit<PillProps, "chosen"> {
  readonly chain: OwnerChain;
  readonly selection: Selection | undefined;
}

/** A chain of owners: each of its names can be chosen. */
export const OwnerPill = memo(function OwnerPill(props: OwnerPillProps) {
  const { chain, box, dimmed, outline, selection, onSelect, onPoint } = props;
  const lit: Lit = { by: "owner", uids: [chain.id] };
  return (
    <li className="map-place map-pill" style={place(box)}>
      <div
        className={`${LOOK} rounded-control! ${tone(false, dimmed)}`}
        style={outline ? { boxShadow: `0 0 0 2px ${outline}` } : undefined}
        onPointerEnter={() => onPoint(lit)}
        onPointerLeave={() => onPoint(undefined)}
      >
        {chain.links.map(({ target, kind, name }, index) => {
          const chosen =
            selection?.resource === target.resource &&
            selection.name === target.name &&
            selection.namespace === target.namespace;
          return (
            <span key={target.resource} className="flex min-w-0 items-center gap-1.5">
              {index > 0 && (
                <span aria-hidden className="text-faint">
                  →
                </span>
              )}
              <button
                type="button"
                data-owner={`${target.resource}/${target.namespace}/${name}`}
                aria-pressed={chosen}
                aria-label={`${kind} ${name}`}
                onClick={() => onSelect(target)}
                onFocus={() => onPoint(lit)}
                onBlur={() => onPoint(undefined)}
                className={`min-w-0 truncate rounded font-mono hover:text-accent ${chosen ? "text-accent" : ""} ${index === 0 ? "font-semibold" : ""}`}
                title={`${kind} ${name}`}
              >
                {name}
              </button>
            </span>
          );
        })}
        <span className="shrink-0 font-mono text-soft">
          {chain.ready}/{chain.wanted ?? chain.pods.length}
        </span>
      </div>
    </li>
  );
});
