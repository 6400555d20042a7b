"use client";
/** The whole of what is looked at, when the page holds only what is small of it: fetched by whoever shows or takes all of it. */
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { isTrimmed, wholeSize } from "../../../server/protocol/trimmed.ts";
import { ConnectionLost, RequestRefused } from "../../client/Requests.ts";
import { usePreferences } from "../../i18n/Preferences.tsx";
import { useConnection, useRoomPart } from "../RoomContext.tsx";
import { sizeText } from "./sizeText.ts";
import { wholeObject } from "./wholeObject.ts";

/** An object that goes on changing is fetched again after so long, ms. */
const PACE_MS = 1_000;

/** What is not there yet. */
export interface Waits {
  /** Characters of the whole. */
  readonly size: number;
  /** Why it does not come; undefined while it is on its way. */
  readonly reason: string | undefined;
  retry(): void;
}

export interface Whole {
  /** The whole object; of one that changed, the one before until the next is there. */
  readonly object: KubeObject | undefined;
  readonly waits: Waits | undefined;
}

interface Got {
  /** What the page held when it was asked for. */
  readonly of: KubeObject;
  readonly whole: KubeObject | undefined;
  readonly error?: unknown;
}

export function useWhole(resource: string, held: KubeObject | undefined): Whole {
  const connection = useConnection();
  const isPast = useRoomPart(({ past }) => past !== undefined);
  const reasonOf = useReason();
  const [got, setGot] = useState<Got>();
  const [attempt, setAttempt] = useState(0);
  const askedAt = useRef(Number.NEGATIVE_INFINITY);
  const size = held && wholeSize(held);
  useEffect(() => {
    if (!held || size === undefined) return undefined;
    const ask = (): void => {
      askedAt.current = performance.now();
      wholeObject(connection, resource, held).then(
        (whole) => setGot({ of: held, whole }),
        (error: unknown) => setGot((before) => ({ of: held, whole: before?.whole, error })),
      );
    };
    const timer = setTimeout(ask, Math.max(0, askedAt.current + PACE_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [connection, resource, held, size, attempt]);
  if (!held || size === undefined) return { object: held, waits: undefined };
  const { whole } = got ?? {};
  const [has, wants] = [Number(whole?.metadata.resourceVersion), Number(held.metadata.resourceVersion)];
  const isSame = whole?.metadata.uid === held.metadata.uid && (!isPast || has === wants);
  if (isSame && has >= wants) return { object: whole, waits: undefined };
  const reason = got?.of === held && got.error !== undefined ? reasonOf(got.error) : undefined;
  const retry = (): void => {
    setGot((before) => before && { of: before.of, whole: before.whole });
    setAttempt(attempt + 1);
  };
  return { object: isSame ? whole : undefined, waits: { size, reason, retry } };
}

export interface Held {
  readonly resource: string;
  readonly object: KubeObject;
}

/** All of them whole, in their order; undefined while one is not there. One is fetched after the other, each once. `of`: the same list as long as it says the same. */
export function useWholes(of: readonly Held[]): {
  readonly objects: readonly KubeObject[] | undefined;
  readonly waits: Waits | undefined;
} {
  const connection = useConnection();
  const reasonOf = useReason();
  // Another holder whenever there is more in it.
  const [known, setKnown] = useState(() => ({ wholes: new WeakMap<KubeObject, KubeObject>() }));
  const [attempt, setAttempt] = useState(0);
  const [failed, setFailed] = useState<{ readonly of: KubeObject; readonly error: unknown }>();
  const { missing, objects } = useMemo(() => {
    const { wholes } = known;
    const left = of.filter(({ object }) => isTrimmed(object) && !wholes.has(object));
    const whole = left.length > 0 ? undefined : of.map(({ object }) => wholes.get(object) ?? object);
    return { missing: left, objects: whole };
  }, [of, known]);
  const { resource = "", object } = missing[0] ?? {};
  useEffect(() => {
    if (!object) return;
    wholeObject(connection, resource, object).then(
      (whole) => setKnown(({ wholes }) => ({ wholes: wholes.set(object, whole) })),
      (error: unknown) => setFailed({ of: object, error }),
    );
  }, [connection, resource, object, attempt]);
  if (!object) return { objects, waits: undefined };
  const size = missing.reduce((sum, one) => sum + (wholeSize(one.object) ?? 0), 0);
  const reason = failed?.of === object ? reasonOf(failed.error) : undefined;
  const retry = (): void => {
    setFailed(undefined);
    setAttempt(attempt + 1);
  };
  return { objects: undefined, waits: { size, reason, retry } };
}

/** Gets an object whole for something that is about to be done with it: that it takes a while, or fails, is told. */
export function useGetWhole(): (resource: string, object: KubeObject) => Promise<KubeObject | undefined> {
  const t = useTranslations("inspector");
  const connection = useConnection();
  const reasonOf = useReason();
  return useCallback(
    async (resource, object) => {
      const size = wholeSize(object);
      if (size === undefined) return object;
      const { name } = object.metadata;
      const id = toast.loading(t("large.getting", { name, size: sizeText(size) }));
      try {
        const whole = await wholeObject(connection, resource, object);
        toast.dismiss(id);
        return whole;
      } catch (error) {
        const description = reasonOf(error);
        toast.error(t("large.notGot", { name }), { id, description, duration: 20_000, closeButton: true });
        return undefined;
      }
    },
    [t, connection, reasonOf],
  );
}

/** Why something could not be read, in the reader's language or the server's words. */
export function useReason(): (error: unknown) => string {
  const t = useTranslations("inspector");
  const { locale } = usePreferences();
  return useCallback(
    (error) => {
      if (error instanceof RequestRefused) return error.text[locale];
      return error instanceof ConnectionLost ? t("large.lost") : (error as Error).message;
    },
    [t, locale],
  );
}
