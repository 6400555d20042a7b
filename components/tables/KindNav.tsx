"use client";
/** The kinds, grouped as in the Dashboard: a side bar, or a select where there is no room for one. */
import { useTranslations } from "next-intl";
import type { ObjectTable } from "../../server/protocol/clusterState.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Select } from "../ui/controls.tsx";
import { type Kind, pluralOf } from "./kinds.ts";
import type { Kinds } from "./useKinds.ts";

export function KindNav({ kinds, value, onChange }: KindChoice) {
  const t = useTranslations("tables");
  const { namespace } = useRoomView();
  const tables = useRoomPart(({ cluster }) => cluster.tables);
  return (
    <nav
      aria-label={t("kinds")}
      className="w-44 shrink-0 overflow-y-auto border-r border-line bg-panel py-2 text-[13px] @max-2xl:hidden"
    >
      {kinds.groups.map(({ group, kinds: members }) => (
        <section key={group} aria-label={t(`groups.${group}`)} className="mb-2">
          <h3 className="px-3 pt-1.5 pb-0.5 text-[11px] font-semibold text-faint">{t(`groups.${group}`)}</h3>
          <ul>
            {members.map((kind) => {
              const count = countOf(tables.get(kind.resource), kind.namespaced ? namespace : "");
              const on = kind.resource === value;
              return (
                <li key={kind.resource}>
                  <button
                    type="button"
                    aria-current={on ? "page" : undefined}
                    title={kind.group ? `${kind.kind} · ${kind.group}` : kind.kind}
                    onClick={() => onChange(kind.resource)}
                    className={`flex h-7 w-full items-center gap-2 px-3 text-left -outline-offset-2 hover:bg-line/50 ${on ? "bg-accent-soft font-semibold text-ink" : count > 0 ? "text-ink" : "text-soft"}`}
                  >
                    <span className="min-w-0 flex-1 truncate">{pluralOf(kind.kind)}</span>
                    {count > 0 && (
                      <span
                        aria-hidden
                        className={`text-[11px] font-normal tabular-nums ${on ? "text-soft" : "text-faint"}`}
                      >
                        {count}
                      </span>
                    )}
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </nav>
  );
}

export function KindSelect({ kinds, value, onChange }: KindChoice) {
  const t = useTranslations("tables");
  return (
    <Select
      aria-label={t("kinds")}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="min-w-0 flex-1 @2xl:hidden"
    >
      {kinds.groups.map(({ group, kinds: members }) => (
        <optgroup key={group} label={t(`groups.${group}`)}>
          {members.map((kind) => (
            <option key={kind.resource} value={kind.resource}>
              {pluralOf(kind.kind)}
            </option>
          ))}
        </optgroup>
      ))}
    </Select>
  );
}

interface KindChoice {
  readonly kinds: Kinds;
  readonly value: Kind["resource"];
  onChange(resource: string): void;
}

/** Tables are never changed in place: each is counted once. */
const counted = new WeakMap<ObjectTable, Map<string, number>>();

function countOf(table: ObjectTable | undefined, namespace: string): number {
  if (!table) return 0;
  if (namespace === "") return table.size;
  let counts = counted.get(table);
  if (!counts) {
    counted.set(table, (counts = new Map()));
    for (const { metadata } of table.values()) {
      const name = metadata.namespace ?? "";
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts.get(namespace) ?? 0;
}
