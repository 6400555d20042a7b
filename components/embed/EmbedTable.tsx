"use client";
/** Rows of one kind, to be read only. */
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useClusterTime, useObjects, useRoomView } from "../room/RoomContext.tsx";
import { arrange } from "../tables/arrange.ts";
import { AGE, NAME, OWN_COLUMNS, type TableColumn } from "../tables/columns.tsx";

/** More rows than these are a number. */
const SHOWN = 200;

export function EmbedTable({ resource, className }: { readonly resource: string; readonly className: string }) {
  const t = useTranslations("tables");
  const now = useClusterTime();
  const { namespace, view } = useRoomView();
  const clusterScoped = resource === "nodes";
  const objects = useObjects<KubeObject>(resource, clusterScoped);
  const columns = useMemo((): readonly TableColumn[] => {
    const own = (OWN_COLUMNS[resource] ?? [NAME, AGE]).filter(({ wide }) => !wide);
    const space: TableColumn = { title: "namespace", mono: true, cell: ({ metadata }) => metadata.namespace ?? "" };
    return namespace === "" && !clusterScoped ? [...own.slice(0, 1), space, ...own.slice(1)] : own;
  }, [resource, namespace, clusterScoped]);
  const rows = useMemo(
    () => arrange(objects, { search: "", labels: view.labels, words: () => "", sort: undefined }),
    [objects, view.labels],
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard
    <section aria-label={resource} tabIndex={0} className={`min-h-0 overflow-auto ${className}`}>
      <table className="w-full border-collapse text-[13px]">
        <thead className="sticky top-0 z-10 bg-paper">
          <tr>
            {columns.map(({ title, text }) => (
              <th
                key={title}
                className="border-b border-line px-3 py-1.5 text-left text-[12px] font-medium whitespace-nowrap text-soft"
              >
                {text ?? t(title as "name")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((object) => (
            <tr key={object.metadata.uid} data-row={object.metadata.name} className="h-8 border-b border-line">
              {columns.map((column) => (
                <td
                  key={column.title}
                  className={`max-w-80 truncate px-3 ${column.mono ? "font-mono text-[12px]" : ""}`}
                >
                  {column.cell(object, now)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="p-3 text-[13px] text-soft">{t("empty")}</p>}
      {rows.length > SHOWN && <p className="p-3 text-[13px] text-soft">+{rows.length - SHOWN}</p>}
    </section>
  );
}
