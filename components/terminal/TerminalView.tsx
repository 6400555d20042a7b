"use client";
import "@xterm/xterm/css/xterm.css";
import { useEffect, useRef } from "react";
import type { EditFor } from "./useEdits.ts";
import { useLiveTerminal } from "./useLiveTerminal.ts";
import { useTerminal } from "./useTerminal.ts";

export interface TerminalViewProps {
  readonly active: boolean;
  /** A dialog stands before it; when that is gone the keys are the terminal's again. */
  readonly behind: boolean;
  readonly edit: EditFor;
  /** The person has left the shell. */
  onExit(): void;
  /** Lines to type and run; a new object each time. */
  readonly typed: { readonly text: string } | undefined;
}

/** One terminal in its place: sized, coloured and focused with what is around it. */
export function TerminalView({ active, behind, edit, onExit, typed }: TerminalViewProps) {
  const holder = useRef<HTMLDivElement>(null);
  const held = useTerminal(holder, edit, onExit);
  useEffect(() => {
    if (!active || behind || !held.current) return;
    held.current.fit.fit();
    held.current.terminal.focus();
    // The dialog gives the focus back only after it is gone.
    const later = setTimeout(() => held.current?.terminal.focus(), 50);
    return () => clearTimeout(later);
  }, [active, behind, held]);
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
