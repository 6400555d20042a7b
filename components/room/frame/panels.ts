/** Sizes of the panels and whether they are open, remembered by this browser. */
import { keptMembers } from "../../client/kept.ts";
import { storedSettings } from "../../ui/storedSettings.ts";

export type PanelName = "left" | "inspector" | "dock";

export interface PanelState {
  readonly open: boolean;
  /** Width or height, px. */
  readonly size: number;
}

export type Panels = { readonly [name in PanelName]: PanelState } & {
  /** The dock's tab that was open last. */
  readonly dockTab: string;
};

const INITIAL: Panels = {
  left: { open: true, size: 320 },
  inspector: { open: true, size: 360 },
  dock: { open: true, size: 280 },
  dockTab: "editor",
};

/** What was stored, as far as it has the shape of panels. */
export function parsePanels(text: string | null): Panels {
  const stored = keptMembers(text);
  const panel = (name: PanelName): PanelState => {
    const { open, size } = (stored[name] ?? {}) as Partial<PanelState>;
    return {
      open: typeof open === "boolean" ? open : INITIAL[name].open,
      size: typeof size === "number" && size >= 80 && size <= 2_000 ? size : INITIAL[name].size,
    };
  };
  return {
    left: panel("left"),
    inspector: panel("inspector"),
    dock: panel("dock"),
    dockTab: typeof stored["dockTab"] === "string" ? stored["dockTab"] : INITIAL.dockTab,
  };
}

export const { change: changePanels, use: usePanels } = storedSettings("podroom:panels", {
  initial: INITIAL,
  parse: parsePanels,
});
