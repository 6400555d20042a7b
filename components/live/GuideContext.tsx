"use client";
/**
 * Whom this page goes along with: an instructor who leads, a student whose screen is shown, or, for an instructor, the
 * student whose shoulder the address names (`?watch=`). While it does, its view is theirs; its own is kept, over a reload
 * too, and comes back.
 */
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { leadFor } from "../../server/protocol/classroom/ClassState.ts";
import type { Sight } from "../../server/protocol/live.ts";
import { useNames } from "../classroom/useNames.ts";
import { sightOf } from "../client/live/LiveState.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { parseView, printView } from "../room/view.ts";
import { useTry } from "../classroom/useTry.ts";
import { adapted } from "./adapted.ts";
import { readAlong, writeAlong } from "./alongMemory.ts";

export interface GuideValue {
  readonly kind: "lead" | "screen" | "watch";
  /** The person whose view it is. */
  readonly of: string;
}

interface Guided {
  /** Undefined: there is nobody to go along with. */
  readonly guide: GuideValue | undefined;
  readonly joined: boolean;
  /** What is seen of a shown screen one goes along with. */
  readonly screen: Sight | "waiting" | undefined;
  /** The shown student works in a cluster this page has no part in. */
  readonly elsewhere: boolean;
  join(): void;
  leave(): void;
}

const ALONE: Guided = {
  guide: undefined,
  joined: false,
  screen: undefined,
  elsewhere: false,
  join: () => {},
  leave: () => {},
};
const Context = createContext<Guided>(ALONE);

export const useGuide = (): Guided => useContext(Context);

export function GuideProvider({ children }: { readonly children: ReactNode }) {
  const t = useTranslations("live");
  const names = useNames();
  const attempt = useTry();
  const { connection, roomId, goTo, viewNow } = useRoomView();
  const you = useRoomPart((room) => room.you);
  const lead = useRoomPart(({ classroom, you: one }) =>
    one && one.role !== "instructor" ? leadFor(classroom, one.id) : undefined,
  );
  const shown = useRoomPart(({ classroom, you: one }) =>
    classroom.shown?.agreed && classroom.shown.person !== one?.id ? classroom.shown : undefined,
  );
  const watched = useWatched(you?.role === "instructor");
  const kind = watched ? "watch" : shown ? "screen" : "lead";
  const of = watched ?? shown?.person ?? lead?.by;
  const begun = watched ? 0 : (shown ?? lead)?.seq;
  const key = of === undefined || !you ? undefined : `${kind}/${of}/${begun}`;
  const [left, setLeft] = useState<string>();
  useEffect(() => setLeft(readAlong(roomId).left), [roomId]);
  const joined = key !== undefined && key !== left;

  useEffect(() => {
    if (!joined || of === undefined) return;
    const { own = printView(viewNow()) } = readAlong(roomId, key);
    writeAlong(roomId, { key, own });
    const { live } = connection;
    if (kind === "watch") void attempt(live.watch(of, true));
    else live.goAlong(of, true);
    return () => {
      if (kind === "watch") live.watch(of, false).catch(() => {});
      else live.goAlong(of, false);
      writeAlong(roomId, {});
      goTo(parseView(own));
    };
  }, [joined, key, kind, of, roomId, connection, goTo, viewNow, attempt]);
  useEnded(key, joined, (was) => {
    const [what, person = ""] = was.split("/");
    toast.message(t(what === "screen" ? "screenEnded" : "leadEnded", { name: names(person) }), { id: "along" });
  });

  const seen = useRoomPart(({ live }) => (joined && of !== undefined ? live.screens.get(of) : undefined));
  const sight = useMemo(() => sightOf(seen), [seen]);
  const elsewhere = kind !== "lead" && sight?.cluster !== undefined && sight.cluster !== connection.roomId;
  const led = useRoomPart(({ live }) => (joined && of !== undefined ? live.led.get(of) : undefined));
  const to = kind === "lead" ? led : elsewhere ? undefined : sight?.view;
  const youId = you?.id;
  useEffect(() => {
    if (!joined || to === undefined || of === undefined || youId === undefined) return;
    const namespaces = connection.getSnapshot().cluster.tables.get("namespaces")?.values() ?? [];
    const wanted = parseView(to);
    goTo(kind === "lead" ? adapted(wanted, { leader: of, you: youId }, namespaces) : wanted);
  }, [joined, to, of, kind, youId, connection, goTo]);

  const leave = useCallback(() => {
    setLeft(key);
    // After the effect that ends it forgot what was kept.
    setTimeout(() => writeAlong(roomId, { left: key }));
    toast.message(t("left"), { id: "along" });
  }, [key, roomId, t]);
  const join = useCallback(() => setLeft(undefined), []);
  const value = useMemo(
    (): Guided => ({
      guide: key === undefined || of === undefined ? undefined : { kind, of },
      joined,
      screen: joined && kind !== "lead" ? (sight ?? "waiting") : undefined,
      elsewhere,
      join,
      leave,
    }),
    [key, kind, of, joined, sight, elsewhere, join, leave],
  );
  return <Context value={value}>{children}</Context>;
}

/** The student whose screen the address asks for. */
function useWatched(teaches: boolean): string | undefined {
  const [asked, setAsked] = useState<string>();
  useEffect(() => setAsked(new URLSearchParams(location.search).get("watch") ?? undefined), []);
  return teaches ? asked : undefined;
}

/** Tells of the end of what one went along with. */
function useEnded(key: string | undefined, joined: boolean, tell: (was: string) => void): void {
  const before = useRef<string>(undefined);
  useEffect(() => {
    const was = before.current;
    before.current = joined ? key : undefined;
    if (was !== undefined && key === undefined) tell(was);
    // oxlint-disable-next-line react/exhaustive-deps -- told once, when it ends
  }, [key, joined]);
}
