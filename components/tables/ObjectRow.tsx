"use client";
/** One row of a table; drawn anew only when something of it is another, so that a thousand may pass by. */
import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, memo } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import type { Target } from "../actions/Target.ts";
import type { ObjectActions } from "../actions/useObjectActions.tsx";
import type { Selection } from "../room/view.ts";
import { Menu } from "../ui/Menu.tsx";
import type { TableColumn } from "./columns.tsx";
import type { Kind } from "./kinds.ts";

/** Characters of a name there is always room for. */
const SHORT = 20;
/** Characters a controller puts behind a name, with the dash before them. */
const TAIL = 6;

/** What a row asks of its table; the same object for as long as the table is there. */
export interface RowDoes {
  onMark(index: number, range: boolean): void;
  onWalk(event: KeyboardEvent, index: number): void;
  onSelect(selection: Selection): void;
  onLabels(labels: readonly string[]): void;
}

export interface ObjectRowProps {
  readonly kind: Kind;
  readonly object: KubeObject;
  readonly index: number;
  readonly columns: readonly TableColumn[];
  /** Cluster ms. */
  readonly now: number;
  readonly chosen: boolean;
  readonly marked: boolean;
  /** So many label chips are shown before the rest is a number. */
  readonly chips: number;
  readonly labelsChosen: readonly string[];
  readonly does: RowDoes;
  readonly actionsOf: ObjectActions["of"];
}

export const ObjectRow = memo(function ObjectRow(props: ObjectRowProps) {
  const { kind, object, index, columns, now, chosen, marked, chips, labelsChosen, does, actionsOf } = props;
  const t = useTranslations("tables");
  const { name, deletionTimestamp } = object.metadata;
  const target = targetOf(kind, object);
  return (
    <tr
      aria-rowindex={index + 2}
      data-row={name}
      onClick={() => does.onSelect(target.selection)}
      className={`group h-8 cursor-pointer border-b border-line ${chosen || marked ? "bg-accent-soft" : "bg-paper hover:bg-panel"} ${deletionTimestamp ? "text-soft" : ""}`}
    >
      <td className="pl-3 print:hidden" onClick={(event) => event.stopPropagation()}>
        <input
          type="checkbox"
          aria-label={t("mark", { name })}
          className="block size-3.5 accent-accent"
          checked={marked}
          onClick={(event) => does.onMark(index, event.shiftKey)}
          onChange={() => {}}
        />
      </td>
      {columns.map((column, position) => {
        const content = column.cell(object, now);
        const long = position === 0 && content === name && name.length > SHORT;
        return (
          <td
            key={column.title}
            title={typeof content === "string" && content.length > 24 ? content : undefined}
            className={`max-w-80 truncate px-2.5 @max-4xl:px-1.5 ${position === 0 ? "@max-4xl:max-w-42" : column.tight ? "@max-4xl:max-w-34" : ""} ${column.mono ? "font-mono text-[12px]" : ""}`}
          >
            {position === 0 ? (
              <button
                type="button"
                data-name={index}
                className={long ? "flex max-w-full" : "max-w-full truncate text-left"}
                aria-label={long ? name : undefined}
                onKeyDown={(event) => does.onWalk(event, index)}
              >
                {column.mark?.(object)}
                {long ? <LongName name={name} /> : content}
              </button>
            ) : column === LABELS ? (
              <Labels labels={object.metadata.labels} chosen={labelsChosen} shown={chips} onChoose={does.onLabels} />
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
        {/* What goes on under it fades. */}
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 -left-4 w-4 bg-inherit [mask-image:linear-gradient(to_left,black,transparent)]"
        />
        <Menu
          items={() =>
            actionsOf(kind, target)
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
});

/** What is made of a template differs at its end: that stays when there is no room for the whole name. */
function LongName({ name }: { readonly name: string }) {
  return (
    <>
      <span className="min-w-0 truncate">{name.slice(0, -TAIL)}</span>
      <span className="shrink-0">{name.slice(-TAIL)}</span>
    </>
  );
}

export const LABELS: TableColumn = {
  title: "labels",
  cell: () => null,
  sort: ({ metadata }) =>
    Object.entries(metadata.labels ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join(","),
};

export function targetOf(kind: Kind, object: KubeObject): Target {
  const { name, namespace = "" } = object.metadata;
  const whole = object.kind && object.kind !== "PartialObjectMetadata" ? object : withKind(object, kind);
  return { selection: { resource: kind.resource, namespace, name }, object: whole };
}

function withKind(object: KubeObject, { kind, apiVersion }: Kind): KubeObject {
  return { ...object, kind, apiVersion };
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
  /** Those that are to be chosen now. */
  onChoose(labels: readonly string[]): void;
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
              onChoose(chosen.includes(chip) ? chosen.filter((other) => other !== chip) : [...chosen, chip]);
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
