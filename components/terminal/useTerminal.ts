"use client";
/** An xterm in an element, with a shell behind it. */
import { FitAddon } from "@xterm/addon-fit";
import type { Terminal } from "@xterm/xterm";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useRef } from "react";
import { fetchKubeconfig } from "../client/rooms.ts";
import { HOME, HomeFiles } from "../client/shell/HomeFiles.ts";
import { RoomShell } from "../client/shell/RoomShell.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useConnection, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { openTerminal } from "./openTerminal.ts";
import { Session } from "./Session.ts";
import { terminalTheme } from "./theme.ts";
import type { EditFor } from "./useEdits.ts";

export interface HeldTerminal {
  readonly terminal: Terminal;
  readonly session: Session;
  readonly fit: FitAddon;
}

/** The terminal while it is there; a new one when another cluster is entered. */
export function useTerminal(
  holder: RefObject<HTMLDivElement | null>,
  edit: EditFor,
  onExit: () => void,
): RefObject<HeldTerminal | undefined> {
  const t = useTranslations("terminal");
  const { theme } = usePreferences();
  const connection = useConnection();
  const { namespace } = useRoomView();
  const clusterId = useRoomPart((room) => room.room?.id);
  const viewer = useRoomPart(({ you }) => you?.role === "viewer");
  const held = useRef<HeldTerminal>(undefined);
  // What changes while the terminal stays.
  const now = useRef({ namespace, edit, onExit, t });
  now.current = { namespace, edit, onExit, t };

  useEffect(() => {
    const place = holder.current;
    if (!place || clusterId === undefined) return;
    const terminal = openTerminal(place, { fontSize: 14, scrollback: 5000 });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    const session = new Session(
      terminal,
      (text, name, line) => now.current.edit(text, name, line),
      () => now.current.onExit(),
    );
    held.current = { terminal, session, fit };
    const observer = new ResizeObserver(() => place.clientHeight > 0 && fit.fit());
    observer.observe(place);
    session.print(`\x1b[90m${now.current.t(viewer ? "viewer" : "welcome")}\x1b[0m\n`);
    fetchKubeconfig(clusterId).then(
      async (kubeconfig) => {
        const files = new HomeFiles(`podroom:home:${clusterId}`);
        await files.write(`${HOME}/.kube/config`, new TextEncoder().encode(kubeconfig));
        if (held.current?.session !== session) return;
        session.start(
          new RoomShell({ connection, files, screen: session.screen, namespace: () => now.current.namespace }),
          await files.history(),
        );
      },
      (error: unknown) => session.print(`${now.current.t("noAccess", { reason: (error as Error).message })}\n`),
    );
    return () => {
      observer.disconnect();
      session.close();
      terminal.dispose();
      held.current = undefined;
    };
  }, [connection, clusterId, viewer, holder]);
  useEffect(() => {
    if (held.current && theme) held.current.terminal.options.theme = terminalTheme();
  }, [theme]);
  return held;
}
