"use client";
/** Rows of one kind, live; only those in sight are drawn. Rows can be marked, opened, and acted on. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { objectKey } from "../../server/protocol/messages.ts";
import { usePrintable } from "../room/printing.ts";
import { useClusterTime, useObjects, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { arrange } from "./arrange.ts";
import { AGE, NAME, OWN_COLUMNS, OWNER, type TableColumn } from "./columns.tsx";
import type { Kind } from "./kinds.ts";
import { useObjectActions } from "../actions/useObjectActions.tsx";
import { LABELS, ObjectRow, type RowDoes, targetOf } from "./ObjectRow.tsx";
import { useServerTable } from "./useServerTable.ts";
import { printUsage, type Usage, useUsage } from "../map/useUsage.ts";

const ROW = 32;
/** So many label chips are shown before the rest is a number. */
const CHIPS = 2;

export function ObjectTable({ kind, wide }: { readonly kind: Kind; readonly wide: boolean }) {
  const t = useTranslations("tables");
  const now = useClusterTime();
  const { view, setView, namespace, select, selection } = useRoomView();
  const own = OWN_COLUMNS[kind.resource];
  const server = useServerTable(own ? undefined : kind, kind.namespaced ? namespace : "");
  const inHand = useRoomPart(({ cluster }) => cluster.tables.has(kind.resource));
  const live = useObjects<KubeObject>(kind.resource, !kind.namespaced);
  const objects = inHand || !server ? live : server.objects;
  const sorting = useMemo(
    () => (view.sort === "" ? undefined : { title: view.sort.replace(/^-/, ""), down: view.sort.startsWith("-") }),
    [view.sort],
  );
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<number | undefined>(undefined);
  const actions = useObjectActions(() => setMarked(new Set()));

  const usage = useUsage(kind.resource === "pods" || kind.resource === "nodes" ? kind.resource : undefined);
  const columns = useMemo(
    () =>
      columnsOf([...(own ?? server?.columns ?? []), ...usageColumns(usage)], {
        everywhere: kind.namespaced && namespace === "",
        wide,
      }),
    [own, server, usage, kind, namespace, wide],
  );
  const rows = useMemo(() => {
    const column = columns.find(({ title }) => title === sorting?.title);
    const words = (object: KubeObject): string =>
      columns
        .map((one) => one.sort?.(object) ?? one.cell(object, 0))
        .filter((cell) => typeof cell === "string")
        .join("\n");
    const arranged = arrange(objects, {
      search: view.search,
      labels: view.labels,
      words,
      sort: column && sorting && { key: (object) => keyOf(column, object), down: sorting.down },
    });
    return kind.resource === "events" && !column ? arranged.toReversed() : arranged;
  }, [objects, columns, sorting, view.search, view.labels, kind]);

  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  // On paper stand all rows, with all their labels.
  const [printing, setPrinting] = useState(false);
  usePrintable(() => {
    flushSync(() => setPrinting(true));
    const printed = scroller.current?.querySelector("table")?.cloneNode(true) as Element | undefined;
    flushSync(() => setPrinting(false));
    return printed;
  });
  const drawn = virtual.getVirtualItems();
  const items = printing ? rows.map((_, index) => ({ index })) : drawn;
  const before = printing ? 0 : (drawn[0]?.start ?? 0);
  const after = printing ? 0 : virtual.getTotalSize() - (drawn[drawn.length - 1]?.end ?? 0);

  const targets = useMemo(
    () => rows.filter((object) => marked.has(keyOfObject(object))).map((object) => targetOf(kind, object)),
    [rows, marked, kind],
  );
  const mark = (index: number, range: boolean): void => {
    const next = new Set(marked);
    const key = keyOfObject(rows[index] as KubeObject);
    const on = !next.has(key);
    const [from, to] = range && anchor.current !== undefined ? [anchor.current, index] : [index, index];
    for (let at = Math.min(from, to); at <= Math.max(from, to); at++) {
      const each = keyOfObject(rows[at] as KubeObject);
      if (on) next.add(each);
      else next.delete(each);
    }
    anchor.current = index;
    setMarked(next);
  };
  // Arrow keys go from name to name, into rows that are not drawn yet too.
  const wanted = useRef<number | undefined>(undefined);
  const walk = (event: KeyboardEvent, index: number): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    wanted.current = Math.min(rows.length - 1, Math.max(0, index + step));
    virtual.scrollToIndex(wanted.current);
    focusRow(scroller.current, wanted.current);
  };
  useEffect(() => {
    if (wanted.current !== undefined && focusRow(scroller.current, wanted.current)) wanted.current = undefined;
  });
  const newest = { mark, walk, select, choose: (labels: readonly string[]) => setView({ labels }) };
  const held = useRef(newest);
  held.current = newest;
  const does = useMemo(
    (): RowDoes => ({
      onMark: (index, range) => held.current.mark(index, range),
      onWalk: (event, index) => held.current.walk(event, index),
      onSelect: (selection) => held.current.select(selection),
      onLabels: (labels) => held.current.choose(labels),
    }),
    [],
  );
  const all = rows.length > 0 && targets.length === rows.length;
  const filtered = view.search !== "" || view.labels.length > 0;

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {targets.length > 0 && (
        <div
          role="toolbar"
          aria-label={t("bulk")}
          className="flex h-10 shrink-0 items-center gap-1 overflow-x-auto border-b border-line bg-accent-soft px-3 text-[13px]"
        >
          <span role="status" className="mr-2 font-medium whitespace-nowrap">
            {t("marked", { count: targets.length })}
          </span>
          {actions.bulk(kind, targets).map(({ id, label, icon: Icon, danger, why, run }) => (
            <Button
              key={id}
              look="quiet"
              className={danger ? "text-failing" : "text-ink"}
              disabled={why !== undefined}
              title={why}
              onClick={run}
            >
              {Icon && <Icon size={14} aria-hidden />}
              {label}
            </Button>
          ))}
          <Button look="quiet" className="ml-auto" onClick={() => setMarked(new Set())}>
            {t("unmark")}
          </Button>
        </div>
      )}
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
        <table className="w-full border-collapse text-[13px]" aria-rowcount={rows.length + 1}>
          <thead className="sticky top-0 z-10 bg-paper">
            <tr>
              <th className="w-9 border-b border-line pl-3 text-left print:hidden">
                <input
                  type="checkbox"
                  aria-label={t("markAll")}
                  className="block size-3.5 accent-accent"
                  checked={all}
                  ref={(box) => {
                    if (box) box.indeterminate = targets.length > 0 && !all;
                  }}
                  onChange={() => setMarked(all ? new Set() : new Set(rows.map(keyOfObject)))}
                />
              </th>
              {columns.map((column) => {
                const sorted = sorting?.title === column.title ? sorting : undefined;
                return (
                  <th
                    key={column.title}
                    aria-sort={sorted ? (sorted.down ? "descending" : "ascending") : "none"}
                    className="border-b border-line px-2.5 py-1.5 @max-4xl:px-1.5 text-left text-[12px] font-medium whitespace-nowrap text-soft"
                  >
                    <button
                      type="button"
                      className="hover:text-ink"
                      onClick={() => setView({ sort: sorted && !sorted.down ? `-${column.title}` : column.title })}
                    >
                      {column.text ?? t(column.title as "name")}
                      <span aria-hidden className="ml-1">
                        {sorted ? (sorted.down ? "↓" : "↑") : ""}
                      </span>
                    </button>
                  </th>
                );
              })}
              <th className="sticky right-0 w-9 border-b border-line bg-paper print:hidden">
                <span className="sr-only">{t("actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr aria-hidden style={{ height: before }} />}
            {items.map(({ index }) => {
              const object = rows[index] as KubeObject;
              const { name, namespace: space = "" } = object.metadata;
              const chosen =
                selection?.resource === kind.resource && selection.name === name && selection.namespace === space;
              return (
                <ObjectRow
                  key={object.metadata.uid}
                  kind={kind}
                  object={object}
                  index={index}
                  columns={columns}
                  now={now}
                  chosen={chosen}
                  marked={marked.has(keyOfObject(object))}
                  chips={printing ? Number.POSITIVE_INFINITY : CHIPS}
                  labelsChosen={view.labels}
                  does={does}
                  actionsOf={actions.of}
                />
              );
            })}
            {after > 0 && <tr aria-hidden style={{ height: after }} />}
          </tbody>
        </table>
        {rows.length === 0 && (
          <div className="flex flex-col items-start gap-2 p-4 text-[13px] text-soft">
            <p className="break-keep">{server?.refused ?? t(filtered && objects.length > 0 ? "noneFits" : "empty")}</p>
            {filtered && objects.length > 0 && (
              <Button onClick={() => setView({ search: "", labels: [] })}>{t("showAll")}</Button>
            )}
          </div>
        )}
      </div>
      {actions.dialog}
    </div>
  );
}

const NAMESPACE: TableColumn = {
  title: "namespace",
  mono: true,
  cell: ({ metadata }) => metadata.namespace ?? "",
};

function usageColumns(usage: ReadonlyMap<string, Usage> | undefined): readonly TableColumn[] {
  if (!usage) return [];
  const of = (part: keyof Usage): TableColumn => ({
    title: part === "cpu" ? "cpuUsed" : "memoryUsed",
    cell: (object) => printUsage(usage.get(keyOfObject(object)), part),
    sort: (object) => usage.get(keyOfObject(object))?.[part] ?? -1,
  });
  return [of("cpu"), of("memory")];
}

/** A kind's own columns in the order of all tables: name, namespace, what is its own, labels, owner, age. */
function columnsOf(
  given: readonly TableColumn[],
  { everywhere, wide }: { readonly everywhere: boolean; readonly wide: boolean },
): readonly TableColumn[] {
  const own = given.find(({ title }) => title === NAME.title);
  const named = own !== undefined || given.length === 0 || !given.some(({ title }) => title === "last");
  const middle = given.filter((column) => column !== own && column !== AGE && (wide || !column.wide));
  const owner = wide && named && !given.includes(OWNER) ? [OWNER] : [];
  const space = everywhere ? [NAMESPACE] : [];
  if (!named) return [...middle.slice(0, 1), ...space, ...middle.slice(1)];
  return [own ?? NAME, ...space, ...middle, ...owner, LABELS, AGE];
}

function keyOf(column: TableColumn, object: KubeObject): string | number {
  const key = column.sort?.(object) ?? column.cell(object, 0);
  return typeof key === "number" ? key : String(key);
}

function keyOfObject({ metadata }: KubeObject): string {
  return objectKey(metadata.namespace, metadata.name);
}

function focusRow(within: HTMLElement | null, index: number): boolean {
  const name = within?.querySelector<HTMLElement>(`[data-name="${index}"]`);
  name?.focus();
  return name !== null && name !== undefined;
}
