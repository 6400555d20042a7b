"use client";
/** Before rooms are gone for good: they are named, and it is typed what goes. */
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { AdminRoom } from "../../server/protocol/admin.ts";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";

/** Rooms named one by one. */
const NAMED = 6;

export interface PurgeDialogProps {
  readonly rooms: readonly AdminRoom[];
  onSure(): void;
  onClose(): void;
}

export function PurgeDialog({ rooms, onSure, onClose }: PurgeDialogProps) {
  const t = useTranslations("admin.purge");
  const unnamed = useTranslations("admin.rooms");
  const common = useTranslations("common");
  const [typed, setTyped] = useState("");
  const [first] = rooms;
  const text = rooms.length === 1 && first ? first.id : String(rooms.length);
  const isTyped = typed.trim().toLowerCase() === text;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isTyped) return;
    onClose();
    onSure();
  };
  return (
    <Modal open onOpenChange={onClose} title={t("title", { count: rooms.length })} lead={t("lead")}>
      <ul className="max-h-48 overflow-auto text-[13px]">
        {rooms.slice(0, NAMED).map(({ id, name }) => (
          <li key={id} className="flex items-baseline gap-2 py-0.5">
            <span className="min-w-0 truncate font-medium">{name || unnamed("unnamed")}</span>
            <span className="font-mono text-[12px] text-soft">{id}</span>
          </li>
        ))}
        {rooms.length > NAMED && <li className="text-soft">{t("more", { count: rooms.length - NAMED })}</li>}
      </ul>
      <form onSubmit={submit} className="mt-4">
        <label className="block text-[13px]">
          {t(rooms.length === 1 ? "typeId" : "typeCount", { text })}
          <Input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="mt-1 w-full font-mono"
          />
        </label>
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" look="danger" disabled={!isTyped}>
            {t("confirm")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
