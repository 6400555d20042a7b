"use client";
/** The kinds this cluster serves; asked again when definitions of custom resources come or go. */
import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { useConnection, useRoomPart, useTable } from "../room/RoomContext.tsx";
import { type GroupDiscoveryList, groupKinds, type Kind, type KindGroup, readKinds } from "./kinds.ts";

const ACCEPT = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

/** Until discovery has answered, so that the first table is there at once. */
const FIRST: readonly Kind[] = [
  {
    resource: "pods",
    plural: "pods",
    kind: "Pod",
    group: "",
    apiVersion: "v1",
    namespaced: true,
    verbs: ["list"],
    scales: false,
  },
];

export interface Kinds {
  readonly groups: readonly { readonly group: KindGroup; readonly kinds: readonly Kind[] }[];
  /** False until discovery has answered. */
  readonly known: boolean;
  find(resource: string): Kind | undefined;
}

/** Discovery, asked once for all parts of the page. */
class Discovery {
  private kinds = FIRST;
  private of: string | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly connection: RoomConnection) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly read = (): readonly Kind[] => this.kinds;

  /** `of`: the cluster and what it serves; nothing is asked twice of the same. */
  ask(of: string): void {
    if (of === this.of) return;
    this.of = of;
    void Promise.all(["/api", "/apis"].map((path) => this.connection.request("GET", path, { accept: ACCEPT }))).then(
      (answers) => {
        if (of !== this.of) return;
        this.kinds = readKinds(answers.map(({ body }) => (body ?? {}) as GroupDiscoveryList));
        for (const listener of this.listeners) listener();
      },
      () => {
        if (of === this.of) this.of = undefined;
      },
    );
  }
}

const discoveries = new WeakMap<RoomConnection, Discovery>();

export function useKinds(): Kinds {
  const connection = useConnection();
  const live = useRoomPart(({ phase }) => phase === "live");
  const epoch = useRoomPart(({ cluster }) => cluster.epoch);
  const definitions = useTable("customresourcedefinitions.apiextensions.k8s.io");
  let discovery = discoveries.get(connection);
  if (!discovery) discoveries.set(connection, (discovery = new Discovery(connection)));
  const kinds = useSyncExternalStore(discovery.subscribe, discovery.read, discovery.read);
  // A definition is served once it is Established: its status is part of what is waited for.
  const served = [...definitions.values()].map((object) => definitionOf(object)).join(" ");
  useEffect(() => {
    if (live) discovery.ask(`${epoch} ${served}`);
  }, [discovery, live, epoch, served]);
  return useMemo(() => {
    const known = kinds !== FIRST;
    const custom = new Set([...definitions.values()].map(({ metadata }) => metadata.name));
    return {
      groups: groupKinds(kinds, custom),
      known,
      find: (resource) => kinds.find((kind) => kind.resource === resource),
    };
  }, [kinds, definitions]);
}

function definitionOf(object: KubeObject): string {
  const status = object.status as { readonly conditions?: readonly { type: string; status: string }[] } | undefined;
  const established = status?.conditions?.some((one) => one.type === "Established" && one.status === "True");
  return `${object.metadata.name}:${object.metadata.generation ?? 0}:${established === true}`;
}
