"use client";
/** The logs the address names, followed for as long as they are shown. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { useConnection, useRoomPart, useRoomView, useTable } from "../room/RoomContext.tsx";
import { LogSession, type LogsShown } from "./LogSession.ts";
import { useLogSettings } from "./settings.ts";
import { containerNames, sourcesOf } from "./sources.ts";
import { podsOf } from "./targets.ts";

export interface Logs extends LogsShown {
  /** Pods that are meant now. */
  readonly pods: readonly Pod[];
  /** Containers one can choose of. */
  readonly containerNames: readonly string[];
  clear(): void;
}

export function useLogs(): Logs {
  const connection = useConnection();
  const clusterId = useRoomPart(({ room }) => room?.id);
  const live = useRoomPart(({ phase }) => phase === "live");
  const moment = useRoomPart(({ past }) => past?.time);
  const { view } = useRoomView();
  const { tail } = useLogSettings();
  const { logs, containers, previous } = view;
  const [session] = useState(() => new LogSession(connection));
  const pods = useMeantPods();
  const sources = useMemo(() => sourcesOf(pods, containers), [pods, containers]);
  const choice = JSON.stringify([clusterId, logs, containers]);
  const chosen = useRef("");
  useEffect(() => {
    if (!live) return;
    const isThere = (uid: string): boolean =>
      [...(connection.getSnapshot().cluster.tables.get("pods")?.values() ?? [])].some(
        ({ metadata }) => metadata.uid === uid,
      );
    const options = { isThere, previous, moment, tail: tail === 0 ? undefined : tail };
    session.follow(sources, options, chosen.current !== choice);
    chosen.current = choice;
    session.resume();
  }, [session, connection, live, sources, previous, moment, tail, choice]);
  useEffect(
    () => () => {
      chosen.current = "";
      session.stop();
    },
    [session],
  );
  const shown = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
  const names = useMemo(() => [...new Set(pods.flatMap(containerNames))], [pods]);
  return useMemo(
    () => ({ ...shown, pods, containerNames: names, clear: () => session.clear() }),
    [shown, pods, names, session],
  );
}

function useMeantPods(): readonly Pod[] {
  const { view } = useRoomView();
  const pods = useTable("pods");
  const replicaSets = useTable("replicasets.apps");
  const jobs = useTable("jobs.batch");
  const services = useTable("services");
  return useMemo(
    () =>
      podsOf(
        view.logs,
        new Map([
          ["pods", pods],
          ["replicasets.apps", replicaSets],
          ["jobs.batch", jobs],
          ["services", services],
        ]),
      ),
    [view.logs, pods, replicaSets, jobs, services],
  );
}
