"use client";
/** A room in the operator's table. */
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyboardEvent, ReactNode } from "react";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import type { RoomColumn, RoomRow } from "./arrangeRooms.ts";
import { useFormats } from "./useFormats.ts";

export interface RoomLineProps {
  readonly row: RoomRow;
  readonly index: number;
  readonly columns: readonly RoomColumn[];
  readonly height: number;
  /** What has no column stands under the name. */
  readonly folded: boolean;
  readonly now: number;
  readonly marked: boolean;
  onMark(index: number, range: boolean): void;
  onWalk(event: KeyboardEvent, index: number): void;
  readonly actionsOf: (row: RoomRow) => readonly MenuItem[];
}

export function RoomLine(props: RoomLineProps) {
  const { row, index, columns, height, folded, now, marked, onMark, onWalk, actionsOf } = props;
  const t = useTranslations("admin.rooms");
  const formats = useFormats();
  const { room, state } = row;
  const name = room.name || room.id;
  const rest = now - room.usedAt;
  const used = state === "awake" ? t("now") : rest < 60_000 ? t("justNow") : formats.relative(-rest);
  const cells: { readonly [column in RoomColumn]: () => ReactNode } = {
    name: () => (
      <>
        <span className="flex min-w-0 items-baseline gap-2">
          <span className="truncate font-medium" title={room.name}>
            {room.name || <span className="font-normal text-soft">{t("unnamed")}</span>}
          </span>
          {row.isCopy && <Belonging row={row} />}
        </span>
        {folded && (
          <span className="block truncate text-[12px] text-soft tabular-nums">
            <span className="font-mono">{room.id}</span> · {formats.bytes(row.bytes)} · {used}
          </span>
        )}
      </>
    ),
    id: () => <span className="font-mono text-[12px]">{room.id}</span>,
    mode: () => t(`modes.${room.mode}`),
    people: () => formats.number(room.people),
    bytes: () => (
      <span title={row.copies > 0 ? t("withCopies", { count: row.copies }) : undefined}>
        {formats.bytes(row.bytes)}
        {row.copies > 0 && <span className="sr-only"> {t("withCopies", { count: row.copies })}</span>}
      </span>
    ),
    created: () => <span title={formats.moment(room.createdAt)}>{formats.day(room.createdAt)}</span>,
    used: () => <span title={formats.moment(room.usedAt)}>{used}</span>,
    state: () => <State row={row} now={now} />,
  };
  return (
    <tr
      aria-rowindex={index + 2}
      data-room={room.id}
      style={{ height }}
      className={`border-b border-line ${marked ? "bg-accent-soft" : "hover:bg-panel"} ${state === "deleted" ? "text-soft" : ""}`}
    >
      <td className="pl-4">
        <input
          type="checkbox"
          data-mark={index}
          aria-label={t("mark", { name })}
          className="block size-3.5 accent-accent"
          checked={marked}
          onClick={(event) => onMark(index, event.shiftKey)}
          onChange={() => {}}
          onKeyDown={(event) => onWalk(event, index)}
        />
      </td>
      {columns.map((column) => (
        <td
          key={column}
          className={`px-2.5 whitespace-nowrap tabular-nums ${column === "name" ? "w-full max-w-0" : ""} ${column === "people" || column === "bytes" ? "text-right" : ""}`}
        >
          {cells[column]()}
        </td>
      ))}
      <td className="pr-2 text-right">
        <Menu items={() => actionsOf(row)}>
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
}

function Belonging({ row: { room } }: { readonly row: RoomRow }) {
  const t = useTranslations("admin.rooms");
  return (
    <span className="shrink-0 text-[12px] text-soft">
      {t(room.trialOf === undefined ? "copy" : "trial")}{" "}
      <span className="font-mono">{t("of", { id: room.trialOf ?? room.parent ?? "" })}</span>
    </span>
  );
}

const MARKS = {
  awake: "bg-running",
  asleep: "border border-line-strong",
  deleted: "bg-failing rotate-45 rounded-none",
} as const;

/** In a word and by a shape of its own. */
function State({ row: { room, state }, now }: { readonly row: RoomRow; readonly now: number }) {
  const t = useTranslations("admin.rooms");
  const { relative, moment } = useFormats();
  const left = room.goneAt === undefined ? undefined : room.goneAt - now;
  return (
    <span className="inline-flex items-center gap-1.5 align-middle" data-state={state}>
      <span aria-hidden className={`size-2 shrink-0 rounded-full ${MARKS[state]}`} />
      {t(`states.${state}`)}
      {left !== undefined && (
        <span className="text-[12px] text-soft max-sm:hidden" title={moment(room.goneAt ?? 0)}>
          {left < 3_600_000 ? t("goneSoon") : t("gone", { when: relative(left) })}
        </span>
      )}
    </span>
  );
}
