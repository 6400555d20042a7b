"use client";
/** A kind as the server's own Table has it: for kinds without columns of ours. Asked again when its objects change. */
import { useEffect, useMemo, useState } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { refusalIn } from "../client/answers.ts";
import { objectPath } from "../editor/resourcePaths.ts";
import { useConnection, useRoomPart, useTable } from "../room/RoomContext.tsx";
import { AGE, type TableColumn } from "./columns.tsx";
import type { Kind } from "./kinds.ts";

const ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
/** Changes that come together are asked for once, ms. */
const TOGETHER_MS = 300;

interface TableAnswer {
  readonly kind?: string;
  readonly columnDefinitions?: readonly {
    readonly name: string;
    readonly format?: string;
    readonly type?: string;
    readonly priority?: number;
  }[];
  readonly rows?: readonly { readonly cells: readonly unknown[]; readonly object?: KubeObject }[];
}

export interface ServerTable {
  readonly columns: readonly TableColumn[];
  /** What the rows are about, as far as the server says it (metadata alone). */
  readonly objects: readonly KubeObject[];
  /** The server's words when it would not answer. */
  readonly refused?: string;
}

/** `kind` undefined asks nothing. */
export function useServerTable(kind: Kind | undefined, namespace: string): ServerTable | undefined {
  const connection = useConnection();
  const live = useRoomPart(({ phase }) => phase === "live");
  const moment = useRoomPart(({ past }) => past?.time);
  const table = useTable(kind?.resource ?? "");
  const path = kind ? objectPath(pathOfKind(kind), namespace) : undefined;
  const [answer, setAnswer] = useState<{ readonly path: string; readonly table: TableAnswer; readonly no?: string }>();
  useEffect(() => {
    if (!path || !live) return;
    let stopped = false;
    const timer = setTimeout(() => {
      connection.request("GET", `${path}?includeObject=Metadata`, { accept: ACCEPT }).then(
        (result) => {
          if (stopped) return;
          const no = refusalIn(result);
          setAnswer({ path, table: (no ? {} : result.body) as TableAnswer, ...(no ? { no } : {}) });
        },
        () => {},
      );
    }, TOGETHER_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [connection, live, moment, path, table]);
  return useMemo(() => {
    if (!answer || answer.path !== path) return undefined;
    const { columnDefinitions = [], rows = [] } = answer.table;
    const cells = new Map(rows.map((row) => [row.object?.metadata.uid ?? "", row.cells]));
    const columns = columnDefinitions.flatMap(({ name, format, priority = 0 }, index): readonly TableColumn[] => {
      if (format === "name" || name === "Name") return [];
      // When it was made is told by its age.
      if (name === "Created At") return [];
      if (name === "Age") return [AGE];
      const text = ({ metadata }: KubeObject): string => printCell(cells.get(metadata.uid)?.[index]);
      return [
        {
          title: name,
          text: name,
          ...(priority > 0 ? { wide: true } : {}),
          cell: text,
          sort: (object) => {
            const value = cells.get(object.metadata.uid)?.[index];
            return typeof value === "number" ? value : text(object);
          },
        },
      ];
    });
    return {
      columns,
      objects: rows.flatMap(({ object }) => object ?? []),
      ...(answer.no ? { refused: answer.no } : {}),
    };
  }, [answer, path]);
}

function pathOfKind({ plural, namespaced, apiVersion }: Kind) {
  return { plural, namespaced, root: apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}` };
}

function printCell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
}
