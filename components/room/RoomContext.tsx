"use client";
/** The room's connection and what is looked at in it, for every part of the screen. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { ObjectTable } from "../../server/protocol/clusterState.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { objectKey } from "../../server/protocol/messages.ts";
import { homeNamespace } from "../../server/protocol/ownNamespace.ts";
import type { Beginning } from "../client/beginning.ts";
import { followLine } from "../client/line.ts";
import { RoomConnection } from "../client/RoomConnection.ts";
import type { RoomSnapshot } from "../client/RoomSnapshot.ts";
import { RoomHistory } from "./history/RoomHistory.ts";
import { sameSelection, type Selection, type View } from "./view.ts";
import { useOwnCluster } from "./useOwnCluster.ts";
import { ViewStore } from "./ViewStore.ts";

export type { Selection } from "./view.ts";

export interface RoomView {
  readonly connection: RoomConnection;
  readonly roomId: string;
  /** Everything that stands in the address. */
  readonly view: View;
  /** Changes what is looked at; the address follows, see view.ts. */
  setView(change: Partial<View>): void;
  /** Shows a view where another leads, without a step to take back. */
  goTo(view: View): void;
  /** What is looked at now, also before it is drawn. */
  viewNow(): View;
  /** "" stands for all namespaces. */
  readonly namespace: string;
  setNamespace(namespace: string): void;
  readonly selection: Selection | undefined;
  select(selection: Selection | undefined): void;
}

interface Room {
  readonly connection: RoomConnection;
  readonly store: ViewStore;
  readonly history: RoomHistory;
  readonly roomId: string;
}

const Context = createContext<Room | undefined>(undefined);

export interface RoomProviderProps {
  readonly roomId: string;
  /** The token of an embed link: the room is shown inside another page. */
  readonly embed?: string;
  /** What was asked at the door already. */
  readonly beginning?: Beginning;
  readonly children: ReactNode;
}

export function RoomProvider({ roomId, embed, beginning, children }: RoomProviderProps) {
  const [room] = useState<Room>(() => ({
    connection: new RoomConnection({
      roomId,
      ...(embed === undefined ? {} : { embed }),
      ...(beginning ? { beginning } : {}),
    }),
    // Walking back belongs to the page around it.
    store: new ViewStore(embed === undefined),
    history: new RoomHistory(),
    roomId,
  }));
  const [isLooking, setLooking] = useState(false);
  useEffect(() => {
    // The line is laid while the screen is drawn.
    setLooking(true);
    const stop = room.connection.onFrame((frame, before) => room.history.note(frame, before));
    const leaveLine = followLine(room.connection);
    room.connection.connect();
    return () => {
      stop();
      leaveLine();
      room.connection.close();
    };
  }, [room]);
  useOwnCluster(room.connection, roomId);
  useHomeNamespace(room);
  useEffect(() => {
    const { connection, store } = room;
    const stop = store.follow();
    const tell = (): void => {
      const { main, selection } = store.getSnapshot();
      connection.look({ view: main, ...selection });
    };
    tell();
    const leave = store.subscribe(tell);
    return () => {
      leave();
      stop();
    };
  }, [room]);
  return <Context value={room}>{isLooking ? children : null}</Context>;
}

/**
 * Whoever has a namespace of their own begins there, and where students have them others begin with all, unless the address
 * names one.
 */
function useHomeNamespace({ connection, store }: Room): void {
  useEffect(() => {
    let home = "default";
    const look = (): void => {
      const { you, room } = connection.getSnapshot();
      if (!you || !room) return;
      const looksOn = room.mode === "namespace-each" && you.role !== "student";
      const next = looksOn ? "" : homeNamespace(room.mode, you);
      store.alwaysSay(room.mode === "namespace-each" ? ["namespace"] : []);
      if (next === home) return;
      const view = store.getSnapshot();
      const isChosen = home === "default" && new URLSearchParams(location.search).has("ns");
      if (view.namespace === home && !isChosen) store.go({ ...view, namespace: next });
      home = next;
    };
    look();
    return connection.subscribe(look);
  }, [connection, store]);
}

function useHeld(): Room {
  const value = useContext(Context);
  if (!value) throw new Error("outside RoomProvider");
  return value;
}

export function useConnection(): RoomConnection {
  return useHeld().connection;
}

/** See history/useHistory.ts. */
export function useHeldHistory(): RoomHistory {
  return useHeld().history;
}

export function useRoomView(): RoomView {
  const { connection, store, roomId } = useHeld();
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  return useMemo(
    () => ({
      connection,
      roomId,
      view,
      setView: store.set,
      goTo: store.go,
      viewNow: store.getSnapshot,
      namespace: view.namespace,
      setNamespace: (namespace: string) => store.set({ namespace }),
      selection: view.selection,
      select: (selection: Selection | undefined) => {
        if (sameSelection(selection, store.getSnapshot().selection)) return;
        // Another object of the same resource keeps the tab: one goes through pods comparing why.
        const same = selection?.resource === store.getSnapshot().selection?.resource;
        store.set({ selection, ...(same ? {} : { tab: "summary" }) });
      },
    }),
    [connection, store, roomId, view],
  );
}

/** A part of what is known of the room: redrawn only when that part is another. `choose` must return what it was given. */
export function useRoomPart<T>(choose: (snapshot: RoomSnapshot) => T): T {
  const { connection } = useHeld();
  const read = (): T => choose(connection.getSnapshot());
  return useSyncExternalStore(connection.subscribe, read, read);
}

/** Everything known of the room: whoever takes it is drawn again with every change of anything. */
export function useRoom(): RoomSnapshot {
  return useRoomPart((snapshot) => snapshot);
}

const NOTHING: ObjectTable = new Map();

export function useTable(resource: string): ObjectTable {
  return useRoomPart(({ cluster }) => cluster.tables.get(resource) ?? NOTHING);
}

/** Objects of a resource, of the namespace in view unless `everywhere`. */
export function useObjects<T extends KubeObject>(resource: string, everywhere = false): readonly T[] {
  const { namespace } = useRoomView();
  const table = useTable(resource);
  return useMemo(() => {
    const all = [...table.values()] as unknown as T[];
    return everywhere || namespace === "" ? all : all.filter((object) => object.metadata.namespace === namespace);
  }, [table, namespace, everywhere]);
}

export function useObject<T extends KubeObject>({ resource, namespace, name }: Selection): T | undefined {
  return useRoomPart(({ cluster }) => cluster.tables.get(resource)?.get(objectKey(namespace, name))) as T | undefined;
}

/** Cluster time of what is shown, ms, once a second. */
export function useClusterTime(): number {
  const connection = useConnection();
  const past = useRoomPart((room) => room.past);
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(connection.clusterNow());
    const timer = setInterval(() => setNow(connection.clusterNow()), 1000);
    return () => clearInterval(timer);
  }, [connection]);
  return past?.time ?? now;
}
