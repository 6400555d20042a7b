"use client";
/** What a lesson begins with: how much of it is missing, what is in its way, and putting both right. */
import { useEffect, useMemo, useRef, useState } from "react";
import { toast } from "sonner";
import { parseAllDocuments } from "yaml";
import { objectKey } from "../../server/protocol/messages.ts";
import type { Lesson } from "../../server/protocol/lessons.ts";
import { refusalIn } from "../client/answers.ts";
import { pathOf, resourceOf, resourcePath } from "../editor/resourcePaths.ts";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { findObject, type Found, leftOver } from "./leftOver.ts";
import { useApply } from "./useApply.ts";

export interface Preparing {
  /** `anew`: what the lesson made is deleted first. */
  prepare(anew: boolean): Promise<void>;
  readonly preparing: boolean;
  /** Objects of the setup that are not there. */
  readonly missing: number;
  /** What was there under the lesson's names before it was opened, and is not of its making. */
  readonly inTheWay: readonly Found[];
  /** Deletes what is in the way; then the setup is put there. */
  clear(): Promise<void>;
}

export function usePrepare(lesson: Lesson): Preparing {
  const connection = useConnection();
  const { namespace } = useRoomView();
  const { apply } = useApply();
  const [preparing, setPreparing] = useState(false);
  const place = namespace || "default";
  const tables = useRoomPart(({ cluster }) => cluster.tables);
  const setup = useSetup(lesson);
  const missing = setup.filter(({ resource, name }) => !tables.get(resource)?.has(objectKey(place, name))).length;
  const inTheWay = useInTheWay(lesson, place);

  // What was refused is said; what is gone already is as it should be.
  const ask = async (
    { resource, object }: Found,
    method: "DELETE" | "PATCH",
    query: string,
    patch?: { readonly contentType: string; readonly body: string },
  ): Promise<void> => {
    const path = `${pathOf(resource, object.apiVersion, atOf(object))}${query}`;
    const answer = await connection.request(method, path, patch).catch(() => undefined);
    const refusal = answer && answer.status !== 404 && refusalIn(answer);
    if (refusal) toast.error(`${resource}/${object.metadata.name}`, { description: refusal, closeButton: true });
  };
  // At once: whoever begins anew does not want to wait for a grace period.
  const remove = (found: Found): Promise<void> => ask(found, "DELETE", "?gracePeriodSeconds=0");
  const undo = async (): Promise<void> => {
    for (const listed of lesson.objects) {
      const found = findObject(tables, listed, place);
      if (found) await remove(found);
    }
    for (const label of lesson.unlabel) {
      const [plural = "", name = "", ...key] = label.split("/");
      const found = findObject(tables, `${plural}/${name}`, place);
      if (!found) continue;
      await ask(found, "PATCH", "", {
        contentType: "application/merge-patch+json",
        body: JSON.stringify({ metadata: { labels: { [key.join("/")]: null } } }),
      });
    }
  };
  const during = async (work: () => Promise<void>): Promise<void> => {
    setPreparing(true);
    try {
      await work();
      if (lesson.setup) await apply(lesson.setup);
    } finally {
      setPreparing(false);
    }
  };
  return {
    prepare: (anew) => during(async () => void (anew && (await undo()))),
    preparing,
    missing,
    inTheWay,
    clear: () =>
      during(async () => {
        for (const found of inTheWay) await remove(found);
      }),
  };
}

const atOf = ({ metadata }: Found["object"]): { readonly namespace: string; readonly name: string } => ({
  namespace: metadata.namespace ?? "",
  name: metadata.name,
});

/** What is in the way now, of what was there when the lesson was opened: what one makes meanwhile is part of doing it. */
function useInTheWay(lesson: Lesson, place: string): readonly Found[] {
  const tables = useRoomPart(({ cluster }) => cluster.tables);
  const live = useRoomPart(({ phase }) => phase === "live");
  const found = useMemo(() => leftOver(lesson, tables, place), [lesson, tables, place]);
  const before = useRef<{ readonly lesson: string; readonly place: string; readonly uids: ReadonlySet<string> }>(
    undefined,
  );
  if (live && (before.current?.lesson !== lesson.id || before.current.place !== place))
    before.current = { lesson: lesson.id, place, uids: new Set(found.map(({ object }) => object.metadata.uid)) };
  const uids = before.current?.uids;
  return uids && uids.size > 0 ? found.filter(({ object }) => uids.has(object.metadata.uid)) : NONE;
}

const NONE: readonly Found[] = [];

interface Wanted {
  readonly resource: string;
  readonly name: string;
}

/** What the setup's manifests make, as this cluster names their kinds. */
function useSetup(lesson: Lesson): readonly Wanted[] {
  const connection = useConnection();
  const [wanted, setWanted] = useState<readonly Wanted[]>([]);
  useEffect(() => {
    let current = true;
    const read = async ({ apiVersion, kind, metadata }: Partial<Found["object"]>): Promise<readonly Wanted[]> => {
      if (!apiVersion || !kind || !metadata?.name) return [];
      const path = await resourcePath(connection, apiVersion, kind).catch(() => undefined);
      return path ? [{ resource: resourceOf(path), name: metadata.name }] : [];
    };
    const documents = parseAllDocuments(lesson.setup).map((one) => (one.toJS() ?? {}) as Partial<Found["object"]>);
    void Promise.all(documents.map(read)).then((lists) => current && setWanted(lists.flat()));
    return () => {
      current = false;
    };
  }, [lesson, connection]);
  return wanted;
}
