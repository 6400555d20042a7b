"use client";
import "@xterm/xterm/css/xterm.css";
/** Somebody else's terminal, with one's own keys in it: xterm turns them into what a terminal takes, Hangul included. */
import type { Terminal } from "@xterm/xterm";
import { useEffect, useRef } from "react";
import type { TerminalSight } from "../../server/protocol/live.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { keepInSight } from "./keepInSight.ts";
import { openTerminal } from "../terminal/openTerminal.ts";
import { terminalTheme } from "../terminal/theme.ts";

export function TypingTerminal({
  terminal: seen,
  label,
  onType,
}: {
  readonly terminal: TerminalSight;
  readonly label: string;
  onType(text: string): void;
}) {
  const { theme } = usePreferences();
  const holder = useRef<HTMLDivElement>(null);
  const held = useRef<Terminal>(undefined);
  const type = useRef(onType);
  type.current = onType;
  useEffect(() => {
    const place = holder.current;
    if (!place) return;
    const terminal = openTerminal(place, { fontSize: 12, scrollback: 0 });
    terminal.onData((data) => type.current(data));
    terminal.textarea?.setAttribute("aria-label", label);
    terminal.focus();
    held.current = terminal;
    return () => {
      terminal.dispose();
      held.current = undefined;
    };
  }, [label]);
  useEffect(() => {
    if (held.current && theme) held.current.options.theme = terminalTheme();
  }, [theme]);
  useEffect(() => {
    const { text, columns, rows, row, column } = seen;
    held.current?.resize(columns, rows);
    // Another's page says what stands here: letters are shown, commands to the terminal are not obeyed.
    const letters = text.replace(/[^\P{Cc}\n]/gu, "").replaceAll("\n", "\r\n");
    held.current?.write(`\x1b[H\x1b[2J${letters}\x1b[${row + 1};${column + 1}H`);
    const element = held.current?.element;
    if (element) keepInSight(element, { from: row / rows, to: (row + 1) / rows });
  }, [seen, label]);
  return <div ref={holder} data-typing className="h-full w-max min-w-full bg-panel p-2 font-mono" />;
}
