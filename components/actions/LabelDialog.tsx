"use client";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useDo } from "../room/doing/DoingContext.tsx";
import type { Selection } from "../room/view.ts";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { IconButton } from "../ui/IconButton.tsx";

interface Row {
  readonly id: number;
  readonly key: string;
  readonly value: string;
}

/** Labels as rows of key and value; only what differs is sent. */
export function LabelDialog({
  object,
  selection,
  onClose,
}: {
  readonly object: KubeObject;
  readonly selection: Selection;
  onClose(): void;
}) {
  const t = useTranslations("inspector");
  const act = useDo();
  const [rows, setRows] = useState<readonly Row[]>(() =>
    Object.entries(object.metadata.labels ?? {}).map(([key, value], id) => ({ id, key, value })),
  );
  const change = (id: number, part: Partial<Row>): void =>
    setRows((known) => known.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const save = (): void => {
    const wanted = Object.fromEntries(rows.filter(({ key }) => key !== "").map(({ key, value }) => [key, value]));
    const old = object.metadata.labels ?? {};
    const labels: { [key: string]: string | null } = {};
    for (const key of Object.keys(old)) if (!(key in wanted)) labels[key] = null;
    for (const [key, value] of Object.entries(wanted)) if (old[key] !== value) labels[key] = value;
    if (Object.keys(labels).length > 0) act.label(selection, object, labels);
    onClose();
  };
  return (
    <Modal open onOpenChange={onClose} title={t("editLabels")} lead={object.metadata.name}>
      <form
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {rows.map(({ id, key, value }) => (
          <div key={id} className="flex items-center gap-2">
            <Input
              aria-label={t("labelKey")}
              value={key}
              className="min-w-0 flex-1 font-mono"
              onChange={(event) => change(id, { key: event.target.value.trim() })}
            />
            <span aria-hidden className="text-soft">
              =
            </span>
            <Input
              aria-label={t("labelValue")}
              value={value}
              className="min-w-0 flex-1 font-mono"
              onChange={(event) => change(id, { value: event.target.value.trim() })}
            />
            <IconButton
              icon={X}
              label={t("removeLabel", { key })}
              onClick={() => setRows((known) => known.filter((row) => row.id !== id))}
            />
          </div>
        ))}
        <div className="mt-2 flex justify-between">
          <Button
            look="quiet"
            onClick={() =>
              setRows((known) => [
                ...known,
                { id: Math.max(-1, ...known.map((row) => row.id)) + 1, key: "", value: "" },
              ])
            }
          >
            <Plus size={15} aria-hidden />
            {t("addLabel")}
          </Button>
          <Button type="submit" look="primary">
            {t("save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
