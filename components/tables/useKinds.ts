"use client";
/** The kinds this cluster serves; asked again when definitions of custom resources come or go. */
import { useEffect, useMemo, useState } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
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

export function useKinds(): Kinds {
  const connection = useConnection();
  const live = useRoomPart(({ phase }) => phase === "live");
  const definitions = useTable("customresourcedefinitions.apiextensions.k8s.io");
  const [kinds, setKinds] = useState<readonly Kind[]>(FIRST);
  // A definition is served once it is Established: its status is part of what is waited for.
  const served = [...definitions.values()].map((object) => definitionOf(object)).join(" ");
  useEffect(() => {
    if (!live) return;
    let stopped = false;
    void Promise.all(["/api", "/apis"].map((path) => connection.request("GET", path, { accept: ACCEPT }))).then(
      (answers) => {
        if (!stopped) setKinds(readKinds(answers.map(({ body }) => (body ?? {}) as GroupDiscoveryList)));
      },
      () => {},
    );
    return () => {
      stopped = true;
    };
  }, [connection, live, served]);
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
