"use client";
import { useTranslations } from "next-intl";
import { memo, useEffect, useRef, useState } from "react";
import type { ContainerStatus, Pod } from "../../server/protocol/kubernetes/index.ts";
import { podColumns } from "../../server/protocol/kubernetes/podColumns.ts";
import type { Selection } from "../room/RoomContext.tsx";
import { podLook, TEXT_COLOUR } from "./podLook.ts";

export interface PodCardProps {
  readonly pod: Pod;
  /** Made a moment ago: its IP is lit although it came with the card. */
  readonly fresh: boolean;
  /** Gone already: the card fades. */
  readonly leaving: boolean;
  /** A Service that is pointed at selects it. */
  readonly lit: boolean;
  readonly chosen: boolean;
  /** CSS colours: of who made it, of who else looks at it. */
  readonly edge: string | undefined;
  readonly outline: string | undefined;
  onSelect(selection: Selection): void;
}

/** A pod: name, address, state, restarts, a dot a container, its maker's colour at the edge. */
export const PodCard = memo(function PodCard({
  pod,
  fresh,
  leaving,
  lit,
  chosen,
  edge,
  outline,
  onSelect,
}: PodCardProps) {
  const t = useTranslations("map");
  const { name, namespace = "", uid } = pod.metadata;
  const look = podLook(pod);
  const { restarts } = podColumns(pod);
  const ip = pod.status?.podIP;
  const newIp = useNewAddress(ip, fresh);
  const reason = pod.status?.conditions?.find(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  )?.message;
  const border = chosen ? "border-accent bg-accent-soft" : "border-line bg-raised hover:border-line-strong";
  return (
    <li
      className={`relative z-[2] min-w-0 hover:z-30 focus-within:z-30 ${leaving ? "leaves" : "arrives"}`}
      data-glide={uid}
    >
      <button
        type="button"
        data-pod={leaving ? undefined : `${namespace}/${name}`}
        aria-pressed={chosen}
        disabled={leaving}
        onClick={() => onSelect({ resource: "pods", namespace, name })}
        style={{
          borderLeftColor: edge,
          ...(outline ? { boxShadow: `0 0 0 2px var(--paper), 0 0 0 4px ${outline}` } : {}),
        }}
        className={`group flex w-full flex-col rounded-lg border border-l-[3px] px-2 py-1.5 text-left text-[12px] leading-[18px] transition-[border-color,background-color,box-shadow] duration-150 ${border} ${lit ? "ring-2 ring-accent" : ""} ${look.colour === "ending" || leaving ? "hatched" : ""}`}
      >
        <span className="flex w-full items-center gap-1.5">
          <span aria-hidden className={`w-3 shrink-0 text-center ${TEXT_COLOUR[look.colour]}`}>
            {look.glyph}
          </span>
          <PodName name={name} />
          <span className="ml-auto flex shrink-0 gap-0.5 pl-1" aria-hidden>
            {containersOf(pod).map(({ name: container, state }) => (
              <span key={container} title={container} className={`size-1.5 ${dotOf(state)}`} />
            ))}
          </span>
        </span>
        <span className="flex w-full justify-between gap-2 pl-[18px] font-mono text-soft">
          <span className={newIp ? "ip-lit" : ""} data-ip={ip} data-new-ip={newIp || undefined}>
            {ip ?? " "}
          </span>
          {restarts > 0 && (
            <span title={`${t("restarts")} ${restarts}`}>
              <span aria-hidden>↻</span>
              <span className="sr-only">{t("restarts")} </span>
              {restarts}
            </span>
          )}
        </span>
        <span className={`block max-w-full truncate pl-[18px] ${TEXT_COLOUR[look.colour]}`} title={look.status}>
          {look.status}
        </span>
        {reason && (
          <span className="mt-0.5 line-clamp-2 pl-[18px] text-soft" title={reason}>
            {reason.replace(/\. (?:no new claims|preemption:).*$/, ".")}
          </span>
        )}
      </button>
    </li>
  );
});

/** The name; a long one keeps its beginning and its end, and shows whole on hover and focus. */
function PodName({ name }: { readonly name: string }) {
  if (name.length <= 14) return <span className="font-mono font-semibold">{name}</span>;
  return (
    <>
      <span className="flex min-w-0 font-mono font-semibold" aria-hidden>
        <span className="truncate">{name.slice(0, -5)}</span>
        <span className="shrink-0">{name.slice(-5)}</span>
      </span>
      <span className="pointer-events-none absolute -top-7 left-0 z-30 rounded-control bg-ink px-2 py-0.5 font-mono whitespace-nowrap text-paper opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100">
        {name}
      </span>
    </>
  );
}

/** True for two seconds after the address became known or another. */
function useNewAddress(ip: string | undefined, fresh: boolean): boolean {
  const known = useRef(fresh ? undefined : ip);
  const [isNew, setNew] = useState(false);
  useEffect(() => {
    if (!ip || ip === known.current) return;
    known.current = ip;
    setNew(true);
  }, [ip]);
  useEffect(() => {
    if (!isNew) return;
    const timer = setTimeout(() => setNew(false), 2_000);
    return () => clearTimeout(timer);
  }, [isNew]);
  return isNew;
}

function containersOf(pod: Pod): readonly Pick<ContainerStatus, "name" | "state">[] {
  return pod.status?.containerStatuses ?? pod.spec.containers.map(({ name }) => ({ name }));
}

/** Running is round, failed is square, waiting is a ring: they read without colour. */
function dotOf(state: ContainerStatus["state"]): string {
  if (state?.running) return "rounded-full bg-running";
  const failed =
    (state?.terminated && state.terminated.exitCode !== 0) || /BackOff|Err/.test(state?.waiting?.reason ?? "");
  return failed ? "bg-failing" : "rounded-full border border-line-strong";
}
