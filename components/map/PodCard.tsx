"use client";
import { useTranslations } from "next-intl";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { podColumns } from "../../server/protocol/kubernetes/podColumns.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { personColour } from "../room/personColours.ts";
import { useRoom, useRoomView } from "../room/RoomContext.tsx";
import { podLook, TEXT_COLOUR } from "./podLook.ts";

/** A pod: name, address, state, restarts, a dot a container, its maker's colour at the edge. */
export function PodCard({ pod, lit }: { readonly pod: Pod; readonly lit: boolean }) {
  const t = useTranslations("map");
  const { theme } = usePreferences();
  const { select, selection } = useRoomView();
  const { cluster, activity, people, you } = useRoom();
  const { name, namespace = "", uid } = pod.metadata;
  const look = podLook(pod);
  const { restarts } = podColumns(pod);
  const cause = cluster.causes.get(uid);
  const maker = people.get(activity.find(({ seq }) => seq === cause)?.person ?? "");
  const watchers = [...people.values()].filter((person) => person.online && person.id !== you?.id && person.looking?.resource === "pods" && person.looking.name === name);
  const chosen = selection?.resource === "pods" && selection.name === name && selection.namespace === namespace;
  const reason = pod.status?.conditions?.find(({ type, status }) => type === "PodScheduled" && status === "False")?.message;
  return (
    <li className="arrives min-w-0">
      <button
        type="button"
        data-pod={`${namespace}/${name}`}
        onClick={() => select({ resource: "pods", namespace, name })}
        style={{ borderLeftColor: maker ? personColour(maker.colour, theme) : undefined, outlineColor: watchers[0] ? personColour(watchers[0].colour, theme) : undefined }}
        className={`flex max-w-60 flex-col items-start rounded-lg border border-l-[3px] bg-raised px-2.5 py-1.5 text-left transition-shadow ${chosen ? "border-accent" : "border-line hover:border-line-strong"} ${lit ? "ring-2 ring-accent" : ""} ${watchers.length > 0 ? "outline-2 outline-offset-2" : ""} ${look.colour === "ending" ? "opacity-60" : ""}`}
      >
        <span className="flex w-full items-center gap-1.5">
          <span aria-hidden className={`text-[12px] ${TEXT_COLOUR[look.colour]}`}>
            {look.glyph}
          </span>
          <span className="truncate font-mono text-[12px] font-semibold" title={name}>
            {name}
          </span>
          <span className="ml-auto flex gap-0.5 pl-1" aria-hidden>
            {(pod.status?.containerStatuses ?? pod.spec.containers.map((container) => ({ name: container.name, state: undefined }))).map((container) => (
              <span key={container.name} title={container.name} className={`size-1.5 rounded-full ${container.state?.running ? "bg-running" : container.state?.terminated || /BackOff|Err/.test(container.state?.waiting?.reason ?? "") ? "bg-failing" : "bg-line-strong"}`} />
            ))}
          </span>
        </span>
        <span className="font-mono text-[11px] text-soft">{pod.status?.podIP ?? " "}</span>
        <span className={`text-[11px] ${TEXT_COLOUR[look.colour]}`}>
          {look.status}
          {restarts > 0 && <span className="text-soft"> · {t("restarts")} {restarts}</span>}
        </span>
        {reason && <span className="line-clamp-2 text-[11px] text-soft">{reason}</span>}
      </button>
    </li>
  );
}
