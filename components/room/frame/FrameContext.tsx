"use client";
/** What parts may ask of the frame: another part to the front, a manifest into the editor, a panel shown or hidden. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useRoomView } from "../RoomContext.tsx";
import { useRoomy, useViewport, type Viewport } from "../useViewport.ts";
import { changePanels, type PanelName, usePanels } from "./panels.ts";

export interface Frame {
  readonly viewport: Viewport;
  /** Whether the left part stands beside the others; otherwise it is a drawer. */
  readonly leftBeside: boolean;
  /** What goes into the editor next; a new object each time. */
  readonly draft: { readonly yaml: string } | undefined;
  /** Opens the editor with a manifest. */
  openEditor(yaml: string): void;
  /** Brings a tab of the dock to the front (on a phone: of the screen). */
  openDock(id: string): void;
  /** Types lines into the terminal and runs them. */
  runInTerminal(text: string): void;
  /** What `runInTerminal` was told last; a new object each time. */
  readonly typed: { readonly text: string } | undefined;
  toggle(panel: PanelName): void;
  /** Drawers under 1024 px: the left one is open or not. */
  readonly leftDrawer: boolean;
  setLeftDrawer(open: boolean): void;
}

const Context = createContext<Frame | undefined>(undefined);

export function FrameProvider({ children }: { readonly children: ReactNode }) {
  const shape = useViewport();
  const roomy = useRoomy();
  const { view, setView } = useRoomView();
  const panels = usePanels();
  const leftBeside = shape === "wide";
  // Beside a lesson there is room for a map or for the inspector, and the lesson is about the map.
  const viewport = shape === "wide" && !roomy && panels.left.open ? "narrow" : shape;
  const [draft, setDraft] = useState<Frame["draft"]>();
  const [typed, setTyped] = useState<Frame["typed"]>();
  // A link to a step shows it.
  const [leftDrawer, setLeftDrawer] = useState(shape === "narrow" && view.step !== "");
  useEffect(() => {
    if (shape === "phone" || wasReloaded()) return;
    // What a link shows is shown, though this browser had put its panel away.
    const { dock, inspector } = panels;
    if (view.dock !== "" && !dock.open) changePanels({ dock: { ...dock, open: true } });
    if (view.selection && !inspector.open) changePanels({ inspector: { ...inspector, open: true } });
    // oxlint-disable-next-line react/exhaustive-deps -- as one comes
  }, []);
  const openDock = useCallback(
    (id: string) => {
      if (viewport === "phone") return setView({ main: id, dock: "", selection: undefined });
      setView({ dock: id });
      changePanels({ dock: { ...panels.dock, open: true }, dockTab: id });
    },
    [viewport, setView, panels.dock],
  );
  const value = useMemo(
    (): Frame => ({
      viewport,
      leftBeside,
      draft,
      openDock,
      openEditor(yaml) {
        openDock("editor");
        setDraft({ yaml });
      },
      typed,
      runInTerminal(text) {
        openDock("terminal");
        setTyped({ text });
      },
      toggle(name) {
        if (!leftBeside && name === "left") setLeftDrawer((open) => !open);
        else changePanels({ [name]: { ...panels[name], open: !panels[name].open } });
      },
      leftDrawer,
      setLeftDrawer,
    }),
    [viewport, leftBeside, draft, typed, openDock, panels, leftDrawer],
  );
  return <Context value={value}>{children}</Context>;
}

function wasReloaded(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return entry?.type === "reload";
}

export function useFrame(): Frame {
  const value = useContext(Context);
  if (!value) throw new Error("outside FrameProvider");
  return value;
}
