"use client";
import { useMemo } from "react";
import type { Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { personColour } from "../room/personColours.ts";
import { useRoom, useRoomView } from "../room/RoomContext.tsx";
import { PodCard } from "./PodCard.tsx";
import { selects } from "./selects.ts";
import { GUTTER } from "./serviceLines.ts";

export interface PodCardsProps {
  readonly pods: readonly Pod[];
  /** Those of `pods` that are gone and fade. */
  readonly departed: readonly Pod[];
  readonly lit: Service | undefined;
  /** Wide cards, for those that say why they wait. */
  readonly wide?: boolean;
}

/** Cards in columns of one width, so that the lines of Services have gutters to run in. */
export function PodCards({ pods, departed, lit, wide = false }: PodCardsProps) {
  const { theme } = usePreferences();
  const { connection, select, selection } = useRoomView();
  const { cluster, activity, people, you } = useRoom();
  const makers = useMemo(() => new Map(activity.map(({ seq, person }) => [seq, person])), [activity]);
  const watchers = useMemo(() => {
    const found = new Map<string, number>();
    for (const { id, online, looking, colour } of people.values()) {
      if (online && id !== you?.id && looking?.resource === "pods")
        found.set(`${looking.namespace}/${looking.name}`, colour);
    }
    return found;
  }, [people, you]);
  const now = connection.clusterNow();
  return (
    <ul
      className="grid"
      style={{
        gap: `10px ${GUTTER}px`,
        gridTemplateColumns: `repeat(auto-fill, minmax(min(${wide ? 280 : 122}px, 100%), 1fr))`,
      }}
    >
      {pods.map((pod) => {
        const { uid, name, namespace = "" } = pod.metadata;
        const maker = people.get(makers.get(cluster.causes.get(uid) ?? -1) ?? "");
        const watcher = watchers.get(`${namespace}/${name}`);
        return (
          <PodCard
            key={uid}
            pod={pod}
            fresh={now - Date.parse(pod.metadata.creationTimestamp) < 3_000}
            leaving={departed.includes(pod)}
            lit={selects(lit, pod)}
            chosen={selection?.resource === "pods" && selection.name === name && selection.namespace === namespace}
            edge={maker && personColour(maker.colour, theme)}
            outline={watcher === undefined ? undefined : personColour(watcher, theme)}
            onSelect={select}
          />
        );
      })}
    </ul>
  );
}
