"use client";
/** The terminal in the dock: one or more shells, each in its tab. */
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { useRoomPart } from "../room/RoomContext.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { EditDialog } from "./EditDialog.tsx";
import { TerminalView } from "./TerminalView.tsx";
import { useEdits } from "./useEdits.ts";

/** As many as make sense on one screen. */
const MOST = 6;

export function TerminalPart() {
  const t = useTranslations("terminal");
  const { typed, runInTerminal } = useFrame();
  const [tabs, setTabs] = useState({ open: [1] as readonly number[], active: 1 });
  const isPast = useRoomPart(({ past }) => past !== undefined);
  const { editing, edit } = useEdits(runInTerminal);
  const { open, active } = tabs;
  const add = (): void => {
    const number = Math.max(...open) + 1;
    setTabs({ open: [...open, number], active: number });
  };
  const close = (number: number): void => {
    const left = open.filter((one) => one !== number);
    setTabs({ open: left, active: active === number ? (left.at(-1) ?? 1) : active });
  };
  /** A shell that was left is gone with its tab; the last one makes room for a new shell. */
  const exit = (number: number): void => {
    if (open.length > 1) close(number);
    else setTabs({ open: [number + 1], active: number + 1 });
  };
  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        {isPast && (
          <p className="shrink-0 border-b border-line bg-pending/15 px-3 py-1 text-[12px] break-keep" role="status">
            {t("inThePresent")}
          </p>
        )}
        <div className="min-h-0 flex-1">
          {open.map((number) => (
            <TerminalView
              key={number}
              active={number === active}
              behind={editing !== undefined}
              edit={edit}
              onExit={() => exit(number)}
              typed={number === active ? typed : undefined}
            />
          ))}
        </div>
      </div>
      <div className="flex w-9 shrink-0 flex-col items-center gap-1 border-l border-line py-1">
        <IconButton icon={Plus} label={t("add")} side="left" disabled={open.length >= MOST} onClick={add} />
        {open.length > 1 &&
          open.map((number) => (
            <button
              key={number}
              type="button"
              aria-pressed={number === active}
              aria-label={t("tab", { number })}
              onClick={() => setTabs({ open, active: number })}
              className={`size-7 rounded-control text-[12px] tabular-nums ${number === active ? "bg-accent-soft font-semibold" : "text-soft hover:bg-line/50"}`}
            >
              {number}
            </button>
          ))}
        {open.length > 1 && (
          <IconButton
            icon={X}
            label={t("close", { name: t("tab", { number: active }) })}
            side="left"
            onClick={() => close(active)}
          />
        )}
      </div>
      <EditDialog editing={editing} />
    </div>
  );
}
