"use client";
/** What is asked before objects are changed: is it to be deleted, how many replicas, which label. */
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import type { Target } from "./Target.ts";

/** Focus on what one came for, instead of the first button. */
function useFocus(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("[data-focus]")?.focus(), []);
  return form;
}

interface Asked<T> {
  readonly targets: readonly Target[];
  onAnswer(answer: T): void;
  onClose(): void;
}

export function DeleteDialog({ targets, onAnswer, onClose }: Asked<{ readonly now: boolean }>) {
  const t = useTranslations("tables");
  const form = useFocus();
  const common = useTranslations("common");
  const [now, setNow] = useState(false);
  const owned = targets.some(({ object }) => object.metadata.ownerReferences?.some(({ controller }) => controller));
  const pods = targets.every(({ selection }) => selection.resource === "pods");
  return (
    <Modal
      open
      onOpenChange={onClose}
      title={t("deleteTitle", { count: targets.length, name: targets[0]?.selection.name ?? "" })}
    >
      <form ref={form} onSubmit={answers(() => onAnswer({ now }), onClose)}>
        <Names targets={targets} />
        {owned && <p className="mt-3 text-[13px] break-keep text-pending">{t("deleteOwned")}</p>}
        {pods && (
          <label className="mt-3 flex items-center gap-2 text-[13px]">
            <input type="checkbox" checked={now} onChange={(event) => setNow(event.target.checked)} />
            {t("deleteNow")}
          </label>
        )}
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" look="danger" data-focus>
            {t("delete")}
          </Button>
        </Actions>
      </form>
    </Modal>
  );
}

export function ScaleDialog({ targets, onAnswer, onClose }: Asked<number>) {
  const t = useTranslations("tables");
  const form = useFocus();
  const common = useTranslations("common");
  const now = (targets[0]?.object.spec as { readonly replicas?: number } | undefined)?.replicas ?? 1;
  const [text, setText] = useState(String(now));
  const right = /^\d{1,4}$/.test(text);
  return (
    <Modal
      open
      onOpenChange={onClose}
      title={t("scaleTitle", { count: targets.length, name: targets[0]?.selection.name ?? "" })}
    >
      <form ref={form} onSubmit={answers(() => right && onAnswer(Number(text)), onClose)}>
        {targets.length > 1 && <Names targets={targets} />}
        <label className="mt-1 flex items-center gap-3 text-[13px]">
          {t("replicas")}
          <Input
            type="number"
            min={0}
            max={9999}
            data-focus
            className="w-24"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {targets.length === 1 && <span className="text-soft">{t("replicasNow", { count: now })}</span>}
        </label>
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" look="primary" disabled={!right}>
            {t("scale")}
          </Button>
        </Actions>
      </form>
    </Modal>
  );
}

/** A label for all of them: `key=value` sets it, `key-` takes it off, as in `kubectl label`. */
export function BulkLabelDialog({ targets, onAnswer, onClose }: Asked<{ readonly [key: string]: string | null }>) {
  const t = useTranslations("tables");
  const form = useFocus();
  const common = useTranslations("common");
  const [text, setText] = useState("");
  const labels = readLabels(text);
  return (
    <Modal open onOpenChange={onClose} title={t("labelTitle", { count: targets.length })} lead={t("labelLead")}>
      <form ref={form} onSubmit={answers(() => labels && onAnswer(labels), onClose)}>
        <Names targets={targets} />
        <Input
          aria-label={t("labels")}
          data-focus
          placeholder="type=web"
          className="mt-3 w-full font-mono"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Actions>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" look="primary" disabled={!labels}>
            {t("label")}
          </Button>
        </Actions>
      </form>
    </Modal>
  );
}

/** Undefined when it is not `key=value` or `key-`, separated by spaces. */
export function readLabels(text: string): { readonly [key: string]: string | null } | undefined {
  const labels: { [key: string]: string | null } = {};
  for (const word of text.trim().split(/\s+/)) {
    const set = /^([A-Za-z0-9][-A-Za-z0-9_./]*)=([-A-Za-z0-9_.]*)$/.exec(word);
    const off = /^([A-Za-z0-9][-A-Za-z0-9_./]*)-$/.exec(word);
    if (set) labels[set[1] ?? ""] = set[2] ?? "";
    else if (off) labels[off[1] ?? ""] = null;
    else return undefined;
  }
  return labels;
}

function Names({ targets }: { readonly targets: readonly Target[] }) {
  return (
    <ul className="max-h-48 overflow-auto rounded-control border border-line px-3 py-1.5 font-mono text-[12px]">
      {targets.map(({ object: { kind, metadata } }) => (
        <li key={metadata.uid} className="py-0.5 break-all">
          <span className="text-faint">
            {kind ? `${kind.toLowerCase()}/` : ""}
            {metadata.namespace ? `${metadata.namespace}/` : ""}
          </span>
          {metadata.name}
        </li>
      ))}
    </ul>
  );
}

function Actions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-4 flex justify-end gap-2">{children}</div>;
}

function answers(answer: () => void, close: () => void) {
  return (event: { preventDefault(): void }): void => {
    event.preventDefault();
    answer();
    close();
  };
}
