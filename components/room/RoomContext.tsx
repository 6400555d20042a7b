"use client";
/** The room's connection and what is selected in it, for every part of the screen. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { objectKey } from "../../server/protocol/messages.ts";
import { RoomConnection, type RoomSnapshot } from "../client/RoomConnection.ts";

/** An object by where it stands. */
export interface Selection {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface RoomView {
  readonly connection: RoomConnection;
  /** "" stands for all namespaces. */
  readonly namespace: string;
  setNamespace(namespace: string): void;
  readonly selection: Selection | undefined;
  select(selection: Selection | undefined): void;
}

const Context = createContext<RoomView | undefined>(undefined);

export function RoomProvider({ roomId, children }: { readonly roomId: string; readonly children: ReactNode }) {
  const [connection] = useState(() => new RoomConnection({ roomId }));
  const [namespace, setNamespace] = useState("default");
  const [selection, select] = useState<Selection | undefined>();
  useEffect(() => {
    connection.connect();
    return () => connection.close();
  }, [connection]);
  useEffect(() => {
    const query = new URLSearchParams(location.search);
    setNamespace(query.get("ns") ?? "default");
    const [resource, space, name] = query.get("at")?.split("/") ?? [];
    if (resource && name) select({ resource, namespace: space ?? "", name });
  }, []);
  useEffect(() => {
    const query = new URLSearchParams(location.search);
    query.set("ns", namespace);
    if (selection) query.set("at", `${selection.resource}/${selection.namespace}/${selection.name}`);
    else query.delete("at");
    history.replaceState(null, "", `${location.pathname}?${query}${location.hash}`);
    connection.look({ view: "room", ...selection });
  }, [namespace, selection, connection]);
  const value = useMemo(
    () => ({ connection, namespace, setNamespace, selection, select }),
    [connection, namespace, selection],
  );
  return <Context value={value}>{children}</Context>;
}

export function useRoomView(): RoomView {
  const value = useContext(Context);
  if (!value) throw new Error("useRoomView outside RoomProvider");
  return value;
}

export function useRoom(): RoomSnapshot {
  const { connection } = useRoomView();
  return useSyncExternalStore(connection.subscribe, connection.getSnapshot, connection.getSnapshot);
}

/** Objects of a resource, of the namespace in view unless `everywhere`. */
export function useObjects<T extends KubeObject>(resource: string, everywhere = false): readonly T[] {
  const { cluster } = useRoom();
  const { namespace } = useRoomView();
  const table = cluster.tables.get(resource);
  return useMemo(() => {
    const all = [...(table?.values() ?? [])] as T[];
    return everywhere || namespace === "" ? all : all.filter((object) => object.metadata.namespace === namespace);
  }, [table, namespace, everywhere]);
}

export function useObject<T extends KubeObject>({ resource, namespace, name }: Selection): T | undefined {
  return useRoom().cluster.tables.get(resource)?.get(objectKey(namespace, name)) as T | undefined;
}

/** Cluster time, ms, once a second. */
export function useClusterTime(): number {
  const { connection } = useRoomView();
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(connection.clusterNow());
    const timer = setInterval(() => setNow(connection.clusterNow()), 1000);
    return () => clearInterval(timer);
  }, [connection]);
  return now;
}
