"use client";
/** The cluster faults are aimed at: this one, the fork of one student, or those of all. */
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { ClusterState } from "../../server/protocol/clusterState.ts";
import { ConnectionLost, RoomConnection } from "../client/RoomConnection.ts";
import { roomClusters } from "../client/rooms.ts";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import type { FaultRequest } from "./faultRequests.ts";

/** `here`, `all`, or the id of a student's fork. */
export type FaultTarget = string;

export interface StudentCluster {
  readonly id: string;
  readonly person: string;
}

/** How long another cluster may take to answer, ms. */
const REACH_MS = 10_000;

/** The students' clusters, in a room where each has one. */
export function useStudentClusters(): readonly StudentCluster[] {
  const { roomId } = useRoomView();
  const mode = useRoomPart(({ room }) => room?.mode);
  const people = useRoomPart((room) => room.people.size);
  const [clusters, setClusters] = useState<readonly StudentCluster[]>([]);
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
      if (target !== "all") return refusalsOf([await ask(connection, request)]);
      const answers: (string | undefined)[] = [];
      for (const { id } of clusters) {
        const fork = new RoomConnection({ roomId: id });
        try {
          await reach(fork);
          answers.push(await ask(fork, request));
        } catch (error) {
          answers.push((error as Error).message);
        } finally {
          fork.close();
        }
      }
      return refusalsOf(answers);
    },
  };
}

const refusalsOf = (answers: readonly (string | undefined)[]): readonly string[] =>
  answers.filter((answer) => answer !== undefined);

async function ask(connection: RoomConnection, request: FaultRequest): Promise<string | undefined> {
  const { method, path, contentType, body } = request;
  try {
    const result = await connection.request(method, path, {
      ...(contentType ? { contentType } : {}),
      ...(body === undefined ? {} : { body }),
    });
    if (result.status < 300) return undefined;
    return (result.body as { readonly message?: string } | undefined)?.message ?? String(result.status);
  } catch (error) {
    return (error as Error).message;
  }
}

function reach(connection: RoomConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error): void => {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => end(new ConnectionLost("the cluster does not answer", false)), REACH_MS);
    const stop = connection.subscribe(() => {
      const { phase } = connection.getSnapshot();
      if (phase === "live") end();
      else if (phase === "refused") end(new ConnectionLost("the cluster cannot be entered", false));
    });
    connection.connect();
  });
}
