"use client";
/** What nodes use now, from metrics.k8s.io as often as it is measured; nothing where the cluster does not serve it. */
import { useEffect, useState } from "react";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import type { NodeUsage } from "./NodeBox.tsx";
import { amount } from "./quantities.ts";

/** The resolution of metrics-server, ms. */
const MEASURED_MS = 15_000;

const NONE: ReadonlyMap<string, NodeUsage> = new Map();

interface NodeMetricsList {
  readonly items?: readonly {
    readonly metadata: { readonly name: string };
    readonly usage: { readonly cpu?: string; readonly memory?: string };
  }[];
}

export function useNodeUsage(): ReadonlyMap<string, NodeUsage> {
  const connection = useConnection();
  const live = useRoomPart(({ phase, past }) => phase === "live" && past === undefined);
  const past = useRoomPart((room) => room.past !== undefined);
  const [usage, setUsage] = useState<ReadonlyMap<string, NodeUsage>>(new Map());
  useEffect(() => {
    if (!live) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const ask = async (): Promise<void> => {
      const answer = await connection.request("GET", "/apis/metrics.k8s.io/v1beta1/nodes").catch(() => undefined);
      if (stopped || !answer || answer.status === 404 || answer.status === 403) return;
      const { items = [] } = (answer.body ?? {}) as NodeMetricsList;
      setUsage(
        new Map(
          items.map(({ metadata, usage: used }) => [
            metadata.name,
            { cpu: amount(used.cpu), memory: amount(used.memory) },
          ]),
        ),
      );
      timer = setTimeout(() => void ask(), MEASURED_MS);
    };
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [connection, live]);
  // What was used then is not kept.
  return past ? NONE : usage;
}
