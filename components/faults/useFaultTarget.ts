"use client";
/** The cluster faults are aimed at: this one, the fork of one student, or those of all. */
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { ClusterState } from "../../server/protocol/clusterState.ts";
import { RoomConnection } from "../client/RoomConnection.ts";
import { roomClusters } from "../client/rooms.ts";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { ask, askClusters, refusalsOf } from "./askCluster.ts";
import type { FaultRequest } from "./faultRequests.ts";

/** `here`, `all`, or the id of a student's fork. */
export type FaultTarget = string;

export interface StudentCluster {
  readonly id: string;
  readonly person: string;
}

/** The students' clusters, in a room where each has one; undefined until they are known. */
export function useStudentClusters(): readonly StudentCluster[] | undefined {
  const { roomId } = useRoomView();
  const mode = useRoomPart(({ room }) => room?.mode);
  const people = useRoomPart((room) => room.people.size);
  const [clusters, setClusters] = useState<readonly StudentCluster[]>();
  useEffect(() => {
    if (mode !== "cluster-each") return setClusters([]);
    roomClusters(roomId).then(
      (answer) => setClusters(answer.clusters),
      () => setClusters([]),
    );
  }, [roomId, mode, people]);
  return clusters;
}

export interface Aim {
  /** What is known of the cluster that is aimed at; of all of them: this one, since they began as it. */
  readonly cluster: ClusterState;
  readonly live: boolean;
  /** Does it in every cluster aimed at; the refusals in the server's words. */
  send(request: FaultRequest): Promise<readonly string[]>;
}

export function useAim(target: FaultTarget, clusters: readonly StudentCluster[]): Aim {
  const here = useConnection();
  const other = useMemo(
    () => (target === "here" || target === "all" ? undefined : new RoomConnection({ roomId: target })),
    [target],
  );
  useEffect(() => {
    other?.connect();
    return () => other?.close();
  }, [other]);
  const connection = other ?? here;
  const { cluster, phase } = useSyncExternalStore(connection.subscribe, connection.getSnapshot, connection.getSnapshot);
  return {
    cluster,
    live: phase === "live",
    send: async (request) => {
      if (target === "all")
        return askClusters(
          clusters.map(({ id }) => id),
          request,
        );
      return refusalsOf([await ask(connection, request)]);
    },
  };
}
