"use client";
/** What pods or nodes use, from metrics.k8s.io as often as it is measured; nothing where the cluster does not serve it. */
import { useEffect, useState } from "react";
import { objectKey } from "../../server/protocol/messages.ts";
import { useConnection, useRoomPart } from "../room/RoomContext.tsx";
import { amount } from "./quantities.ts";

/** The resolution of metrics-server, ms. */
const MEASURED_MS = 15_000;

interface Measured {
  readonly cpu?: string;
  readonly memory?: string;
}

interface MetricsList {
  readonly items?: readonly {
    readonly metadata: { readonly name: string; readonly namespace?: string };
    readonly usage?: Measured;
    readonly containers?: readonly { readonly usage: Measured }[];
  }[];
}

export interface Usage {
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** By `namespace/name`; undefined while nothing is measured. `plural` undefined asks nothing. */
export function useUsage(plural: "pods" | "nodes" | undefined): ReadonlyMap<string, Usage> | undefined {
  const connection = useConnection();
  const live = useRoomPart(({ phase }) => phase === "live");
  const moment = useRoomPart(({ past }) => past?.time);
  const [usage, setUsage] = useState<ReadonlyMap<string, Usage>>();
  useEffect(() => {
    if (!live || !plural) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const ask = async (): Promise<void> => {
      const answer = await connection.request("GET", `/apis/metrics.k8s.io/v1beta1/${plural}`).catch(() => undefined);
      if (stopped || !answer) return;
      setUsage(answer.status < 300 ? readUsage((answer.body ?? {}) as MetricsList) : undefined);
      const isServed = answer.status !== 403 && answer.status !== 404;
      if (isServed && moment === undefined) timer = setTimeout(() => void ask(), MEASURED_MS);
    };
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [connection, live, moment, plural]);
  return usage;
}

function readUsage({ items = [] }: MetricsList): ReadonlyMap<string, Usage> {
  return new Map(
    items.map(({ metadata, usage, containers = [] }) => {
      const parts = usage ? [usage] : containers.map((container) => container.usage);
      const sum = (of: keyof Measured): number => parts.reduce((total, part) => total + amount(part[of]), 0);
      return [objectKey(metadata.namespace, metadata.name), { cpu: sum("cpu"), memory: sum("memory") }];
    }),
  );
}

/** As kubectl top prints them: millicores and mebibytes. */
export function printUsage(usage: Usage | undefined, of: keyof Usage): string {
  if (!usage) return "";
  return of === "cpu" ? `${Math.ceil(usage.cpu * 1000)}m` : `${Math.floor(usage.memory / 1024 ** 2)}Mi`;
}
