"use client";
/** All rooms of the server: searched, marked, deleted, brought back; several at once. */
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Button, Input, Select } from "../ui/controls.tsx";
import { arrangeRooms, type RoomSorting, rowsOf, type Show, SHOWS } from "./arrangeRooms.ts";
import { RoomTable } from "./RoomTable.tsx";
import type { Inside } from "./useAdmin.ts";
import { useFormats } from "./useFormats.ts";
import { useRoomActions } from "./useRoomActions.tsx";

/** What of the rooms is shown; it stays when one looks at something else, or signs in anew. */
export interface RoomsView {
  readonly search: string;
  readonly show: Show;
  readonly sorting: RoomSorting;
}

export const FIRST_VIEW: RoomsView = { search: "", show: "rooms", sorting: { column: "used", down: true } };

export interface RoomsPartProps {
  readonly admin: Inside;
  readonly view: RoomsView;
  onView(view: RoomsView): void;
}

export function RoomsPart({ admin, view, onView }: RoomsPartProps) {
  const t = useTranslations("admin.rooms");
  const { bytes } = useFormats();
  const { search, show, sorting } = view;
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const list = admin.rooms?.value;
  const all = useMemo(() => rowsOf(list?.rooms ?? []), [list]);
  const rows = useMemo(() => arrangeRooms(all, view), [all, view]);
  const chosen = useMemo(() => rows.filter(({ room }) => marked.has(room.id)), [rows, marked]);
  const totals = useMemo(() => {
    const own = all.filter(({ isCopy }) => !isCopy);
    return {
      rooms: own.length,
      people: own.reduce((sum, { room }) => sum + room.people, 0),
      bytes: bytes(all.reduce((sum, { room }) => sum + room.bytes, 0)),
    };
  }, [all, bytes]);
  const actions = useRoomActions(admin, () => setMarked(new Set()));
  if (!list)
    return (
      <p role="status" className="p-4 text-[13px] text-soft">
        {admin.roomsProblem ? "" : t("reading")}
      </p>
    );
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2">
        <Input
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={search}
          onChange={(event) => onView({ ...view, search: event.target.value })}
          className="w-56 max-sm:min-w-0 max-sm:flex-1"
        />
        <Select
          aria-label={t("show")}
          className="max-sm:w-36"
          value={show}
          onChange={(event) => onView({ ...view, show: event.target.value as Show })}
        >
          {SHOWS.map((one) => (
            <option key={one} value={one}>
              {t(`shows.${one}`)}
            </option>
          ))}
        </Select>
        <span className="flex flex-1 justify-between gap-3 text-[13px] tabular-nums max-sm:basis-full">
          <span role="status" className="text-soft">
            {t("shown", { count: rows.length, all: all.length })}
          </span>
          <span>{t("totals", totals)}</span>
        </span>
      </div>
      {chosen.length > 0 && (
        <div
          role="toolbar"
          aria-label={t("bulk")}
          className="flex h-10 shrink-0 items-center gap-1 overflow-x-auto border-b border-line bg-accent-soft px-3 text-[13px]"
        >
          <span role="status" className="mr-2 font-medium whitespace-nowrap">
            {t("marked", { count: chosen.length })}
          </span>
          {actions.bulk(chosen).map(({ id, label, icon: Icon, danger, run }) => (
            <Button key={id} look="quiet" className={danger ? "text-failing!" : "text-ink!"} onClick={run}>
              {Icon && <Icon size={14} aria-hidden />}
              {label}
            </Button>
          ))}
          <Button look="quiet" className="ml-auto" onClick={() => setMarked(new Set())}>
            {t("unmark")}
          </Button>
        </div>
      )}
      <RoomTable
        {...{ rows, sorting, marked }}
        now={list.now}
        onSort={(next) => onView({ ...view, sorting: next })}
        onMark={setMarked}
        actionsOf={actions.of}
      />
      {rows.length === 0 && (
        <div className="flex flex-col items-start gap-2 p-4 text-[13px] text-soft">
          <p>{t(all.length === 0 ? "none" : "noneFits")}</p>
          {all.length > 0 && (
            <Button onClick={() => onView({ ...view, search: "", show: "rooms" })}>{t("showAll")}</Button>
          )}
        </div>
      )}
      {actions.dialog}
    </>
  );
}
