"use client";
/** Whose logs: found by name or by labels, added to what is there or taken away; and of which containers. */
import { Command as Cmdk } from "cmdk";
import { Check, ListPlus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useConnection, useRoomView } from "../room/RoomContext.tsx";
import { sameSelection } from "../room/view.ts";
import { Button } from "../ui/controls.tsx";
import { Popover } from "../ui/Popover.tsx";
import { BY_LABELS, LOGGED, type LogTarget, podsOf, selectorProblem } from "./targets.ts";

const SHOWN = 40;

export function LogChooser({ containerNames }: { readonly containerNames: readonly string[] }) {
  const t = useTranslations("logs");
  const { view } = useRoomView();
  return (
    <Popover
      label={t("choose")}
      align="start"
      trigger={
        <Button className="max-w-64 max-sm:max-w-40">
          <ListPlus size={15} aria-hidden className="shrink-0" />
          <span className="truncate">{view.logs.length === 0 ? t("choose") : view.logs.map(nameOf).join(", ")}</span>
        </Button>
      }
    >
      <Chosen containerNames={containerNames} />
      <Finder />
    </Popover>
  );
}

function Chosen({ containerNames }: { readonly containerNames: readonly string[] }) {
  const t = useTranslations("logs");
  const { view, setView } = useRoomView();
  if (view.logs.length === 0) return null;
  const toggle = (name: string): void => {
    const { containers } = view;
    setView({
      containers: containers.includes(name) ? containers.filter((one) => one !== name) : [...containers, name],
    });
  };
  const names = [...new Set([...containerNames, ...view.containers])];
  return (
    <div className="mb-2 flex flex-col gap-2 border-b border-line pb-2">
      <ul aria-label={t("chosen")} className="flex max-h-32 flex-col overflow-auto">
        {view.logs.map((target) => (
          <li key={keyOf(target)} className="flex items-center gap-2">
            <span className="shrink-0 text-[12px] text-soft">{LOGGED.get(target.resource) ?? t("byLabels")}</span>
            <span className="min-w-0 flex-1 font-mono text-[12px] break-all">{nameOf(target)}</span>
            <button
              type="button"
              aria-label={t("remove", { name: nameOf(target) })}
              className="grid size-6 shrink-0 place-items-center rounded-control text-soft hover:bg-line/50 hover:text-ink"
              onClick={() => setView({ logs: view.logs.filter((one) => !sameSelection(one, target)) })}
            >
              <X size={14} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {names.length > 1 && (
        <div role="group" aria-label={t("containers")} className="flex flex-wrap items-center gap-1 text-[12px]">
          <span className="text-soft">{t("containers")}</span>
          <Toggle on={view.containers.length === 0} onClick={() => setView({ containers: [] })}>
            {t("allContainers")}
          </Toggle>
          {names.map((name) => (
            <Toggle key={name} on={view.containers.includes(name)} onClick={() => toggle(name)}>
              <span className="font-mono">{name}</span>
            </Toggle>
          ))}
        </div>
      )}
    </div>
  );
}

function Toggle({
  on,
  onClick,
  children,
}: {
  readonly on: boolean;
  onClick(): void;
  readonly children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={`rounded border px-1.5 leading-[18px] ${on ? "border-accent bg-accent text-accent-ink" : "border-line bg-panel hover:border-accent"}`}
    >
      {children}
    </button>
  );
}

function Finder() {
  const t = useTranslations("logs");
  const { view, setView, namespace } = useRoomView();
  const connection = useConnection();
  const [words, setWords] = useState("");
  const typed = words.trim();
  const { tables } = connection.getSnapshot().cluster;
  const objects = useMemo(
    () =>
      [...LOGGED].flatMap(([resource, kind]) =>
        [...(tables.get(resource)?.values() ?? [])]
          .filter(({ metadata }) => namespace === "" || metadata.namespace === namespace)
          .map(({ metadata }) => ({ resource, kind, namespace: metadata.namespace ?? "", name: metadata.name })),
      ),
    [tables, namespace],
  );
  const found = useMemo(() => {
    const parts = typed.toLowerCase().split(/\s+/);
    return objects
      .filter(({ kind, name }) => parts.every((part) => `${kind} ${name}`.toLowerCase().includes(part)))
      .slice(0, SHOWN);
  }, [objects, typed]);
  const isSelector = /[=!]|\s(in|notin)\s/.test(typed);
  const problem = isSelector ? selectorProblem(typed) : undefined;
  const labels: LogTarget = { resource: BY_LABELS, namespace, name: typed };
  const toggle = (target: LogTarget): void => {
    const others = view.logs.filter((one) => !sameSelection(one, target));
    setView({ logs: others.length < view.logs.length ? others : [...others, target] });
  };
  return (
    <Cmdk label={t("choose")} shouldFilter={false} loop>
      <Cmdk.Input
        value={words}
        onValueChange={setWords}
        placeholder={t("chooseHint")}
        className="h-8 w-full rounded-control border border-line bg-raised px-2 text-[13px] outline-none placeholder:text-faint focus:border-accent"
      />
      <Cmdk.List className="mt-1 max-h-56 overflow-auto" aria-label={t("choose")}>
        {isSelector && problem === undefined && (
          <Item
            target={labels}
            kind={t("byLabels")}
            on={view.logs.some((one) => sameSelection(one, labels))}
            note={t("podCount", { count: podsOf([labels], tables).length })}
            onSelect={() => toggle(labels)}
          />
        )}
        {found.map((target) => (
          <Item
            key={keyOf(target)}
            target={target}
            kind={target.kind}
            on={view.logs.some((one) => sameSelection(one, target))}
            onSelect={() => toggle({ resource: target.resource, namespace: target.namespace, name: target.name })}
          />
        ))}
        {found.length === 0 && (!isSelector || problem !== undefined) && (
          <p className={`px-2 py-3 ${problem ? "text-failing" : "text-soft"}`}>{problem ?? t("noneFound")}</p>
        )}
      </Cmdk.List>
    </Cmdk>
  );
}

function Item({
  target,
  kind,
  on,
  note,
  onSelect,
}: {
  readonly target: LogTarget;
  readonly kind: string;
  readonly on: boolean;
  readonly note?: string;
  onSelect(): void;
}) {
  return (
    <Cmdk.Item value={keyOf(target)} onSelect={onSelect} className="palette-item text-[12px]">
      <span className="w-3.5 shrink-0">{on && <Check size={14} aria-hidden />}</span>
      <span className="shrink-0 text-soft">{kind}</span>
      <span className="min-w-0 flex-1 truncate font-mono" title={target.name}>
        {target.name}
      </span>
      {note && <span className="shrink-0 text-soft">{note}</span>}
    </Cmdk.Item>
  );
}

function keyOf({ resource, namespace, name }: LogTarget): string {
  return `${resource}/${namespace}/${name}`;
}

function nameOf({ name }: LogTarget): string {
  return name;
}
