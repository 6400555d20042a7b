"use client";
/** Live tables, a tab a resource, in the manner of the Kubernetes Dashboard. Only the rows in sight are drawn. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useClusterTime, useObjects, useRoomView } from "../room/RoomContext.tsx";
import { Input, TabBar, TabPanel } from "../ui/controls.tsx";
import { TABLES, type TableColumn, type TableDefinition } from "./columns.tsx";

const ROW = 32;

export function Tables() {
  const t = useTranslations("tables");
  const [id, setId] = useState("pods");
  const [filter, setFilter] = useState("");
  const definition = TABLES.find((table) => table.id === id) ?? (TABLES[0] as TableDefinition);
  return (
    <div className="flex h-full flex-col">
      <div className="flex items-center gap-3 border-b border-line px-2">
        <TabBar
          name="table"
          label={t("kinds")}
          value={id}
          onChange={setId}
          items={TABLES.map((table) => ({ id: table.id, label: t(table.id as "pods") }))}
        />
        <Input
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          placeholder={t("filter")}
          aria-label={t("filter")}
          className="ml-auto w-48 max-lg:w-36 max-sm:hidden"
        />
      </div>
      <TabPanel name="table" value={id} className="flex min-h-0 flex-1 flex-col">
        <ObjectTable key={id} definition={definition} filter={filter} />
      </TabPanel>
    </div>
  );
}

function ObjectTable({ definition, filter }: { readonly definition: TableDefinition; readonly filter: string }) {
  const t = useTranslations("tables");
  const now = useClusterTime();
  const { namespace, select, selection } = useRoomView();
  const objects = useObjects<KubeObject>(definition.resource, !definition.namespaced);
  const [sorting, setSorting] = useState<{ readonly column: TableColumn; readonly down: boolean } | undefined>();
  const columns = useMemo(
    () =>
      definition.namespaced && namespace === ""
        ? [
            { title: "namespace", mono: true, cell: ({ metadata }: KubeObject) => metadata.namespace ?? "" },
            ...definition.columns,
          ]
        : definition.columns,
    [definition, namespace],
  );
  const rows = useMemo(
    () => arrange(objects, { filter, sorting, resource: definition.resource }),
    [objects, filter, sorting, definition],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items[items.length - 1]?.end ?? 0);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
      <table className="w-full border-collapse text-[13px]">
        <thead className="sticky top-0 z-10 bg-paper">
          <tr>
            {columns.map((column) => {
              const sorted = sorting?.column.title === column.title;
              return (
                <th
                  key={column.title}
                  aria-sort={sorted ? (sorting.down ? "descending" : "ascending") : "none"}
                  className="border-b border-line px-3 py-1.5 text-left text-[12px] font-medium whitespace-nowrap text-soft"
                >
                  <button type="button" onClick={() => setSorting({ column, down: sorted ? !sorting.down : false })}>
                    {t(column.title as "name")} {sorted ? (sorting.down ? "↓" : "↑") : ""}
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr style={{ height: before }} />}
          {items.map(({ index }) => {
            const object = rows[index] as KubeObject;
            const { name, namespace: space = "", uid } = object.metadata;
            const chosen =
              selection?.resource === definition.resource && selection.name === name && selection.namespace === space;
            return (
              <tr
                key={uid}
                onClick={() => select({ resource: definition.resource, namespace: space, name })}
                className={`h-8 cursor-pointer border-b border-line hover:bg-panel ${chosen ? "bg-accent-soft" : ""}`}
              >
                {columns.map((column, position) => (
                  <td
                    key={column.title}
                    className={`max-w-96 truncate px-3 ${column.mono ? "font-mono text-[12px]" : ""}`}
                  >
                    {position === 0 ? (
                      <button type="button" className="max-w-full truncate text-left">
                        {column.cell(object, now)}
                      </button>
                    ) : (
                      column.cell(object, now)
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <tr style={{ height: after }} />}
        </tbody>
      </table>
      {rows.length === 0 && <p className="p-4 text-[13px] text-faint">{t("empty")}</p>}
    </div>
  );
}

interface Arrangement {
  readonly filter: string;
  readonly sorting: { readonly column: TableColumn; readonly down: boolean } | undefined;
  readonly resource: string;
}

function arrange(objects: readonly KubeObject[], { filter, sorting, resource }: Arrangement): readonly KubeObject[] {
  const words = filter.toLowerCase();
  const chosen =
    words === ""
      ? [...objects]
      : objects.filter(
          ({ metadata }) =>
            metadata.name.toLowerCase().includes(words) ||
            Object.entries(metadata.labels ?? {}).some(([key, value]) => `${key}=${value}`.includes(words)),
        );
  if (!sorting) return resource === "events" ? chosen.reverse() : chosen;
  const { column, down } = sorting;
  const keyOf = (object: KubeObject): string | number => column.sort?.(object) ?? String(column.cell(object, 0));
  return chosen.sort((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
    return down ? -order : order;
  });
}
