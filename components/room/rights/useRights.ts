"use client";
/** Whether this person may do something now, and why not, as far as it is known before it is tried. */
import { useTranslations } from "next-intl";
import { useCallback, useSyncExternalStore } from "react";
import { freezeOf } from "../../../server/protocol/classroom/ClassState.ts";
import { homeNamespace } from "../../../server/protocol/ownNamespace.ts";
import type { RoomConnection } from "../../client/RoomConnection.ts";
import { useConnection, useRoomPart } from "../RoomContext.tsx";
import { RightsStore } from "./RightsStore.ts";
import { allows, touchesClustersOwn, type Wanted } from "./rules.ts";

const stores = new WeakMap<RoomConnection, RightsStore>();

function storeOf(connection: RoomConnection): RightsStore {
  let store = stores.get(connection);
  if (!store) stores.set(connection, (store = new RightsStore(connection)));
  return store;
}

/** Why something may not be done, in the reader's language; undefined when it may, or nobody has said yet. */
export type WhyNot = (...wanted: readonly Wanted[]) => string | undefined;

/** Why nothing is changed now, whatever one's rights: a moment of the past is shown, or changes are frozen. */
export function useHold(): string | undefined {
  const t = useTranslations("rights");
  const hold = useRoomPart(({ past, you, classroom }) => {
    if (past !== undefined) return "past";
    return you && you.role !== "instructor" && freezeOf(classroom, you.id) ? "frozen" : undefined;
  });
  return hold && t(hold);
}

/** A new function whenever it may say something else. */
export function useRights(): WhyNot {
  const t = useTranslations("rights");
  const connection = useConnection();
  const store = storeOf(connection);
  const past = useRoomPart((room) => room.past !== undefined);
  const you = useRoomPart((room) => room.you);
  const mode = useRoomPart(({ room }) => room?.mode);
  const hold = useHold();
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
      if (hold !== undefined && changes) return hold;
      // Of the past nobody is asked.
      if (past) return undefined;
      const refused = wanted.find((one) => {
        const rules = store.rulesIn(one.namespace);
        return rules !== undefined && !allows(rules, one);
      });
      if (!you) return undefined;
      if (!refused) return you.role === "student" && wanted.some(touchesClustersOwn) ? t("clustersOwn") : undefined;
      if (you.role === "viewer") return t("viewer");
      const home = mode && homeNamespace(mode, you);
      if (you.role === "student" && mode === "namespace-each" && !["", home].includes(refused.namespace))
        return t("elsewhere", { namespace: home ?? "" });
      return t("rbac", { verb: refused.verb, resource: refused.resource });
    },
    // oxlint-disable-next-line react/exhaustive-deps -- what the store says is another with another version
    [t, store, past, hold, you, mode, version],
  );
}
