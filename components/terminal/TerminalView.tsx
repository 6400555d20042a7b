"use client";
import "@xterm/xterm/css/xterm.css";
import { useEffect, useRef } from "react";
import type { ShellScreen } from "../client/shell/RoomShell.ts";
import { useLiveTerminal } from "./useLiveTerminal.ts";
import { useTerminal } from "./useTerminal.ts";

export interface TerminalViewProps {
  readonly active: boolean;
  readonly edit: ShellScreen["edit"];
  /** Lines to type and run; a new object each time. */
  readonly typed: { readonly text: string } | undefined;
}

/** One terminal in its place: sized, coloured and focused with what is around it. */
export function TerminalView({ active, edit, typed }: TerminalViewProps) {
  const holder = useRef<HTMLDivElement>(null);
  const held = useTerminal(holder, edit);
  useEffect(() => {
    if (!active || !held.current) return;
    held.current.fit.fit();
    held.current.terminal.focus();
  }, [active, held]);
  useLiveTerminal(held, active);
  useEffect(() => {
    if (typed) held.current?.session.type(typed.text);
  }, [typed, held]);
  return (
    <div
      ref={holder}
      data-terminal={active}
      className={`h-full min-h-0 overflow-hidden bg-panel pt-1 pl-2 font-mono ${active ? "" : "hidden"}`}
    />
  );
}
