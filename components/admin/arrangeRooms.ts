/** Which rooms the operator's table shows, in which order, and what is put together of a room and its copies. Pure. */
import type { AdminRoom } from "../../server/protocol/admin.ts";

export const SHOWS = ["rooms", "awake", "asleep", "deleted", "copies"] as const;
export type Show = (typeof SHOWS)[number];

export const ROOM_COLUMNS = ["name", "id", "mode", "people", "bytes", "created", "used", "state"] as const;
export type RoomColumn = (typeof ROOM_COLUMNS)[number];

export interface RoomSorting {
  readonly column: RoomColumn;
  readonly down: boolean;
}

export interface RoomRow {
  readonly room: AdminRoom;
  readonly state: "awake" | "asleep" | "deleted";
  /** Belongs to another room. */
  readonly isCopy: boolean;
  /** With its copies. */
  readonly bytes: number;
  readonly copies: number;
}

export function rowsOf(rooms: readonly AdminRoom[]): readonly RoomRow[] {
  const copies = new Map<string, { count: number; bytes: number }>();
  for (const { parent, bytes } of rooms) {
    if (parent === undefined) continue;
    const sum = copies.get(parent) ?? { count: 0, bytes: 0 };
    sum.count++;
    sum.bytes += bytes;
    copies.set(parent, sum);
  }
  return rooms.map((room) => ({
    room,
    state: room.deletedAt !== undefined ? "deleted" : room.awake ? "awake" : "asleep",
    isCopy: room.parent !== undefined || room.trialOf !== undefined,
    bytes: room.bytes + (copies.get(room.id)?.bytes ?? 0),
    copies: copies.get(room.id)?.count ?? 0,
  }));
}

const collator = new Intl.Collator("ko", { numeric: true });
/** What is in use comes first. */
const STATE_ORDER = { awake: 0, asleep: 1, deleted: 2 } as const;

const KEYS: { readonly [column in RoomColumn]: (row: RoomRow) => string | number } = {
  name: ({ room }) => room.name,
  id: ({ room }) => room.id,
  mode: ({ room }) => room.mode,
  people: ({ room }) => room.people,
  bytes: ({ bytes }) => bytes,
  created: ({ room }) => room.createdAt,
  // Whoever is awake is in use now.
  used: ({ room, state }) => (state === "awake" ? Number.MAX_SAFE_INTEGER : room.usedAt),
  state: ({ state }) => STATE_ORDER[state],
};

export function arrangeRooms(
  rows: readonly RoomRow[],
  { search, show, sorting }: { readonly search: string; readonly show: Show; readonly sorting: RoomSorting },
): readonly RoomRow[] {
  const words = search
    .normalize("NFC")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const fits = ({ room, state, isCopy }: RoomRow): boolean => {
    if (show === "copies" ? !isCopy : isCopy || (show !== "rooms" && state !== show)) return false;
    if (words.length === 0) return true;
    const whole = [room.name, room.id, room.parent, room.trialOf].join("\n").toLowerCase();
    return words.every((word) => whole.includes(word));
  };
  const key = KEYS[sorting.column];
  const keyed = rows.filter(fits).map((row) => ({ row, key: key(row) }));
  keyed.sort((left, right) => {
    const [a, b] = [left.key, right.key];
    const order = typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
    return (sorting.down ? -order : order) || right.row.room.createdAt - left.row.room.createdAt;
  });
  return keyed.map(({ row }) => row);
}
