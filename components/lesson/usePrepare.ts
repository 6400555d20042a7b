"use client";
/** What a lesson begins with: how much of it is missing, and putting it there. */
import { useState } from "react";
import { parseAllDocuments } from "yaml";
import { objectKey } from "../../server/protocol/messages.ts";
import type { Lesson } from "../../server/protocol/lessons.ts";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { useApply } from "./useApply.ts";

export interface Preparing {
  /** `anew`: what the lesson made is deleted first. */
  prepare(anew: boolean): Promise<void>;
  readonly preparing: boolean;
  /** Objects of the setup that are not there. */
  readonly missing: number;
}

const TABLES: { readonly [plural: string]: string } = { deployments: "deployments.apps" };
const GROUPS: { readonly [plural: string]: string } = { deployments: "/apis/apps/v1" };

export function usePrepare(lesson: Lesson): Preparing {
  const connection = useConnection();
  const { namespace } = useRoomView();
  const { apply } = useApply();
  const [preparing, setPreparing] = useState(false);
  const place = namespace || "default";
  const missing = useRoomPart(
    ({ cluster }) =>
      setupNames(lesson.setup).filter(
        ({ plural, name }) => !cluster.tables.get(TABLES[plural] ?? plural)?.has(objectKey(place, name)),
      ).length,
  );
  const undo = async (): Promise<void> => {
    for (const object of lesson.objects) {
      const path = `${GROUPS[object.split("/")[0] ?? ""] ?? "/api/v1"}/namespaces/${place}/${object}`;
      // At once: whoever begins anew does not want to wait for a grace period.
      await connection.request("DELETE", `${path}?gracePeriodSeconds=0`).catch(() => undefined);
    }
    for (const label of lesson.unlabel) {
      const [plural = "", name = "", ...key] = label.split("/");
      const scope = plural === "nodes" ? "" : `namespaces/${place}/`;
      const patch = {
        contentType: "application/merge-patch+json",
        body: JSON.stringify({ metadata: { labels: { [key.join("/")]: null } } }),
      };
      await connection.request("PATCH", `/api/v1/${scope}${plural}/${name}`, patch).catch(() => undefined);
    }
  };
  const prepare = async (anew: boolean): Promise<void> => {
    setPreparing(true);
    try {
      if (anew) await undo();
      if (lesson.setup) await apply(lesson.setup);
    } finally {
      setPreparing(false);
    }
  };
  return { prepare, preparing, missing };
}

const known = new Map<string, readonly { readonly plural: string; readonly name: string }[]>();

function setupNames(setup: string): readonly { readonly plural: string; readonly name: string }[] {
  let names = known.get(setup);
  if (!names) {
    names = parseAllDocuments(setup).flatMap((document) => {
      const object = document.toJS() as {
        readonly kind?: string;
        readonly metadata?: { readonly name?: string };
      } | null;
      return object?.kind && object.metadata?.name
        ? [{ plural: `${object.kind.toLowerCase()}s`, name: object.metadata.name }]
        : [];
    });
    known.set(setup, names);
  }
  return names;
}
