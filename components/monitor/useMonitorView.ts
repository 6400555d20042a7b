"use client";
/** How an instructor has the monitor stand: in the address, so that a reload on a projector does not show what was hidden. */
import { useCallback, useState } from "react";
import { type Show, SHOWS, type Sort, SORTS } from "./useStudents.ts";

export interface MonitorView {
  readonly sort: Sort;
  readonly show: Show;
  /** For a projector: large, and nothing that tells who is who. */
  readonly projector: boolean;
  /** Tiles small enough for a large class on one screen; undefined: by how many there are. */
  readonly small: boolean | undefined;
  /** Whose screen is seen. */
  readonly watched: string | undefined;
}

/** With more students than this tiles are small unless somebody wants them large. */
const MANY = 40;

export const isSmall = ({ small }: MonitorView, students: number): boolean => small ?? students > MANY;

const among = <T extends string>(all: readonly T[], value: string | null): T =>
  all.find((one) => one === value) ?? (all[0] as T);

export function parseMonitorView(query: string): MonitorView {
  const given = new URLSearchParams(query);
  const small = given.get("tiles");
  return {
    sort: among(SORTS, given.get("order")),
    show: among(SHOWS, given.get("who")),
    projector: given.get("projector") === "1",
    small: small === null ? undefined : small === "small",
    watched: given.get("see") ?? undefined,
  };
}

/** `query` with the view in place of the one it held. */
export function printMonitorView({ sort, show, projector, small, watched }: MonitorView, query: string): string {
  const result = new URLSearchParams(query);
  const put = (key: string, value: string | undefined): void =>
    value === undefined ? result.delete(key) : result.set(key, value);
  put("order", sort === SORTS[0] ? undefined : sort);
  put("who", show === SHOWS[0] ? undefined : show);
  put("projector", projector ? "1" : undefined);
  put("tiles", small === undefined ? undefined : small ? "small" : "large");
  put("see", watched);
  const printed = String(result);
  return printed === "" ? "" : `?${printed}`;
}

export function useMonitorView(): readonly [MonitorView, (change: Partial<MonitorView>) => void] {
  const [view, setView] = useState(() => parseMonitorView(location.search));
  const change = useCallback((part: Partial<MonitorView>) => {
    const next = { ...parseMonitorView(location.search), ...part };
    history.replaceState(null, "", `${location.pathname}${printMonitorView(next, location.search)}${location.hash}`);
    setView(next);
  }, []);
  return [view, change];
}
