"use client";
/** Rows of one kind, live; only those in sight are drawn. Rows can be marked, opened, and acted on. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { objectKey } from "../../server/protocol/messages.ts";
import { usePrintable } from "../room/printing.ts";
import { useClusterTime, useObjects, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Button } from "../ui/controls.tsx";
import { Menu } from "../ui/Menu.tsx";
import { arrange } from "./arrange.ts";
import { AGE, NAME, OWN_COLUMNS, OWNER, type TableColumn } from "./columns.tsx";
import type { Kind } from "./kinds.ts";
import type { Target } from "../actions/Target.ts";
import { useObjectActions } from "../actions/useObjectActions.tsx";
import { useServerTable } from "./useServerTable.ts";
import { printUsage, type Usage, useUsage } from "./useUsage.ts";

const ROW = 32;
/** So many label chips are shown before the rest is a number. */
const CHIPS = 2;

export function ObjectTable({ kind, wide }: { readonly kind: Kind; readonly wide: boolean }) {
  const t = useTranslations("tables");
  const now = useClusterTime();
  const { view, setView, namespace, select, selection } = useRoomView();
  const own = OWN_COLUMNS[kind.resource];
  const server = useServerTable(own ? undefined : kind, kind.namespaced ? namespace : "");
  const held = useRoomPart(({ cluster }) => cluster.tables.has(kind.resource));
  const live = useObjects<KubeObject>(kind.resource, !kind.namespaced);
  const objects = held || !server ? live : server.objects;
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
                    className="border-b border-line px-2.5 py-1.5 text-left text-[12px] font-medium whitespace-nowrap text-soft"
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
              const target = targetOf(kind, object);
              const { name, namespace: space } = target.selection;
              const chosen =
                selection?.resource === kind.resource && selection.name === name && selection.namespace === space;
              const key = keyOfObject(object);
              return (
                <tr
                  key={object.metadata.uid}
                  aria-rowindex={index + 2}
                  data-row={name}
                  onClick={() => select(target.selection)}
                  className={`group h-8 cursor-pointer border-b border-line ${chosen || marked.has(key) ? "bg-accent-soft" : "bg-paper hover:bg-panel"} ${object.metadata.deletionTimestamp ? "text-soft" : ""}`}
                >
                  <td className="pl-3 print:hidden" onClick={(event) => event.stopPropagation()}>
                    <input
                      type="checkbox"
                      aria-label={t("mark", { name })}
                      className="block size-3.5 accent-accent"
                      checked={marked.has(key)}
                      onClick={(event) => mark(index, event.shiftKey)}
                      onChange={() => {}}
                    />
                  </td>
                  {columns.map((column, position) => {
                    const content = column.cell(object, now);
                    return (
                      <td
                        key={column.title}
                        title={typeof content === "string" && content.length > 24 ? content : undefined}
                        className={`max-w-80 truncate px-2.5 ${column.mono ? "font-mono text-[12px]" : ""}`}
                      >
                        {position === 0 ? (
                          <button
                            type="button"
                            data-name={index}
                            className="max-w-full truncate text-left"
                            onKeyDown={(event) => walk(event, index)}
                          >
                            {column.mark?.(object)}
                            {content}
                          </button>
                        ) : column === LABELS ? (
                          <Labels
                            labels={object.metadata.labels}
                            chosen={view.labels}
                            shown={printing ? Number.POSITIVE_INFINITY : CHIPS}
                            onChoose={(chip) =>
                              setView({
                                labels: view.labels.includes(chip)
                                  ? view.labels.filter((other) => other !== chip)
                                  : [...view.labels, chip],
                              })
                            }
                          />
                        ) : (
                          content
                        )}
                      </td>
                    );
                  })}
                  <td
                    className="sticky right-0 bg-inherit pr-2 text-right print:hidden"
                    onClick={(event) => event.stopPropagation()}
                  >
                    <Menu
                      items={() =>
                        actions
                          .of(kind, target)
                          // Keys are for what is selected.
                          .map(({ keys, ...item }) => (chosen && keys ? { ...item, keys } : item))
                      }
                    >
                      <button
                        type="button"
                        aria-label={t("actionsOf", { name })}
                        className="inline-grid size-6 place-items-center rounded-control text-soft hover:bg-line/60 hover:text-ink"
                      >
                        <Ellipsis size={15} aria-hidden />
                      </button>
                    </Menu>
                  </td>
                </tr>
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

const LABELS: TableColumn = {
  title: "labels",
  cell: () => null,
  sort: ({ metadata }) =>
    Object.entries(metadata.labels ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
};

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

function targetOf(kind: Kind, object: KubeObject): Target {
  const { name, namespace = "" } = object.metadata;
  const whole = object.kind && object.kind !== "PartialObjectMetadata" ? object : withKind(object, kind);
  return { selection: { resource: kind.resource, namespace, name }, object: whole };
}

function withKind(object: KubeObject, { kind, apiVersion }: Kind): KubeObject {
  return { ...object, kind, apiVersion };
}

function focusRow(within: HTMLElement | null, index: number): boolean {
  const name = within?.querySelector<HTMLElement>(`[data-name="${index}"]`);
  name?.focus();
  return name !== null && name !== undefined;
}

function Labels({
  labels = {},
  chosen,
  shown,
  onChoose,
}: {
  readonly labels: { readonly [key: string]: string } | undefined;
  readonly chosen: readonly string[];
  readonly shown: number;
  onChoose(chip: string): void;
}) {
  const chips = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const rest = chips.slice(shown);
  return (
    <span className="flex items-center gap-1">
      {chips.slice(0, shown).map((chip) => (
        <span key={chip} className="max-w-44 min-w-0 truncate" title={chip}>
          <button
            type="button"
            aria-pressed={chosen.includes(chip)}
            onClick={(event) => {
              event.stopPropagation();
              onChoose(chip);
            }}
            className={`max-w-full truncate rounded border px-1.5 font-mono text-[11px] leading-[18px] ${chosen.includes(chip) ? "border-accent bg-accent text-accent-ink" : "border-line bg-panel text-ink hover:border-accent"}`}
          >
            {chip}
          </button>
        </span>
      ))}
      {rest.length > 0 && (
        <span className="shrink-0 text-[11px] text-faint" title={rest.join("\n")}>
          +{rest.length}
        </span>
      )}
    </span>
  );
}
