"use client";
import { useTranslations } from "next-intl";
import { type CSSProperties, memo } from "react";
import type { ContainerStatus, Pod } from "../../server/protocol/kubernetes/index.ts";
import { podColumns } from "../../server/protocol/kubernetes/podColumns.ts";
import type { Selection } from "../room/RoomContext.tsx";
import type { Box } from "./layout/boxes.ts";
import { podLook, TEXT_COLOUR } from "./podLook.ts";
import { useChangedLabels } from "./useChangedLabels.ts";
import { useNewAddress } from "./useNewAddress.ts";
import { useWaitingText } from "./useWaitingText.ts";

export interface PodCardProps {
  readonly pod: Pod;
  readonly box: Box;
  /** Too small to be read: a square of its state's colour. */
  readonly square: boolean;
  /** Came a moment ago: how long its coming is put off, ms. */
  readonly arrival: number | undefined;
  /** Gone already: the card hatches and fades. */
  readonly leaving: boolean;
  /** Something that is pointed at chooses it. */
  readonly lit: boolean;
  /** Left out by the filters. */
  readonly dim: boolean;
  readonly chosen: boolean;
  /** CSS colours: of who made it, of who else looks at it. */
  readonly edge: string | undefined;
  readonly outline: string | undefined;
  onSelect(selection: Selection): void;
}

/** A pod in its place. It glides when the place changes; what is inside it changes without moving anything else. */
export const PodCard = memo(function PodCard(props: PodCardProps) {
  const { pod, box, square, arrival, leaving, lit, dim, chosen, edge, outline, onSelect } = props;
  const { name, namespace = "" } = pod.metadata;
  const look = podLook(pod);
  const waits = !pod.spec.nodeName;
  const place: CSSProperties = {
    transform: `translate(${box.left}px, ${box.top}px)`,
    width: box.width,
    height: box.height,
  };
  const shadow = outline ? { boxShadow: `0 0 0 2px var(--paper), 0 0 0 4px ${outline}` } : {};
  const delay = arrival ? { animationDelay: `${arrival}ms` } : {};
  const tone = dim
    ? "border-line bg-transparent"
    : chosen
      ? "border-accent bg-accent-soft"
      : "border-line bg-raised hover:border-line-strong";
  const ip = pod.status?.podIP;
  return (
    <li className="map-place hover:z-30 focus-within:z-30" style={place} data-uid={pod.metadata.uid}>
      <button
        type="button"
        data-pod={leaving ? undefined : `${namespace}/${name}`}
        data-ip={ip}
        aria-pressed={chosen}
        aria-label={square ? [name, look.status, pod.spec.nodeName, ip].filter(Boolean).join(", ") : undefined}
        disabled={leaving}
        onClick={() => onSelect({ resource: "pods", namespace, name })}
        style={{ ...(square ? {} : { borderLeftColor: dim ? undefined : edge }), ...shadow, ...delay }}
        className={`group map-pod ${square ? `map-square state-${dim ? "none" : look.colour}` : `map-card ${tone}`} ${lit ? "map-lit" : ""} ${chosen ? "map-chosen" : ""} ${leaving ? "leaves" : arrival === undefined ? "" : "arrives"} ${look.colour === "ending" || leaving ? "hatched" : ""}`}
      >
        {square ? (
          <span aria-hidden>{look.glyph}</span>
        ) : waits ? (
          <WaitingBody pod={pod} dim={dim} />
        ) : (
          <Body pod={pod} dim={dim} fresh={arrival !== undefined} />
        )}
      </button>
    </li>
  );
});

function Body({ pod, dim, fresh }: { readonly pod: Pod; readonly dim: boolean; readonly fresh: boolean }) {
  const t = useTranslations("map");
  const look = podLook(pod);
  const { restarts } = podColumns(pod);
  const ip = pod.status?.podIP;
  const isNew = useNewAddress(ip, fresh);
  const changed = useChangedLabels(pod.metadata.labels);
  const colour = dim ? "text-faint" : TEXT_COLOUR[look.colour];
  return (
    <>
      {changed.length > 0 && (
        <span aria-hidden data-testid="label-change" className="map-change">
          {changed.join(" ")}
        </span>
      )}
      <span className="flex w-full items-center gap-1.5">
        <span aria-hidden className={`w-3 shrink-0 text-center ${colour}`}>
          {look.glyph}
        </span>
        <PodName name={pod.metadata.name} dim={dim} />
        <span className="ml-auto flex shrink-0 gap-0.5 pl-1" aria-hidden>
          {containersOf(pod).map((container) => (
            <span key={container.name} title={container.name} className={`size-1.5 ${dotOf(container)}`} />
          ))}
        </span>
      </span>
      <span className={`flex w-full justify-between gap-2 pl-[18px] font-mono ${dim ? "text-faint" : "text-soft"}`}>
        <span className={isNew ? "ip-lit" : ""} data-new-ip={isNew || undefined}>
          {ip ?? "\u00a0"}
        </span>
        {restarts > 0 && (
          <span title={`${t("restarts")} ${restarts}`}>
            <span aria-hidden>↻</span>
            {restarts}
          </span>
        )}
      </span>
      <span className={`block max-w-full truncate pl-[18px] ${colour}`} title={look.status}>
        {look.status}
        <span className="sr-only">, {pod.spec.nodeName}</span>
      </span>
    </>
  );
}

function WaitingBody({ pod, dim }: { readonly pod: Pod; readonly dim: boolean }) {
  const look = podLook(pod);
  const reason = useWaitingText()(pod);
  return (
    <>
      <span className="flex w-full items-center gap-1.5">
        <span aria-hidden className={`w-3 shrink-0 text-center ${dim ? "text-faint" : TEXT_COLOUR[look.colour]}`}>
          {look.glyph}
        </span>
        <span className="min-w-0 truncate font-mono font-semibold" title={pod.metadata.name}>
          {pod.metadata.name}
        </span>
      </span>
      <span className="block max-w-full truncate pl-[18px] text-soft" title={reason}>
        {reason}
      </span>
    </>
  );
}

/** The name; a long one keeps its beginning and its end, and shows whole on hover and focus. */
function PodName({ name, dim }: { readonly name: string; readonly dim: boolean }) {
  const look = `font-mono font-semibold ${dim ? "text-faint" : ""}`;
  if (name.length <= 15) return <span className={look}>{name}</span>;
  return (
    <>
      <span className={`flex min-w-0 ${look}`} aria-hidden>
        <span className="truncate">{name.slice(0, -5)}</span>
        <span className="shrink-0">{name.slice(-5)}</span>
      </span>
      <span className="map-name">{name}</span>
    </>
  );
}

type Container = Pick<ContainerStatus, "name" | "state"> & { readonly ready?: boolean };

function containersOf(pod: Pod): readonly Container[] {
  return pod.status?.containerStatuses ?? pod.spec.containers.map(({ name }) => ({ name }));
}

/** Ready is round, running but not ready a ring of its colour, failed a square, waiting a grey ring: they read without colour. */
function dotOf({ state, ready }: Container): string {
  if (state?.running) return ready ? "rounded-full bg-running" : "rounded-full border-[1.5px] border-pending";
  const failed =
    (state?.terminated && state.terminated.exitCode !== 0) || /BackOff|Err/.test(state?.waiting?.reason ?? "");
  return failed ? "bg-failing" : "rounded-full border border-line-strong";
}
