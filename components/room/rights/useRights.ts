"use client";
/** Whether this person may do something now, and why not, as far as it is known before it is tried. */
import { useTranslations } from "next-intl";
import { useCallback, useSyncExternalStore } from "react";
import { freezeOf } from "../../../server/protocol/classroom/ClassState.ts";
import { homeNamespace } from "../../../server/protocol/ownNamespace.ts";
import type { RoomConnection } from "../../client/RoomConnection.ts";
import { useConnection, useRoomPart } from "../RoomContext.tsx";
import { RightsStore } from "./RightsStore.ts";
import { allows, type Wanted } from "./rules.ts";

const stores = new WeakMap<RoomConnection, RightsStore>();

function storeOf(connection: RoomConnection): RightsStore {
  let store = stores.get(connection);
  if (!store) stores.set(connection, (store = new RightsStore(connection)));
  return store;
}

/** Why something may not be done, in the reader's language; undefined when it may, or nobody has said yet. */
export type WhyNot = (...wanted: readonly Wanted[]) => string | undefined;

/** A new function whenever it may say something else. */
export function useRights(): WhyNot {
  const t = useTranslations("rights");
  const connection = useConnection();
  const store = storeOf(connection);
  const past = useRoomPart((room) => room.past !== undefined);
  const you = useRoomPart((room) => room.you);
  const mode = useRoomPart(({ room }) => room?.mode);
  const frozen = useRoomPart(({ you: me, classroom }) =>
    me && me.role !== "instructor" ? freezeOf(classroom, me.id) : undefined,
  );
  const version = useSyncExternalStore(
    useCallback(
      (listener) => {
        const stops = [store.subscribe(listener), connection.subscribe(listener)];
        return () => stops.forEach((stop) => stop());
      },
      [store, connection],
    ),
    store.getVersion,
    () => 0,
  );
  return useCallback(
    (...wanted) => {
      const changes = wanted.some(({ verb }) => verb !== "get");
      if (past) return changes ? t("past") : undefined;
      if (frozen && changes) return t("frozen");
      const refused = wanted.find((one) => {
        const rules = store.rulesIn(one.namespace);
        return rules !== undefined && !allows(rules, one);
      });
      if (!refused || !you) return undefined;
      if (you.role === "viewer") return t("viewer");
      const home = mode && homeNamespace(mode, you);
      if (you.role === "student" && mode === "namespace-each" && !["", home].includes(refused.namespace))
        return t("elsewhere", { namespace: home ?? "" });
      return t("rbac", { verb: refused.verb, resource: refused.resource });
    },
    // oxlint-disable-next-line react/exhaustive-deps -- what the store says is another with another version
    [t, store, past, frozen, you, mode, version],
  );
}
