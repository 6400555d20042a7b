"use client";
/** Rooms in rows, of which those in sight are drawn; a phone shows the rest of a row under its name. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useViewport } from "../room/useViewport.ts";
import type { MenuItem } from "../ui/Menu.tsx";
import { ROOM_COLUMNS, type RoomColumn, type RoomRow, type RoomSorting } from "./arrangeRooms.ts";
import { RoomLine } from "./RoomLine.tsx";

const ROW = { phone: 52, narrow: 32, wide: 32 } as const;
/** What is left of the columns when there is less room. */
const FEWER: { readonly [viewport in "phone" | "narrow"]: readonly RoomColumn[] } = {
  phone: ["name", "state"],
  narrow: ["name", "people", "bytes", "used", "state"],
};
/** The most, and the newest, first. */
const DOWN_FIRST: readonly RoomColumn[] = ["people", "bytes", "created", "used"];

export interface RoomTableProps {
  readonly rows: readonly RoomRow[];
  readonly sorting: RoomSorting;
  readonly marked: ReadonlySet<string>;
  /** The server's clock, ms. */
  readonly now: number;
  onSort(sorting: RoomSorting): void;
  onMark(marked: ReadonlySet<string>): void;
  readonly actionsOf: (row: RoomRow) => readonly MenuItem[];
}

export function RoomTable({ rows, sorting, marked, now, onSort, onMark, actionsOf }: RoomTableProps) {
  const t = useTranslations("admin.rooms");
  const viewport = useViewport();
  const columns = viewport === "wide" ? ROOM_COLUMNS : FEWER[viewport];
  const height = ROW[viewport];
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [virtual, height]);
  const drawn = virtual.getVirtualItems();
  const before = drawn[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0);

  const anchor = useRef<number>(undefined);
  const mark = (index: number, range: boolean): void => {
    const next = new Set(marked);
    const id = rows[index]?.room.id ?? "";
    const on = !next.has(id);
    const [from, to] = range && anchor.current !== undefined ? [anchor.current, index] : [index, index];
    for (const { room } of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      if (on) next.add(room.id);
      else next.delete(room.id);
    }
    anchor.current = index;
    onMark(next);
  };
  // Arrow keys go from mark to mark, into rows that are not drawn yet too.
  const wanted = useRef<number>(undefined);
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
  const shownMarked = rows.filter(({ room }) => marked.has(room.id)).length;
  const isAll = rows.length > 0 && shownMarked === rows.length;
  if (rows.length === 0) return null;
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
      <table className="w-full border-collapse text-[13px]" aria-rowcount={rows.length + 1}>
        <caption className="sr-only">{t("caption")}</caption>
        <thead className="sticky top-0 z-10 bg-paper">
          <tr>
            <th className="w-9 border-b border-line pl-4 text-left">
              <input
                type="checkbox"
                aria-label={t("markAll")}
                className="block size-3.5 accent-accent"
                checked={isAll}
                ref={(box) => {
                  if (box) box.indeterminate = shownMarked > 0 && !isAll;
                }}
                onChange={() => onMark(isAll ? new Set() : new Set(rows.map(({ room }) => room.id)))}
              />
            </th>
            {columns.map((column) => {
              const own = sorting.column === column ? sorting : undefined;
              const right = column === "people" || column === "bytes";
              return (
                <th
                  key={column}
                  scope="col"
                  aria-sort={own ? (own.down ? "descending" : "ascending") : "none"}
                  className={`border-b border-line px-2.5 py-1.5 text-[12px] font-medium whitespace-nowrap text-soft ${right ? "text-right" : "text-left"}`}
                >
                  <button
                    type="button"
                    className="hover:text-ink"
                    onClick={() => onSort({ column, down: own ? !own.down : DOWN_FIRST.includes(column) })}
                  >
                    {t(column)}
                    <span aria-hidden className="ml-1">
                      {own ? (own.down ? "↓" : "↑") : ""}
                    </span>
                  </button>
                </th>
              );
            })}
            <th className="w-9 border-b border-line">
              <span className="sr-only">{t("actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {drawn.map(({ index }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <RoomLine
                key={row.room.id}
                {...{ row, index, columns, height, now, actionsOf }}
                folded={viewport === "phone"}
                marked={marked.has(row.room.id)}
                onMark={mark}
                onWalk={walk}
              />
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

function focusRow(within: HTMLElement | null, index: number): boolean {
  const box = within?.querySelector<HTMLElement>(`[data-mark="${index}"]`);
  box?.focus();
  return box !== null && box !== undefined;
}
